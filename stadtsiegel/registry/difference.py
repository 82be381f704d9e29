"""How a proposal differs from what the authority says already, in plain words. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from trust_registry.reading.statement import render_statement
from use_cases.words import span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from credentials.strict_json import JsonObject
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.statement import Statement

_MEMBERS = {
    "name": "another name",
    "purpose": "another title or reason",
    "legal_basis": "another legal basis",
    "optional": "a card may lack other claims",
    "officer_sees": "the officer sees other claims",
    "selective_disclosure": "says otherwise whether a whole card is too much",
    "context": "another JSON-LD context",
    "schema": "another schema",
    "type_metadata": "other type metadata",
}


class Standing(StrEnum):
    """How a proposal stands to what the list says."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class Difference:
    """One proposal against the list.

    Attributes:
        standing: whether it says anything new.
        changes: what it says otherwise.
        supersedes: ids of the statements in force that say otherwise.
    """

    standing: Standing
    changes: tuple[str, ...] = ()
    supersedes: tuple[str, ...] = ()


def compare(body: JsonObject, registry: Registry, *, at: int) -> Difference:
    """Hold the body of a proposal against the list as it stands at a moment."""
    if "action" not in body:
        entry = registry.credential_types.get(body["id"])
        return _difference(body, [] if entry is None else [(None, entry.to_json())])
    return _difference(body, [(one.id, render_statement(one)) for one in _in_force(body, registry, at)])


def _in_force(body: JsonObject, registry: Registry, at: int) -> list[Statement]:
    """The statements about the same entity, action, type and purpose that hold now and were not ended."""
    purpose = body.get("purpose", {}).get("id")
    said = registry.statements_of(entity=body["entity"], action=body["action"], credential_type=body["credential_type"])
    return [
        one for one in said if one.covers(at) and (one.asking.purpose if one.asking is not None else None) == purpose
    ]


def _difference(body: JsonObject, said: list[tuple[str | None, JsonObject]]) -> Difference:
    changes = {id_: tuple(_changes(body, earlier)) for id_, earlier in said}
    differing = {id_: found for id_, found in changes.items() if found}
    supersedes = tuple(id_ for id_ in differing if id_ is not None)
    if not changes:
        return Difference(Standing.NEW)
    if len(differing) < len(changes):
        return Difference(Standing.SAME, supersedes=supersedes)
    return Difference(Standing.DIFFERS, next(reversed(differing.values())), supersedes)


def _changes(body: JsonObject, earlier: Mapping[str, Any]) -> Iterator[str]:
    proposed, said = _claims(body), _claims(earlier)
    if more := sorted(proposed - said):
        yield f"more claims: {', '.join(more)}"
    # a type keeps the claims of earlier versions, as cards of them are still about
    if "action" in body and (fewer := sorted(said - proposed)):
        yield f"no longer: {', '.join(fewer)}"
    kept, before = body.get("retention_seconds", 0), earlier.get("retention_seconds", 0)
    if kept != before:
        word = "longer" if kept > before else "shorter"
        yield f"kept {word}: {span(kept).en} instead of {span(before).en}"
    for member, words in _MEMBERS.items():
        if body.get(member) != earlier.get(member):
            yield words


def _claims(said: Mapping[str, Any]) -> set[str]:
    return {".".join(map(str, path[1:])) for path in said.get("claims", [])}
