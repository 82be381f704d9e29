"""The terms of an RDF dataset as frozen values (RDF 1.1 Concepts and Abstract Syntax section 3)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"

RDF_TYPE = RDF + "type"
RDF_FIRST = RDF + "first"
RDF_REST = RDF + "rest"
RDF_NIL = RDF + "nil"
RDF_JSON = RDF + "JSON"
RDF_LANG_STRING = RDF + "langString"
XSD_STRING = XSD + "string"
XSD_BOOLEAN = XSD + "boolean"
XSD_INTEGER = XSD + "integer"
XSD_DOUBLE = XSD + "double"

_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|^`\\\ud800-\udfff]*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")


@dataclass(frozen=True, slots=True)
class Iri:
    """An absolute IRI."""

    value: str


@dataclass(frozen=True, slots=True)
class BlankNode:
    """A node without a name of its own; the label (without `_:`) only tells it from the others of one dataset."""

    label: str


@dataclass(frozen=True, slots=True)
class Literal:
    """A value: its lexical form, its datatype and, for `rdf:langString` only, its language."""

    value: str
    datatype: str = XSD_STRING
    language: str | None = None


Node: TypeAlias = Iri | BlankNode
Term: TypeAlias = Iri | BlankNode | Literal


class Quad(NamedTuple):
    """One statement; `graph` is None in the default graph."""

    subject: Node
    predicate: Iri
    object: Term
    graph: Node | None = None


def is_absolute_iri(text: object) -> bool:
    """Whether this is text with a scheme and without the characters that no IRI may have (RFC 3987)."""
    return isinstance(text, str) and _ABSOLUTE_IRI.fullmatch(text) is not None


def is_language_tag(text: object) -> bool:
    """Whether this is text in the form of a language tag (BCP 47, as N-Quads writes it)."""
    return isinstance(text, str) and _LANGUAGE_TAG.fullmatch(text) is not None
