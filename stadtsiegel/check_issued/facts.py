"""The rows that are judged, as the checker reads them: names are those of the issuer's tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.keys.public_key import PublicKey
    from stadtsiegel.check_issued.settings import CheckedOffice
    from stadtsiegel.check_issued.statements import Statements

DAY = 86_400
SKEW = 60
"""How many seconds the clocks of two processes may differ."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyFact:
    """A signing key of an office, without its private half."""

    key_id: str
    owner: str
    public_key: PublicKey | None
    state: str
    created: int
    ends: int | None
    stopped: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFact:
    """A row of `status_lists`, without its document."""

    list_id: str
    office: str
    purpose: str
    size: int
    state: str
    version: int
    published_version: int
    published_at: int | None
    valid_until: int | None
    signed_by: str | None
    created: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceFact:
    """A row of `status_places`, with the card and the places that the record of its copy names (None without one)."""

    place: int
    copy_id: str
    value: int
    credential_id: str | None
    revocation_list: str | None
    revocation_place: int | None
    suspension_list: str | None
    suspension_place: int | None


@dataclass(frozen=True, slots=True)
class PlaceOfCopy:
    """One of a copy's two places: what the record says, and what lies there.

    Attributes:
        holder: whose the place is by its own row; None without a row.
        value: what the row says.
    """

    purpose: str
    list_id: str
    place: int
    holder: str | None
    value: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyFact:
    """A row of `copies`, with what lies at its places (None where nothing does)."""

    copy_id: str
    credential_id: str
    revocation_list: str
    revocation_place: int
    suspension_list: str | None
    suspension_place: int | None
    revocation_holder: str | None
    revocation_value: int | None
    suspension_holder: str | None
    suspension_value: int | None

    @property
    def revocation(self) -> PlaceOfCopy:
        """Where its revocation is told."""
        return PlaceOfCopy(
            "revocation",
            self.revocation_list,
            self.revocation_place,
            self.revocation_holder,
            self.revocation_value,
        )

    @property
    def suspension(self) -> PlaceOfCopy | None:
        """Where its suspension is told; None where that is nowhere."""
        if self.suspension_list is None or self.suspension_place is None:
            return None
        return PlaceOfCopy(
            "suspension",
            self.suspension_list,
            self.suspension_place,
            self.suspension_holder,
            self.suspension_value,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFact:
    """A row of `credentials`: a card, whatever the number of its copies."""

    credential_id: str
    office: str
    offer_id: str
    round: int
    use_case: str
    version: int
    credential_type: str
    format: str
    secured_by: str
    verification_method: str
    dated: int
    valid_from: int
    valid_until: int
    state: str
    suspended: int
    revoked: int
    recorded_at: int
    issued_at: int | None
    delete_after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferFact:
    """The records of one offer counted, with the offer's own row (None where it is gone)."""

    offer_id: str
    records: int
    first_round: int
    last_round: int
    issued: int
    good: int
    newest: int
    office: str
    use_case: str
    version: int
    state: str | None
    rounds: int | None
    made_by: str | None
    approved_by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFact:
    """A row of `issued_documents`."""

    id: str
    sha256: str
    first_issued: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFact:
    """A row of `kept_claims` without its sealed column, with the card that it is kept of (None without one)."""

    credential_id: str
    office: str
    change_at: int | None
    delete_after: int
    card_office: str | None
    use_case: str | None
    version: int | None
    state: str | None
    revoked: int | None
    issued_at: int | None
    valid_until: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What every record is judged against.

    Attributes:
        keys: by office and key id.
        lists: by their ids.
        documents: those that cards were issued from, by the name of the use case and its version.
        began: when the first of them was remembered; None before that.
        retired: since when an office has ended.
        restored: whether these data come from a backup: then places may be set of which no record tells.
    """

    now: int
    offices: Mapping[str, CheckedOffice]
    keys: Mapping[tuple[str, str], KeyFact]
    lists: Mapping[str, ListFact]
    documents: Mapping[tuple[str, int], tuple[DocumentFact, ...]]
    began: int | None
    retired: Mapping[str, int]
    restored: bool
    statements: Statements
