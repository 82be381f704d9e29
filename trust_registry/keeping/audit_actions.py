"""What the trust registry writes into the audit record: a closed list (SECURITY A-10, T-14, L-04)."""

from __future__ import annotations

from enum import StrEnum

from trust_registry.reading.statement import EndKind


class RegistryAction(StrEnum):
    """What was done; the object is the id of the statement, `version/N` of a list, or the digest of a type's IRI."""

    STATEMENT_SAID = "statement-said"
    STATEMENT_ENDED = "statement-ended"
    STATEMENT_COMPROMISED = "statement-compromised"
    TYPE_REGISTERED = "type-registered"
    LIST_PUBLISHED = "trust-list-published"


ENDINGS = {
    EndKind.ENDED: RegistryAction.STATEMENT_ENDED,
    EndKind.COMPROMISED: RegistryAction.STATEMENT_COMPROMISED,
}
"""How the audit record names the ways in which a statement ends."""
