"""N-Quads: what the grammar allows is read, the rest is refused, and the canonical line is the only one written."""

from __future__ import annotations

import pytest

from credentials.errors import ProofTransformationError
from credentials.rdf.nquads import parse, render
from credentials.rdf.terms import RDF_LANG_STRING, BlankNode, Iri, Literal, Quad, is_absolute_iri, is_language_tag


@pytest.mark.parametrize(
    "line",
    [
        '<urn:s> <urn:p> "o" .',
        '<urn:s><urn:p>"o".',
        '  <urn:s>\t<urn:p>  "o"  . # said once',
        '<urn:s> <urn:p> "\\u006f" .',
        '<urn:s> <urn:p> "o"^^<http://www.w3.org/2001/XMLSchema#string> .',
        '<urn:\\u0073> <urn:p> "\\U0000006F" .',
    ],
)
def test_many_ways_to_write_one_statement_become_one(line: str) -> None:
    assert render(parse(line)) == '<urn:s> <urn:p> "o" .\n'


def test_all_terms_are_read() -> None:
    assert parse('_:a.b <urn:p> "Bücherei"@de-AT _:g .\n\n# nothing\n<urn:s> <urn:p> <urn:o> <urn:g> .') == [
        Quad(BlankNode("a.b"), Iri("urn:p"), Literal("Bücherei", RDF_LANG_STRING, "de-AT"), BlankNode("g")),
        Quad(Iri("urn:s"), Iri("urn:p"), Iri("urn:o"), Iri("urn:g")),
    ]


def test_control_characters_are_escaped_as_the_canonical_form_says() -> None:
    value = "\x00\x07\b\t\n\x0b\f\r\x1f\x7f\"\\'\x80"
    line = render([Quad(Iri("urn:s"), Iri("urn:p"), Literal(value))])
    assert line == '<urn:s> <urn:p> "\\u0000\\u0007\\b\\t\\n\\u000B\\f\\r\\u001F\\u007F\\"\\\\\'\x80" .\n'
    assert parse(line)[0].object == Literal(value)


@pytest.mark.parametrize(
    "line",
    [
        '<urn:s> <urn:p> "o"',
        '<urn:s> "p" "o" .',
        '"s" <urn:p> "o" .',
        "<urn:s> _:p <urn:o> .",
        '<urn:s> <urn:p> "o" "g" .',
        '<s> <urn:p> "o" .',
        '<urn:s> <urn:p> "o"@ .',
        '<urn:s> <urn:p> "o"^^<integer> .',
        '<urn:s> <urn:p> "\\q" .',
        '<urn:s> <urn:p> "\\uD800" .',
        '<urn:s> <urn:p> "\\U00110000" .',
        "<urn:s> <urn:p> <urn:\\u0020> .",
        '<urn:s> <urn:p> "\ud800" .',
        '<urn:s> <urn:p> "o" . <urn:s> <urn:p> "o" .',
        "hello",
    ],
)
def test_what_is_not_nquads_is_refused(line: str) -> None:
    with pytest.raises(ProofTransformationError):
        parse(line)


@pytest.mark.parametrize("text", ["relative", "//host/path", "", "1a:b", "urn:a b", "urn:<", "urn:\ud800", None, 5])
def test_what_is_no_absolute_iri_is_told(text: object) -> None:
    assert not is_absolute_iri(text)


def test_language_tags_are_told_from_other_text() -> None:
    assert is_language_tag("de-AT")
    assert not any(is_language_tag(text) for text in ("", "de_AT", "abcdefghi", "de-", None))
