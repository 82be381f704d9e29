"""From a document to its statements in one walk, by the tables of scopes (JSON-LD 1.1 API sections 5.1 and 8.1).

A statement is four parts as N-Quads write them; a node without a name is a number. Whatever the general way could lose,
refuse or read otherwise makes this one decline.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from credentials.errors import CredentialError
from credentials.jsonld.compiled.scope import Declined, Scope, Word
from credentials.jsonld.expand import MAX_CONTEXTS, MAX_DEPTH, MAX_SCOPES, MAX_TYPES, MAX_VALUES
from credentials.jsonld.literals import to_literal
from credentials.rdf.nquads import escape, render_term
from credentials.rdf.terms import RDF_FIRST, RDF_NIL, RDF_REST, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.jsonld.context_set import ContextSet

Part = str | int
"""A name or a literal as N-Quads write it, or the number of a node without a name."""

Statement = tuple[Part, str, Part, Part | None]

_RDF_TYPE, _RDF_FIRST, _RDF_REST, _RDF_NIL = f"<{RDF_TYPE}>", f"<{RDF_FIRST}>", f"<{RDF_REST}>", f"<{RDF_NIL}>"
_NO_LITERAL = frozenset({"@id", "@vocab", "@json"})
_WORDS_OF_TEXT = frozenset({"@value", "@language", "@direction"})


class Place(NamedTuple):
    """Where in a document the walk is: what words mean there, in which graph it speaks, how deep it is."""

    scope: Scope
    graph: Part | None
    depth: int


class Walk:
    """One walk over one document.

    Attributes:
        statements: what the document says.
        nodes: how many nodes of it have no name.
    """

    __slots__ = ("_contexts", "_described", "_scopes", "_values", "nodes", "statements")

    def __init__(self, contexts: ContextSet) -> None:
        self.statements: list[Statement] = []
        self.nodes = 0
        self._contexts = contexts
        self._described: set[tuple[Part | None, Part]] = set()
        self._values = 0
        self._scopes = 0

    def document(self, document: dict[str, Any], start: Scope) -> Part:
        """Walk over a whole document and give its own node; Declined when it is not of the profile."""
        root = self._node(document, Place(start, None, 0))
        if not self.statements:
            raise Declined
        return root

    def types_of(self, node: Part) -> frozenset[str]:
        """The types that the document says of a node in the default graph, as IRIs."""
        said = (one for one in self.statements if one[0] == node and one[1] == _RDF_TYPE and one[3] is None)
        return frozenset(str(type_)[1:-1] for _, _, type_, _ in said)

    def demand_characters(self) -> None:
        """Raise UnicodeEncodeError where half of a surrogate pair stands for a character."""
        for _, _, object_, _ in self.statements:
            if type(object_) is str:
                object_.encode()

    def _node(self, element: dict[str, Any], place: Place) -> Part:
        scope, graph, depth = place
        self._count(len(element), depth)
        if "@context" in element:
            scope = scope.with_contexts(self._urls(element["@context"]))
        names = tuple(element)
        before = scope
        type_name = before.name_of_type(names)
        types: list[str] = []
        if type_name is not None:
            types = self._types(element[type_name])
            scope = before.with_types(types)
        identifier, members = scope.shape(names, type_name)
        if identifier is None:
            subject: Part = self._new_node()
        else:
            subject = scope.identifier(element[identifier])
            if not (types or members):
                return subject
        if not (types or members) or (graph, subject) in self._described:
            raise Declined  # says nothing, or is described twice, which RDF would merge
        self._described.add((graph, subject))
        if types:
            self._say(subject, _RDF_TYPE, [before.type_iri(type_) for type_ in types], graph)
        self._members(subject, members, element, Place(scope, graph, depth))
        return subject

    def _members(
        self, subject: Part, members: tuple[tuple[str, Word], ...], element: dict[str, Any], place: Place
    ) -> None:
        for name, word in members:
            value = element[name]
            if word.suffix is not None and type(value) is str and not word.is_list and not word.is_graph:
                self.statements.append((subject, word.predicate, f'"{escape(value)}"{word.suffix}', place.graph))
                continue
            values = value if type(value) is list else [value]
            self._count(len(values), place.depth)
            if word.is_list:
                objects: Sequence[Part] = [self._list(values, word, place)]
            elif word.is_graph:
                objects = [self._own_graph(item, word, place) for item in values]
            else:
                objects = [self._object(item, word, place) for item in values]
            self._say(subject, word.predicate, objects, place.graph)

    def _say(self, subject: Part, predicate: str, objects: Sequence[Part], graph: Part | None) -> None:
        if not objects or (len(objects) > 1 and len(set(objects)) != len(objects)):
            raise Declined
        for object_ in objects:
            self.statements.append((subject, predicate, object_, graph))

    def _own_graph(self, item: Any, word: Word, place: Place) -> int:
        if type(item) is not dict:
            raise Declined
        own = self._new_node()
        before = len(self.statements)
        self._node(item, Place(place.scope.under(word.name), own, place.depth + 1))
        if len(self.statements) == before:
            raise Declined  # a member of a graph says something
        return own

    def _list(self, items: list[Any], word: Word, place: Place) -> Part:
        if not items:
            raise Declined
        head: Part = _RDF_NIL
        for item in reversed(items):
            cell = self._new_node()
            self.statements.append((cell, _RDF_FIRST, self._object(item, word, place), place.graph))
            self.statements.append((cell, _RDF_REST, head, place.graph))
            head = cell
        return head

    def _object(self, value: Any, word: Word, place: Place) -> Part:
        kind = type(value)
        if kind is str:
            return _text(value, word)
        if word.coercion == "@json":
            raise Declined
        if kind is dict:
            if "@value" in value:
                return self._value_object(value, word)
            if len(value) <= 2 and "@context" not in value:  # noqa: PLR2004 - PyLD looks at these with other eyes
                place.scope.judge_small(word.name, tuple(value))
            return self._node(value, Place(place.scope.under(word.name), place.graph, place.depth + 1))
        if kind is bool or kind is int or kind is float:
            return _literal({"@value": value}, word)
        raise Declined

    def _value_object(self, value: dict[str, Any], word: Word) -> str:
        self._count(len(value), 0)
        if word.coercion in _NO_LITERAL or not value.keys() <= _WORDS_OF_TEXT:
            raise Declined
        if not all(type(part) is str for part in value.values()):
            raise Declined
        language = value.get("@language")
        return _render(value if language is None else {**value, "@language": language.lower()})

    def _types(self, value: Any) -> list[str]:
        types: list[Any] = value if type(value) is list else [value]
        if not 0 < len(types) <= MAX_TYPES or not all(type(type_) is str for type_ in types):
            raise Declined
        self._count(len(types), 0)
        self._spend(len(types) if type(value) is list else 0)
        return types

    def _urls(self, context: Any) -> list[str]:
        urls: list[Any] = context if type(context) is list else [context]
        if not 0 < len(urls) <= MAX_CONTEXTS or not all(type(url) is str and url in self._contexts for url in urls):
            raise Declined
        if len(set(urls)) != len(urls):
            raise Declined
        self._count(len(urls), 0)
        self._spend(len(urls))
        return urls

    def _new_node(self) -> int:
        self.nodes += 1
        return self.nodes

    def _count(self, values: int, depth: int) -> None:
        """Stay well inside the bounds of the general way, so that this one never takes what that would refuse."""
        self._values += values
        if self._values > MAX_VALUES // 4 or depth > MAX_DEPTH // 4:
            raise Declined

    def _spend(self, scopes: int) -> None:
        self._scopes += scopes
        if self._scopes > MAX_SCOPES:
            raise Declined


def _text(value: str, word: Word) -> str:
    if word.suffix is not None:
        return f'"{escape(value)}"{word.suffix}'
    if word.values is not None and word.coercion in ("@id", "@vocab"):
        return word.values.identifier(value, vocab=word.coercion == "@vocab")
    if word.coercion == "@json":
        raise Declined
    return _literal({"@value": value}, word)


def _literal(value: dict[str, Any], word: Word) -> str:
    if word.coercion is not None and not word.coercion.startswith("@"):
        value["@type"] = word.coercion
    elif type(value["@value"]) is str:
        if word.language is not None:
            value["@language"] = word.language
        if word.direction is not None:
            value["@direction"] = word.direction
    return _render(value)


def _render(value: dict[str, Any]) -> str:
    try:
        return render_term(to_literal(value))
    except CredentialError as error:
        raise Declined from error
