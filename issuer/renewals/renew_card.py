"""The next card of somebody whose card ends because a claim changes, such as on a birthday: nobody types anything.

It is an offer like any other, made of what is kept: registers are asked anew, the claims judged by the newest version,
the entitlement asked of the registry. It cannot be made before the change, when it would say what the old card says;
the old card has ended by itself then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.offers import offer_store
from issuer.offers.create_offer import show_again
from issuer.offers.offer import OfferState
from issuer.records import record_store
from issuer.records.credential_record import CredentialWord
from issuer.refusals import OfficeRefusal
from issuer.renewals import kept_claims
from issuer.renewals.kept_claims import NothingKept
from issuer.status.change_status import CredentialUnknown, NotPossible

if TYPE_CHECKING:
    from issuer.offers.create_offer import CreateOffer, MadeOffer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from issuer.records.credential_record import CredentialRecord
    from issuer.renewals.kept_claims import Kept, KeptClaims
    from plumbing.clock import Clock
    from plumbing.database.port import Database

DAY = 86_400
_ON_ITS_WAY = frozenset(
    {OfferState.AWAITING_APPROVAL, OfferState.CREATED, OfferState.OPENED, OfferState.REDEEMED, OfferState.ISSUING}
)
_RENEWED_WHEN = frozenset({CredentialWord.VALID, CredentialWord.EXPIRED})


class TooEarly(OfficeRefusal):
    """The next card would say what this one says; `change_at` is when it can be made, in UTC seconds."""

    def __init__(self, change_at: int) -> None:
        super().__init__(str(change_at))
        self.change_at = change_at


@dataclass(frozen=True, slots=True, kw_only=True)
class DueRenewal:
    """A card that ends by a change.

    Attributes:
        credential_id: the card.
        use_case: of which kind it is.
        valid_until: its last second.
        change_at: from when on the next card can be made.
        offer_id: the offer of the next card, if one was made.
    """

    credential_id: str
    use_case: str
    valid_until: int
    change_at: int
    offer_id: str | None


class RenewCard:
    """Finds and makes the renewals of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        secrets: OfferSecrets,
        kept: KeptClaims,
        create_offer: CreateOffer,
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._kept = kept
        self._create_offer = create_offer

    async def due(self, office: Office, *, days: int) -> list[DueRenewal]:
        """The office's cards that have ended by a change, or end so within some days; the earliest first."""
        now = self._clock.now()
        rows = await kept_claims.due(self._database, office=office.id, until=now + days * DAY, now=now)
        return [DueRenewal(**row) for row in rows]

    async def __call__(
        self, office: Office, credential_id: str, *, idempotency_key: str | None, actor: str
    ) -> MadeOffer:
        """Make an offer of the next card, or show the one that is on its way.

        Raises:
            CredentialUnknown: this office has no such card.
            NotPossible: it is revoked, suspended, superseded or was never handed out.
            NothingKept: a new offer must be typed in.
            TooEarly: nothing has changed yet.
            OfficeRefusal: whatever `CreateOffer` refuses.
        """
        now = self._clock.now()
        record = await record_store.of_office(self._database, office=office.id, credential_id=credential_id)
        if record is None:
            raise CredentialUnknown
        _demand_good(record, now)
        kept = await kept_claims.of_card(self._database, office=office.id, credential_id=record.credential_id, now=now)
        if kept is None or kept.change_at is None:
            raise NothingKept
        if now < kept.change_at:
            raise TooEarly(kept.change_at)
        if kept.offer_id is not None and await self._is_on_its_way(office, kept.offer_id, now):
            return await show_again(self._database, self._secrets, office, kept.offer_id)
        return await self._make(office, record.use_case, kept, idempotency_key, actor)

    async def _is_on_its_way(self, office: Office, offer_id: str, now: int) -> bool:
        offer = await offer_store.of_office(self._database, office=office.id, offer_id=offer_id)
        return offer is not None and offer.state_at(now) in _ON_ITS_WAY

    async def _make(
        self, office: Office, use_case: str, kept: Kept, idempotency_key: str | None, actor: str
    ) -> MadeOffer:
        typed = await self._kept.open(self._database, kept)
        if typed is None:
            raise NothingKept
        return await self._create_offer(
            office,
            use_case=use_case,
            claims=typed,
            idempotency_key=idempotency_key,
            actor=actor,
            renews=kept,
        )


def _demand_good(record: CredentialRecord, now: int) -> None:
    word = CredentialWord.SUSPENDED if record.suspended else record.word_at(now)
    if word not in _RENEWED_WHEN:
        raise NotPossible(record.word_at(now) if record.revoked else word)
