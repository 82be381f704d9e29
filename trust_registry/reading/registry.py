"""Answers from one proven list, each for a point in time: who may issue, who may ask, which bytes are meant.

Pure: a Registry is made from a list that `signed_list.judge_list` has proven, and never changes.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from credentials.verification.evidence import Standing
from trust_registry.reading.errors import StatementMalformed
from trust_registry.reading.statement import Action, Statement
from trust_registry.reading.wire_shape import judge_shape

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from credentials.strict_json import JsonObject
    from trust_registry.reading.statement import Path


@dataclass(frozen=True, slots=True)
class Resource:
    """A document that is trusted by its digest.

    Attributes:
        id: its canonical identifier: what stands in `@context` or `credentialSchema`, or names the type metadata.
        url: where its bytes can be had; moves with the host, and nothing follows from it.
        sha256: the digest of its bytes, in hexadecimal digits.
    """

    id: str
    url: str
    sha256: str

    def to_json(self) -> dict[str, str]:
        """Write the resource as it stands on the list."""
        return {"id": self.id, "url": self.url, "sha256": self.sha256}


@dataclass(frozen=True, slots=True)
class TypeEntry:
    """A credential type with its documents of today, and those that earlier cards still name.

    `type_metadata` describe its SD-JWT VC form, whose `vct` is the type's IRI; None for a type without that form.
    `claims` are all that its cards say of their holders, members of groups one by one; none where that is not known.
    """

    iri: str
    context: Resource
    schema: Resource
    earlier: tuple[Resource, ...] = ()
    type_metadata: Resource | None = None
    claims: tuple[Path, ...] = ()

    @property
    def resources(self) -> tuple[Resource, ...]:
        """All documents of this type, today's first."""
        today = (self.context, self.schema, *([self.type_metadata] if self.type_metadata else []))
        return (*today, *self.earlier)

    def to_json(self) -> JsonObject:
        """Write the entry as it stands on the list."""
        entry: JsonObject = {"id": self.iri, "context": self.context.to_json(), "schema": self.schema.to_json()}
        if self.type_metadata is not None:
            entry["type_metadata"] = self.type_metadata.to_json()
        if self.claims:
            entry["claims"] = [list(path) for path in self.claims]
        if self.earlier:
            entry["earlier"] = [resource.to_json() for resource in self.earlier]
        return entry


def parse_type_entry(entry: JsonObject) -> TypeEntry:
    """Read one credential type of a list.

    Raises:
        StatementMalformed: when it has not the shape of the schema.
    """
    faults = judge_shape(entry, "credential_type")
    if faults:
        raise StatementMalformed(f"a credential type on the list is malformed at {faults[0][0] or 'its top'}")
    return TypeEntry(
        iri=entry["id"],
        context=Resource(**entry["context"]),
        schema=Resource(**entry["schema"]),
        earlier=tuple(Resource(**resource) for resource in entry.get("earlier", [])),
        type_metadata=Resource(**entry["type_metadata"]) if "type_metadata" in entry else None,
        claims=tuple(tuple(path) for path in entry.get("claims", [])),
    )


def judge_type_entries(entries: Iterable[TypeEntry]) -> None:
    """Refuse credential types that contradict each other.

    Raises:
        StatementMalformed: when a type is listed twice, or one document with two digests.
    """
    iris: set[str] = set()
    digests: dict[str, str] = {}
    for entry in entries:
        if entry.iri in iris:
            raise StatementMalformed("a credential type is listed twice")
        iris.add(entry.iri)
        for resource in entry.resources:
            if digests.setdefault(resource.id, resource.sha256) != resource.sha256:
                raise StatementMalformed("a document is listed with two different digests")


class Registry:
    """What one authority says, as of one version of its list."""

    def __init__(
        self,
        *,
        authority: str,
        version: int,
        issued: int,
        expires: int,
        statements: Iterable[Statement],
        credential_types: Iterable[TypeEntry],
    ) -> None:
        self.authority = authority
        self.version = version
        self.issued = issued
        self.expires = expires
        self.statements: tuple[Statement, ...] = tuple(statements)
        self.credential_types: Mapping[str, TypeEntry] = MappingProxyType({t.iri: t for t in credential_types})
        self._resources = {r.id: r for t in self.credential_types.values() for r in t.resources}
        by_question: dict[tuple[str, str, str], list[Statement]] = {}
        for statement in self.statements:
            by_question.setdefault((statement.entity, statement.action, statement.credential_type), []).append(
                statement
            )
        self._by_question = by_question
        self._entities = frozenset(statement.entity for statement in self.statements)
        self._types = frozenset(statement.credential_type for statement in self.statements)

    def standing(self, *, entity: str, action: Literal["issue", "verify"], credential_type: str, at: int) -> Standing:
        """Say how an entity stood at a moment; ask with the moment of signing, and with now.

        Where several statements speak of the moment, one that is compromised outweighs the others. Where none does, a
        compromised one still answers for all moments outside of its successors: no date signed under it is believed.
        """
        return judge_standing(self.statements_of(entity=entity, action=action, credential_type=credential_type), at)

    def statements_of(self, *, entity: str, action: str, credential_type: str) -> tuple[Statement, ...]:
        """All statements about an entity for an action and a type, whenever they hold."""
        return tuple(self._by_question.get((entity, action, credential_type), ()))

    def knows_entity(self, entity: str) -> bool:
        """Whether any statement, of whatever time, speaks of this entity."""
        return entity in self._entities

    def knows_type(self, credential_type: str) -> bool:
        """Whether the type is listed or spoken of."""
        return credential_type in self.credential_types or credential_type in self._types

    def verify_statement(self, *, entity: str, credential_type: str, purpose: str, at: int) -> Statement | None:
        """Find the statement under which a verifier asks for a purpose at a moment; the one that holds longest."""
        candidates = self.statements_of(entity=entity, action=Action.VERIFY, credential_type=credential_type)
        if judge_standing(candidates, at) is not Standing.AUTHORIZED:
            return None
        fitting = [s for s in candidates if s.covers(at) and s.asking is not None and s.asking.purpose == purpose]
        return max(fitting, key=lambda s: (s.stops is None, s.stops or 0, s.starts, s.id), default=None)

    def resource(self, resource_id: str) -> Resource | None:
        """Find a document by its canonical identifier, earlier versions included."""
        return self._resources.get(resource_id)


def judge_standing(statements: Iterable[Statement], at: int) -> Standing:
    """Say what statements about one entity, action and type amount to at a moment."""
    statements = tuple(statements)
    covering = [statement for statement in statements if statement.covers(at)]
    if not statements:
        return Standing.NOT_LISTED
    if any(statement.compromised for statement in covering or statements):
        return Standing.COMPROMISED
    if covering:
        return Standing.AUTHORIZED
    if all(at < statement.starts for statement in statements):
        return Standing.NOT_YET
    return Standing.ENDED
