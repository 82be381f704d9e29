"""Identifiers as they come out of expansion: absolute, or refused.

A relative identifier means something only together with the address that it was read at; a signed document has none
(Verifiable Credentials Data Model 2.0, 'JSON-LD Context': the base is null). A blank node's label is not signed at all.
"""

from __future__ import annotations

from credentials.errors import DataLossError
from credentials.rdf.terms import Iri, is_absolute_iri

BASE = "x-relative-identifier://refused/"
"""What expansion resolves relative identifiers against, so that they can be told; never part of a result."""
_SCHEME = BASE.partition("//")[0]


def to_iri(text: object) -> Iri:
    """Read an identifier, type, datatype or property of an expanded document; raises as `absolute`."""
    return Iri(absolute(text))


def absolute(text: object) -> str:
    """Give an identifier back when it is an absolute IRI.

    Raises:
        DataLossError: relative, a blank node, or no IRI.
    """
    if isinstance(text, str) and text.startswith(_SCHEME):
        relative = text.removeprefix(BASE)[:64]
        raise DataLossError(f"a relative identifier or a type that no context defines ({relative!r}) means nothing")
    if isinstance(text, str) and text.startswith("_:"):
        raise DataLossError("an identifier that begins with _: is no name: it would not be signed")
    if not is_absolute_iri(text):
        raise DataLossError("an identifier in the document is no absolute IRI")
    return str(text)
