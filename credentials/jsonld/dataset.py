"""An expanded document as an RDF dataset (JSON-LD 1.1 API section 8.1), every statement of it or none.

What the JSON says and RDF would not keep is refused: a relative or blank identifier, an empty array, the same value
twice, a keyword without a place in RDF, and one identifier described in two places, whose descriptions RDF would merge
so that a claim about the issuer reads as one about the subject.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from credentials.errors import DataLossError
from credentials.jsonld.identifiers import to_iri
from credentials.jsonld.labels import Label
from credentials.jsonld.literals import to_literal
from credentials.rdf.terms import (
    RDF_FIRST,
    RDF_NIL,
    RDF_REST,
    RDF_TYPE,
    BlankNode,
    Iri,
    Node,
    Quad,
    Term,
)


def to_quads(expanded: list[dict[str, Any]]) -> list[Quad]:
    """Turn the expanded nodes of one document into quads.

    Raises:
        DataLossError: a part of the document would be lost.
    """
    dataset = _Dataset()
    for node in expanded:
        dataset.add_member(node, graph=None)
    if not dataset.quads:
        raise DataLossError("the document says nothing that could be signed")
    return dataset.quads


class _Dataset:
    def __init__(self) -> None:
        self.quads: list[Quad] = []
        self._blank_nodes = 0
        self._described: set[tuple[Node | None, Node]] = set()

    def add_member(self, node: object, graph: Node | None) -> Node:
        """A node that stands in a graph by itself, with nothing that refers to it: it must say something."""
        if not isinstance(node, Mapping) or "@value" in node or "@list" in node or not node.keys() - {"@id"}:
            raise DataLossError("a graph of the document has a member without any statement")
        return self._node(node, graph)

    def _node(self, node: Mapping[str, Any], graph: Node | None) -> Node:
        subject = self._subject(node)
        members = {key: value for key, value in node.items() if key != "@id"}
        if members:
            if (graph, subject) in self._described:
                raise DataLossError("one identifier is described in two places: RDF would merge the descriptions")
            self._described.add((graph, subject))
        for key, value in sorted(members.items()):
            if key.startswith("@"):
                self._keyword(key, value, subject, graph)
            else:
                self._say(subject, to_iri(key), [self._object(item, graph) for item in value], graph)
        return subject

    def _subject(self, node: Mapping[str, Any]) -> Node:
        if "@id" not in node:
            return self._blank_node()
        named = node["@id"]
        return BlankNode(named) if isinstance(named, Label) else to_iri(named)

    def _keyword(self, key: str, value: Any, subject: Node, graph: Node | None) -> None:
        match key:
            case "@type":
                self._say(subject, Iri(RDF_TYPE), [to_iri(type_) for type_ in value], graph)
            case "@graph":
                for member in _filled(value):
                    self.add_member(member, subject)
            case _:
                raise DataLossError(f"the keyword {key} has no place in RDF: what it says would be lost")

    def _say(self, subject: Node, predicate: Iri, objects: list[Any], graph: Node | None) -> None:
        if len(set(_filled(objects))) != len(objects):
            raise DataLossError("a member says the same value twice: RDF would keep it once")
        self.quads += (Quad(subject, predicate, object_, graph) for object_ in objects)

    def _object(self, item: object, graph: Node | None) -> Term:
        if not isinstance(item, Mapping):
            raise DataLossError("the document has a value where only an object may stand")
        if "@value" in item:
            return to_literal(dict(item))
        if "@list" in item:
            if len(item) > 1:
                raise DataLossError("a list with further members cannot be signed: they would be lost")
            return self._list(item["@list"], graph)
        return self._node(item, graph)

    def _list(self, items: list[Any], graph: Node | None) -> Node:
        head: Node = Iri(RDF_NIL)
        for item in reversed(items):
            cell = self._blank_node()
            self.quads.append(Quad(cell, Iri(RDF_FIRST), self._object(item, graph), graph))
            self.quads.append(Quad(cell, Iri(RDF_REST), head, graph))
            head = cell
        return head

    def _blank_node(self) -> BlankNode:
        self._blank_nodes += 1
        return BlankNode(f"b{self._blank_nodes}")


def _filled(values: list[Any]) -> list[Any]:
    if not values:
        raise DataLossError("an empty array says nothing that could be signed: leave the member out")
    return values
