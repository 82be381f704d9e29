"""An offer and its states, as the database knows them and as a clerk reads them (INTERFACE.md, "State words")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plumbing.database.port import Row

MAX_WRONG_CODES = 5
"""So many wrong tx_codes lock an offer (SECURITY I-05)."""

MAX_ROUNDS = 5
"""So often may a wallet ask for the credential of one offer, when answers were lost on the way."""

TOKEN_SECONDS = 300
"""How long an access token lives; a longer one would have to be bound to a key (OpenID4VCI 1.0 section 13.9)."""

REMEMBER_SECONDS = 30 * 86_400
"""So long an office can read how an offer ended; the row then holds no personal data any more."""


APPROVAL_SECONDS = 3 * 86_400
"""So long an offer waits for a second clerk: over a weekend."""


class OfferState(StrEnum):
    """Where an offer stands; the first seven on its way, the others its ends."""

    AWAITING_APPROVAL = "awaiting_approval"
    CREATED = "created"
    OPENED = "opened"
    REDEEMED = "redeemed"
    ISSUING = "issuing"
    ISSUED = "issued"
    ACCEPTED = "accepted"
    NOT_APPROVED = "not_approved"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    CODE_WRONG = "code_wrong"
    REFUSED = "refused"
    FAILED = "failed"


_OPEN = frozenset({OfferState.AWAITING_APPROVAL, OfferState.CREATED, OfferState.OPENED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is known of an offer without opening its sealed part.

    Attributes:
        offer_id: the office's handle.
        link_id: the wallet's handle; whoever knows it can fetch the offer.
        version: of the package; the card is made by this one, whatever has become the newest meanwhile.
        stored_state: as last written; ask `state_at` for what is true at a moment.
        sealed: claims, pre-authorized code and tx_code, sealed; None once erased.
        credential_identifier: the stem of the credential identifiers that were given with the token, if any were.
        made_by: who made it, where a second clerk must approve it; else None.
        approved_by: the second clerk who did.
        disapproval: why the second clerk did not.
    """

    offer_id: str
    office: str
    link_id: str
    use_case: str
    version: int
    stored_state: OfferState
    sealed: bytes | None
    wrong_codes: int
    created: int
    expires: int
    token_expires: int | None
    client_hash: bytes | None
    credential_identifier: str | None
    rounds: int
    made_by: str | None
    approved_by: str | None
    disapproval: str | None

    @property
    def lacks_approval(self) -> bool:
        """Whether a second clerk had to approve it and has not."""
        return self.made_by is not None and self.approved_by is None

    def state_at(self, now: int) -> OfferState:
        """The state at a moment: time ends an offer without anybody writing it down."""
        if self.stored_state in _OPEN and now >= self.expires:
            return OfferState.EXPIRED
        if self.stored_state is OfferState.REDEEMED and now >= (self.token_expires or 0):
            # A wallet took the code and never came for the card.
            return OfferState.EXPIRED
        if self.stored_state is OfferState.ISSUING and now >= (self.token_expires or 0):
            # Something was recorded and never handed out.
            return OfferState.FAILED
        return self.stored_state

    def word_at(self, now: int) -> str:
        """The state as a clerk reads it: what happens between wallet and issuer is still `opened` to them."""
        state = self.state_at(now)
        return "opened" if state in {OfferState.REDEEMED, OfferState.ISSUING} else state.value


def offer_from_row(row: Row) -> Offer:
    """Read a row of the table `offers`."""
    return Offer(
        offer_id=row["offer_id"],
        office=row["office"],
        link_id=row["link_id"],
        use_case=row["use_case"],
        version=row["version"],
        stored_state=OfferState(row["state"]),
        sealed=row["sealed"],
        wrong_codes=row["wrong_codes"],
        created=row["created"],
        expires=row["expires"],
        token_expires=row["token_expires"],
        client_hash=row["client_hash"],
        credential_identifier=row["credential_identifier"],
        rounds=row["rounds"],
        made_by=row["made_by"],
        approved_by=row["approved_by"],
        disapproval=row["disapproval"],
    )
