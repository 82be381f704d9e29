"""What the trust registry writes into the audit record: a closed list (SECURITY A-10, T-14, L-04)."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from trust_registry.reading.statement import EndKind

if TYPE_CHECKING:
    from trust_registry.reading.statement import Statement


class RegistryAction(StrEnum):
    """What was done; the object is the id of the statement, `version/N` of a list, or the digest of a type's IRI."""

    STATEMENT_SAID = "statement-said"
    OVERRIDE_GIVEN = "override-given"
    STATEMENT_ENDED = "statement-ended"
    STATEMENT_COMPROMISED = "statement-compromised"
    TYPE_REGISTERED = "type-registered"
    LIST_PUBLISHED = "trust-list-published"


ENDINGS = {
    EndKind.ENDED: RegistryAction.STATEMENT_ENDED,
    EndKind.COMPROMISED: RegistryAction.STATEMENT_COMPROMISED,
}
"""How the audit record names the ways in which a statement ends."""


def actions_of_saying(statement: Statement) -> tuple[RegistryAction, ...]:
    """What is told when a statement is said: that one asks for more than its kind of document has, by an entry more."""
    overrides = statement.asking is not None and statement.asking.override is not None
    return (RegistryAction.STATEMENT_SAID, *([RegistryAction.OVERRIDE_GIVEN] if overrides else []))
