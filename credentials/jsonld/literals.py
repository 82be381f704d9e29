"""JSON-LD value objects as RDF literals (JSON-LD 1.1 API section 8.6 'Object to RDF Conversion').

JSON writes a number in many ways and implementations disagree on some of their canonical forms. A number that two of
them would sign differently is refused here; a claim can always say it as text.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from credentials import canonical_json
from credentials.errors import DataLossError, JsonError
from credentials.jsonld.identifiers import to_iri
from credentials.rdf.terms import (
    RDF_JSON,
    RDF_LANG_STRING,
    XSD_BOOLEAN,
    XSD_DOUBLE,
    XSD_INTEGER,
    XSD_STRING,
    Literal,
    is_language_tag,
)

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

_LARGEST_INTEGER = 2**53 - 1
# Below, JavaScript writes an exponent without a point and takes the number for an integer; above, it writes an integer.
_SMALLEST_FRACTION, _LARGEST_FRACTION = 1e-6, 1e21
_OF_WORDS = frozenset({"@language", "@direction"})
_KNOWN = {"@value", "@type"} | _OF_WORDS
_I18N = "https://www.w3.org/ns/i18n#"
_DIRECTIONS = frozenset({"ltr", "rtl"})


def to_literal(value: JsonObject) -> Literal:
    """Turn an expanded value object into a literal.

    Raises:
        DataLossError: a member that no literal can carry (`@index`), or a value without one clear form.
    """
    if unknown := value.keys() - _KNOWN:
        raise DataLossError(f"a value with {min(unknown)} cannot be signed as RDF: that part would be lost")
    content, datatype = value["@value"], value.get("@type")
    if datatype == "@json":
        return Literal(_json(content), RDF_JSON)
    if datatype is not None:
        datatype = to_iri(datatype).value
    if not value.keys().isdisjoint(_OF_WORDS):
        return _in_words(content, value.get("@language"), value.get("@direction"), datatype)
    if isinstance(content, bool):
        return Literal("true" if content else "false", datatype or XSD_BOOLEAN)
    if isinstance(content, int):
        return _integer(content, datatype)
    if isinstance(content, float):
        return _fraction(content, datatype)
    if not isinstance(content, str):
        raise DataLossError("a value is text, a number, true or false")
    if datatype == XSD_DOUBLE and content != _canonical_or_none(content):
        raise DataLossError("text for a double is not in its canonical form, like 2.5E0: some would sign it rewritten")
    return Literal(content, datatype or XSD_STRING)


def render_double(number: float) -> str:
    """Write a finite double in the canonical form of XML Schema, with at most 16 digits."""
    mantissa, exponent = f"{number:.15E}".split("E")
    digits = mantissa.rstrip("0")
    return f"{digits}0E{int(exponent)}" if digits.endswith(".") else f"{digits}E{int(exponent)}"


def _integer(number: int, datatype: str | None) -> Literal:
    if abs(number) > _LARGEST_INTEGER:
        raise DataLossError("an integer beyond 2**53 - 1 is not the same number for every reader: write it as text")
    if datatype == XSD_DOUBLE:
        return Literal(render_double(number), XSD_DOUBLE)
    return Literal(str(number), datatype or XSD_INTEGER)


def _fraction(number: float, datatype: str | None) -> Literal:
    if not math.isfinite(number):
        raise DataLossError("a number is finite")
    if number.is_integer():
        raise DataLossError("a whole number is written without a point or exponent (7, not 7.0)")
    if not _SMALLEST_FRACTION <= abs(number) < _LARGEST_FRACTION:
        raise DataLossError("a fraction this small is not signed alike everywhere: write it as text")
    if datatype not in (None, XSD_DOUBLE):
        raise DataLossError("a fraction under a datatype other than double is not signed alike everywhere: use text")
    text = render_double(number)
    if float(text) != number:
        raise DataLossError("a fraction with more than 16 digits would be signed rounded: write it as text")
    return Literal(text, XSD_DOUBLE)


def _canonical_or_none(text: str) -> str | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return render_double(number) if math.isfinite(number) else None


def _in_words(content: object, language: object, direction: object, datatype: str | None) -> Literal:
    """Text with a language, a base direction or both: `i18n-datatype` of section 8.6, as other suites sign it, too."""
    if not isinstance(content, str) or datatype is not None:
        raise DataLossError("only text has a language or a direction")
    if language is not None and not is_language_tag(language):
        raise DataLossError("a language is named by a well-formed language tag")
    if direction is None:
        return Literal(content, RDF_LANG_STRING, str(language))
    if direction not in _DIRECTIONS:
        raise DataLossError("a direction is ltr or rtl")
    return Literal(content, f"{_I18N}{str(language or '').lower()}_{direction}")


def _json(content: Any) -> str:
    try:
        return canonical_json.canonicalize(content).decode()
    except JsonError as error:
        raise DataLossError(error.detail) from error
