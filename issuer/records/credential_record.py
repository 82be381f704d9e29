"""The record of a card: what was about to be signed, without claims and holder, and what became of it.

A card is handed out in copies that differ in key, places and id, so that nobody can link them. To its office it is one
card with one state.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from issuer.status.places import Place, Places
from use_cases.card_format import CardFormat, Format

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plumbing.database.port import Row

KEEP_AFTER_END_SECONDS = 180 * 86_400
"""So long after a credential's end its record is kept, to answer what became of it."""


class RecordState(StrEnum):
    """How far the credential came."""

    RECORDED = "recorded"
    ISSUED = "issued"
    SUPERSEDED = "superseded"


class CredentialWord(StrEnum):
    """The state as a clerk reads it (INTERFACE.md: gueltig, ausgesetzt, widerrufen, abgelaufen, ersetzt)."""

    VALID = "valid"
    SUSPENDED = "suspended"
    REVOKED = "revoked"
    EXPIRED = "expired"
    SUPERSEDED = "superseded"
    NOT_HANDED_OUT = "not_handed_out"


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the copies of a card."""

    copy_id: str
    places: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialRecord:
    """One row of the table `credentials`, with its copies.

    Attributes:
        credential_id: the card's id, which is that of its first copy.
        form: in which format the copies are, and what secures them.
        dated: when the copies say that they were signed, UTC seconds.
    """

    credential_id: str
    office: str
    offer_id: str
    round: int
    use_case: str
    version: int
    credential_type: str
    form: CardFormat
    verification_method: str
    dated: int
    valid_from: int
    valid_until: int
    copies: tuple[Copy, ...]
    state: RecordState
    suspended: bool
    revoked: bool
    notified: str | None
    recorded_at: int
    issued_at: int | None

    def word_at(self, now: int) -> CredentialWord:
        """The state at a moment, the gravest first."""
        if self.state is RecordState.SUPERSEDED:
            return CredentialWord.SUPERSEDED
        if self.revoked:
            return CredentialWord.REVOKED
        if self.state is RecordState.RECORDED:
            return CredentialWord.NOT_HANDED_OUT
        if now > self.valid_until:
            return CredentialWord.EXPIRED
        return CredentialWord.SUSPENDED if self.suspended else CredentialWord.VALID

    @property
    def can_be_suspended(self) -> bool:
        """Whether its copies have places that could tell so."""
        return all(copy.places.suspension is not None for copy in self.copies)

    @property
    def delete_after(self) -> int:
        """When the row may go."""
        return self.valid_until + KEEP_AFTER_END_SECONDS


def record_from_row(row: Row, copies: Sequence[Row]) -> CredentialRecord:
    """Read a row of the table `credentials` with those of `copies` that belong to it."""
    return CredentialRecord(
        credential_id=row["credential_id"],
        office=row["office"],
        offer_id=row["offer_id"],
        round=row["round"],
        use_case=row["use_case"],
        version=row["version"],
        credential_type=row["credential_type"],
        form=CardFormat(Format(row["format"]), row["secured_by"]),
        verification_method=row["verification_method"],
        dated=row["dated"],
        valid_from=row["valid_from"],
        valid_until=row["valid_until"],
        copies=tuple(_copy(copy) for copy in copies),
        state=RecordState(row["state"]),
        suspended=bool(row["suspended"]),
        revoked=bool(row["revoked"]),
        notified=row["notified"],
        recorded_at=row["recorded_at"],
        issued_at=row["issued_at"],
    )


def _copy(row: Row) -> Copy:
    suspension = None if row["suspension_list"] is None else Place(row["suspension_list"], row["suspension_place"])
    revocation = Place(row["revocation_list"], row["revocation_place"])
    return Copy(row["copy_id"], Places(revocation=revocation, suspension=suspension))
