"""What the words of a document mean at one place of it: an active context of JSON-LD, compiled as far as it was used.

PyLD processes contexts (JSON-LD 1.1 API section 4.1); a scope asks it once for each word and each way into the
document, and remembers. So scopes are the states of a machine that grows while documents are read, and a document of a
known kind is read without PyLD.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from pyld.context_resolver import ContextResolver
from pyld.jsonld import JsonLdProcessor

from credentials.jsonld.identifiers import BASE, absolute
from credentials.rdf.terms import RDF_TYPE, XSD_DOUBLE, XSD_STRING, is_absolute_iri

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.jsonld.context_set import ContextSet

MOST_SCOPES = 2_000
MOST_WORDS = 20_000
"""How much one machine may remember; beyond that it begins anew, so nobody fills the memory with documents."""

_CONTAINERS = frozenset({"@set", "@list", "@graph"})
_ID, _TYPE = "@id", "@type"


class Declined(Exception):  # noqa: N818 - no error: the general way says what is wrong, if anything is
    """Something outside the profile of compiled contexts."""


@dataclass(frozen=True, slots=True)
class Word:
    """What a member's name means.

    Attributes:
        name: the name itself.
        keyword: `@id` or `@type`, where it is one of these under whatever name.
        predicate: the property as it is written in N-Quads.
        coercion: the `@type` of the term's definition, None where values keep their own.
        is_list: whether its values are one ordered list.
        is_graph: whether each of its values begins a graph of its own.
        language: of its text, where the context gives one.
        direction: likewise.
        suffix: what follows plain text of it in N-Quads, None where text is not so simple.
        values: the scope in which its identifiers are read: that of the term's own context, if it has one.
    """

    name: str
    keyword: str | None = None
    predicate: str = ""
    coercion: str | None = None
    is_list: bool = False
    is_graph: bool = False
    language: str | None = None
    direction: str | None = None
    suffix: str | None = None
    values: Scope | None = None


class Machine:
    """The scopes of one set of contexts; its lock is held by whoever lets a scope learn."""

    def __init__(self, contexts: ContextSet) -> None:
        self.contexts = contexts
        self.processor = JsonLdProcessor()
        self.options = {
            "base": BASE,
            "contextResolver": ContextResolver(contexts.processed, contexts.load),
            "documentLoader": contexts.load,
            "isFrame": False,
            "processingMode": "json-ld-1.1",
        }
        self.learned = 0
        self._first: Scope | None = None

    def start(self) -> Scope:
        """The scope of a document before its `@context`."""
        if self._first is None or self.learned > MOST_WORDS:
            self.learned = 0
            self._first = Scope(self, self.processor._get_initial_context(self.options))
        return self._first

    def process(self, active: Any, local: Any, **how: Any) -> Any:
        """Let PyLD process a context on top of another."""
        return self.processor._process_context(active, local, self.options, **how)


class Shape(NamedTuple):
    """The names of an object, read here.

    Attributes:
        identifier: the name under which it says who it is, if it does.
        members: the names that are properties, with what they mean.
    """

    identifier: str | None
    members: tuple[tuple[str, Word], ...]


class Scope:
    """One active context; what it has been asked for is in its tables, the rest it learns under the set's lock."""

    def __init__(self, machine: Machine, active: Any) -> None:
        self._machine = machine
        self._active = active
        self._words: dict[str, Word] = {}
        self._names: dict[str, str] = {}
        self._scoped: dict[str, bool] = {}
        self._type_names: dict[tuple[str, ...], str | None] = {}
        self._shapes: dict[tuple[tuple[str, ...], str | None], Shape] = {}
        self._small: dict[tuple[str, tuple[str, ...]], bool] = {}
        self._inside: dict[str, Scope] = {}
        self._local: dict[tuple[str, ...], Scope] = {}
        self._typed: dict[tuple[str, ...], Scope] = {}

    def name_of_type(self, names: tuple[str, ...]) -> str | None:
        """Under which of its names an object says its types; Declined for more than one."""
        if names not in self._type_names:
            found = [name for name in names if name != "@context" and self._expanded(name) == _TYPE]
            if len(found) > 1:
                raise Declined
            self._remember(self._type_names, names, found[0] if found else None)
        return self._type_names[names]

    def shape(self, names: tuple[str, ...], type_name: str | None) -> Shape:
        """What the names of an object mean here; Declined when one is no term of the profile, or two are one property.

        Args:
            names: all of them.
            type_name: under which it says its types, as the scope before its types has it.
        """
        key = (names, type_name)
        shape = self._shapes.get(key)
        if shape is None:
            shape = self._shape(names, type_name)
            self._remember(self._shapes, key, shape)
        return shape

    def _shape(self, names: tuple[str, ...], type_name: str | None) -> Shape:
        with self._machine.contexts.lock:
            words = {name: self._word(name) for name in names if name not in ("@context", type_name)}
            if type_name is not None and self._word(type_name).keyword != _TYPE:
                raise Declined
        identifiers = [name for name, word in words.items() if word.keyword == _ID]
        members = tuple((name, word) for name, word in words.items() if word.keyword is None)
        predicates = {word.predicate for _, word in members}
        if len(identifiers) > 1 or len(identifiers) + len(members) < len(words) or len(predicates) < len(members):
            raise Declined
        if f"<{RDF_TYPE}>" in predicates:
            raise Declined
        return Shape(identifiers[0] if identifiers else None, members)

    def _word(self, name: str) -> Word:
        word = self._words.get(name)
        if word is None:
            word = self._learn(name)
            self._remember(self._words, name, word)
        return word

    def judge_small(self, member: str, names: tuple[str, ...]) -> None:
        """Return when an object with so few names is a node for PyLD as well, which reads some of them as a value.

        Such an object may stand under the contexts of the types around it (JSON-LD 1.1 API section 5.1.2 step 8).
        """
        known = self._small.get((member, names))
        if known is None:
            with self._machine.contexts.lock:
                known = self._is_node(member, names)
            self._remember(self._small, (member, names), known)
        if not known:
            raise Declined

    def _is_node(self, member: str, names: tuple[str, ...]) -> bool:
        active = self._term_context(member)
        if "previousContext" not in active:
            return True
        expand = self._machine.processor._expand_iri
        meanings = {expand(active, name, vocab=True) for name in names}
        if meanings == {_ID}:  # a reference, for which the contexts of types stay
            return all(expand(active["previousContext"], name, vocab=True) == _ID for name in names)
        return "@value" not in meanings

    def _expanded(self, name: str) -> Any:
        return self._machine.processor._expand_iri(self._active, name, vocab=True)

    def type_iri(self, name: str) -> str:
        """A type as N-Quads write it."""
        iri = self._names.get(name)
        if iri is None:
            mapping = self._active["mappings"].get(name)
            if mapping is None:
                raise Declined
            iri = _written(mapping["@id"])
            self._remember(self._names, name, iri)
        return iri

    def identifier(self, text: Any, *, vocab: bool = False) -> str:
        """An identifier as N-Quads write it; compact and relative ones are not of the profile."""
        if type(text) is not str:
            raise Declined
        if vocab and text in self._active["mappings"]:
            return self.type_iri(text)
        prefix, colon, rest = text.partition(":")
        if not colon or prefix == "_" or (prefix in self._active["mappings"] and not rest.startswith("//")):
            raise Declined
        return _written(text)

    def under(self, name: str) -> Scope:
        """The scope in which an object stands that is the value of a member."""
        return self._inside.get(name) or self._learn_inside(name)

    def with_contexts(self, urls: Sequence[str]) -> Scope:
        """The scope behind `@context`."""
        key = tuple(urls)
        if (known := self._local.get(key)) is not None:
            return known
        with self._machine.contexts.lock:
            return self._remember_scope(self._local, key, self._machine.process(self._active, list(urls)))

    def with_types(self, types: Sequence[str]) -> Scope:
        """The scope behind `type`; most types do not change it."""
        scoped = tuple(sorted(type_ for type_ in types if self._is_scoped(type_)))
        if not scoped:
            return self
        if (known := self._typed.get(scoped)) is not None:
            return known
        with self._machine.contexts.lock:
            active = self._active
            for type_ in scoped:
                local = JsonLdProcessor.get_context_value(self._active, type_, "@context")
                active = self._machine.process(active, local, propagate=False)
            return self._remember_scope(self._typed, scoped, active)

    def _is_scoped(self, type_: str) -> bool:
        known = self._scoped.get(type_)
        if known is None:
            known = JsonLdProcessor.get_context_value(self._active, type_, "@context") not in (None, False)
            self._remember(self._scoped, type_, known)
        return known

    def _learn_inside(self, name: str) -> Scope:
        with self._machine.contexts.lock:
            active = self._term_context(name)
            local = JsonLdProcessor.get_context_value(active, name, "@context")
            active = active.get("previousContext", active)
            if local is not None:
                active = self._machine.process(active, local, override_protected=True)
            return self._remember_scope(self._inside, name, active)

    def _term_context(self, name: str) -> Any:
        local = JsonLdProcessor.get_context_value(self._active, name, "@context")
        if local is None:
            return self._active
        return self._machine.process(self._active, local, propagate=True, override_protected=True)

    def _learn(self, name: str) -> Word:
        expanded = self._expanded(name)
        if expanded in (_ID, _TYPE):
            return Word(name, keyword=expanded)
        mapping = self._active["mappings"].get(name)
        if not mapping or mapping.get("reverse") or "@nest" in mapping or not is_absolute_iri(expanded):
            raise Declined  # another keyword, an address instead of a term, or no term at all
        containers = set(JsonLdProcessor.arrayify(mapping.get("@container", [])))
        if not containers <= _CONTAINERS or {"@list", "@graph"} <= containers:
            raise Declined
        # the coercion is that of the term behind its own scoped context, as PyLD takes it
        active = self._term_context(name)
        coercion = JsonLdProcessor.get_context_value(active, name, "@type")
        language = JsonLdProcessor.get_context_value(active, name, "@language")
        direction = JsonLdProcessor.get_context_value(active, name, "@direction")
        return Word(
            name,
            predicate=_written(expanded),
            coercion=None if coercion == "@none" else coercion,
            is_list="@list" in containers,
            is_graph="@graph" in containers,
            language=language,
            direction=direction,
            suffix=_suffix(coercion, plain=language is None and direction is None),
            values=self if active is self._active else Scope(self._machine, active),
        )

    def _remember_scope(self, table: dict[Any, Scope], key: Any, active: Any) -> Scope:
        scope = self if active is self._active else Scope(self._machine, active)
        self._machine.learned += MOST_WORDS // MOST_SCOPES
        table[key] = scope
        return scope

    def _remember(self, table: dict[Any, Any], key: Any, value: Any) -> None:
        self._machine.learned += 1
        table[key] = value


def _written(iri: Any) -> str:
    return f"<{absolute(iri)}>"


def _suffix(coercion: str | None, *, plain: bool) -> str | None:
    """What follows text; None where its form must be judged, or where it is no literal."""
    if coercion in (None, "@none"):
        return "" if plain else None
    if coercion.startswith("@") or coercion == XSD_DOUBLE or not is_absolute_iri(coercion):
        return None
    return "" if coercion == XSD_STRING else f"^^<{coercion}>"
