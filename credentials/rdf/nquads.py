"""N-Quads: reads RDF 1.1 N-Quads section 6, writes the canonical form of RDF Dataset Canonicalization 1.0 appendix A.

Canonical means: single spaces, no comments, `xsd:string` unwritten, and exactly these characters of a literal escaped:
quotation mark, backslash, and the control characters U+0000 to U+001F and U+007F.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from credentials.errors import ProofTransformationError
from credentials.rdf.terms import RDF_LANG_STRING, XSD_STRING, BlankNode, Iri, Literal, Quad, Term, is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Iterable

_LETTERS = (
    "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f\u2c00-\u2fef"
    "\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff_:"
)
_INNER = _LETTERS + "\\-0-9\u00b7\u0300-\u036f\u203f-\u2040"
_UCHAR = r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}"
# Possessive: a text that does not end is given up at once, and no way back through it is kept.
_IRI = rf"<((?:[^\x00-\x20<>\"{{}}|^`\\]++|{_UCHAR})*+)>"
_BLANK = rf"_:([{_LETTERS}0-9](?:[{_INNER}.]*[{_INNER}])?)"
_STRING = rf"\"((?:[^\"\\\n\r]++|\\[tbnrf\"'\\]|{_UCHAR})*+)\""
_LANGUAGE = r"@([A-Za-z]+(?:-[A-Za-z0-9]+)*)"

_LINE = re.compile(
    rf"[ \t]*(?:{_IRI}|{_BLANK})"
    rf"[ \t]*{_IRI}"
    rf"[ \t]*(?:{_IRI}|{_BLANK}|{_STRING}(?:\^\^{_IRI}|{_LANGUAGE})?)"
    rf"[ \t]*(?:{_IRI}|{_BLANK})?"
    r"[ \t]*\.[ \t]*(?:#.*)?"
)
_NOTHING = re.compile(r"[ \t]*(?:#.*)?")
_ESCAPE = re.compile(rf"{_UCHAR}|\\.")
_ESCAPED = {"t": "\t", "b": "\b", "n": "\n", "r": "\r", "f": "\f", '"': '"', "'": "'", "\\": "\\"}
_NAMED = {"\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r", '"': '\\"', "\\": "\\\\"}
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_TO_ESCAPE = re.compile(r'["\\\x00-\x1f\x7f]')


def parse(text: str) -> list[Quad]:
    """Read a document of N-Quads, in its order and with its repetitions.

    Raises:
        ProofTransformationError: a line that is not N-Quads; the number of the line is told.
    """
    if _LONE_SURROGATE.search(text):
        raise ProofTransformationError("half of a surrogate pair is no character")
    quads = []
    for number, line in enumerate(re.split(r"[\r\n]+", text), start=1):
        if (found := _LINE.fullmatch(line)) is not None:
            quads.append(_quad(found, number))
        elif _NOTHING.fullmatch(line) is None:
            raise ProofTransformationError(f"statement {number} is not N-Quads")
    return quads


def render(quads: Iterable[Quad]) -> str:
    """Write quads in the canonical form of each line, in the order given."""
    return "".join(map(render_quad, quads))


def render_quad(quad: Quad) -> str:
    """Write one canonical line, with its line feed."""
    subject, predicate, object_, graph = quad
    named = "" if graph is None else f" {render_term(graph)}"
    return f"{render_term(subject)} <{predicate.value}> {render_term(object_)}{named} .\n"


def render_term(term: Term) -> str:
    """Write one term in canonical form."""
    if isinstance(term, Iri):
        return f"<{term.value}>"
    if isinstance(term, BlankNode):
        return f"_:{term.label}"
    text = escape(term.value)
    if term.language is not None:
        return f'"{text}"@{term.language}'
    return f'"{text}"' if term.datatype == XSD_STRING else f'"{text}"^^<{term.datatype}>'


def escape(text: str) -> str:
    """Write the characters of a literal in canonical form, without its quotation marks."""
    if text.isprintable() and '"' not in text and "\\" not in text:  # nearly every text
        return text
    return _TO_ESCAPE.sub(_render_character, text)


def _render_character(found: re.Match[str]) -> str:
    character = found[0]
    return _NAMED.get(character) or f"\\u{ord(character):04X}"


def _quad(found: re.Match[str], number: int) -> Quad:
    (
        subject_iri, subject_blank, predicate, object_iri, object_blank,
        text, datatype, language, graph_iri, graph_blank,
    ) = found.groups()  # fmt: skip
    object_: Term
    if text is not None:
        plain = RDF_LANG_STRING if language else XSD_STRING
        object_ = Literal(_unescape(text), plain if datatype is None else _iri(datatype, number).value, language)
    else:
        object_ = _iri(object_iri, number) if object_iri is not None else BlankNode(object_blank)
    graph = _iri(graph_iri, number) if graph_iri is not None else BlankNode(graph_blank) if graph_blank else None
    subject = _iri(subject_iri, number) if subject_iri is not None else BlankNode(subject_blank)
    return Quad(subject, _iri(predicate, number), object_, graph)


def _iri(text: str, number: int) -> Iri:
    value = _unescape(text)
    if not is_absolute_iri(value):
        raise ProofTransformationError(f"statement {number} has an IRI that is not absolute")
    return Iri(value)


def _unescape(text: str) -> str:
    return _ESCAPE.sub(_unescape_one, text) if "\\" in text else text


def _unescape_one(found: re.Match[str]) -> str:
    escape = found[0]
    if escape[1] not in "uU":
        return _ESCAPED[escape[1]]
    code = int(escape[2:], 16)
    if code > 0x10FFFF or 0xD800 <= code <= 0xDFFF:  # noqa: PLR2004 - the bounds of Unicode and its surrogates
        raise ProofTransformationError("an escape in N-Quads that names no character")
    return chr(code)
