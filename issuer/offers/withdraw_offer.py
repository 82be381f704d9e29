"""A clerk takes an offer back; it races with the wallet, and exactly one of them wins (SECURITY I-35)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import offer_store
from issuer.offers.offer import Offer, OfferState
from issuer.refusals import OfficeRefusal

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database


class OfferUnknown(OfficeRefusal):
    """No such offer at this office."""


class TooLate(OfficeRefusal):
    """The offer has ended already; `state` says how."""

    def __init__(self, state: OfferState) -> None:
        super().__init__(state.value)
        self.state = state


class WithdrawOffer:
    """Withdraws the offers of all offices of a deployment."""

    def __init__(self, *, database: Database, clock: Clock, trail: AuditTrail) -> None:
        self._database = database
        self._clock = clock
        self._trail = trail

    async def __call__(self, office: Office, offer_id: str, *, actor: str) -> Offer:
        """Withdraw the offer; once more changes nothing.

        Raises:
            OfferUnknown: there is none with this id at this office.
            TooLate: a credential was handed out, or it has ended otherwise.
        """
        now = self._clock.now()
        async with self._database.transaction() as transaction:
            if await offer_store.withdraw(transaction, office=office.id, offer_id=offer_id, now=now):
                await self._trail.append(
                    transaction, IssuerAction.OFFER_WITHDRAWN, owner=office.id, object_id=offer_id, actor=actor
                )
        offer = await offer_store.of_office(self._database, office=office.id, offer_id=offer_id)
        if offer is None:
            raise OfferUnknown
        state = offer.state_at(now)
        if state is not OfferState.CANCELLED:
            raise TooLate(state)
        return offer
