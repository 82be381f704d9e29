"""A second clerk says yes or no to an offer that waits: whoever made it cannot, and only a yes hands out codes.

An actor is an API key: two clerks who shall check each other have a key each (docs/adr/0030). Of many who decide at
once exactly one is heard, since a decision is one guarded statement.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import approval_store, offer_store
from issuer.offers.create_offer import MadeOffer, OfferGone, UseCaseNotOffered, demand_issuable, show_again
from issuer.offers.offer import OfferState
from issuer.offers.withdraw_offer import OfferUnknown
from issuer.offices.retirement import demand_not_retired
from issuer.refusals import OfficeRefusal
from plumbing.database.doubt import resolving_doubt
from use_cases.derive.claims import card_claims
from use_cases.derive.validity import local_day
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.offers.entitlement import Entitlement
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from use_cases.use_case import UseCase

DISAPPROVALS: dict[str, LocalText] = {
    "claims-wrong": LocalText("Angaben stimmen nicht", "The claims are not right"),
    "not-identified": LocalText("Person nicht sicher erkannt", "The person was not identified for certain"),
    "not-entitled": LocalText("Voraussetzungen nicht erfüllt", "The conditions are not met"),
    "exists-already": LocalText("Nachweis gibt es schon", "The document exists already"),
}
"""The closed list of reasons for a no."""


class NotAwaiting(OfficeRefusal):
    """The offer waits for nobody's approval; `state` says how it stands."""

    def __init__(self, state: OfferState) -> None:
        super().__init__(state.value)
        self.state = state


class SameClerk(OfficeRefusal):
    """Whoever made the offer wants to approve it, too."""


class DecideOffer:
    """Takes the decisions on waiting offers of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        secrets: OfferSecrets,
        entitlement: Entitlement,
        trail: AuditTrail,
        offer_seconds: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._entitlement = entitlement
        self._trail = trail
        self._offer_seconds = offer_seconds

    async def claims(self, office: Office, offer_id: str, *, actor: str) -> JsonObject:
        """What a card of today would say, for the clerk who is to decide; only while the offer waits.

        Raises:
            OfferUnknown, NotAwaiting, SameClerk: as the names say.
            ClaimsRefused, NoLongerIssuedError, UseCaseNotOffered: as when the offer was made.
        """
        offer = await self._waiting(office, offer_id, actor)
        kind, given = await self._issuable(office, offer)
        return card_claims(kind, given, on=local_day(kind, self._clock.now()))

    async def approve(self, office: Office, offer_id: str, *, actor: str) -> MadeOffer:
        """Say yes: from now on the offer has its full time; whoever has approved it may ask again and is shown it.

        Raises:
            OfferUnknown, NotAwaiting, SameClerk: as the names say.
            ClaimsRefused, NoLongerIssuedError, UseCaseNotOffered, OfficeRetired: as when the offer was made.
            NotEntitled, RegistryUnavailable: see `Entitlement`.
        """
        offer = await offer_store.of_office(self._database, office=office.id, offer_id=offer_id)
        if offer is not None and offer.approved_by == actor:
            return await show_again(self._database, self._secrets, office, offer_id)
        kind, _ = await self._issuable(office, await self._waiting(office, offer_id, actor))
        await self._entitlement.demand(office, kind)
        now = self._clock.now()  # the registry may have taken its time
        async with (
            resolving_doubt(lambda: approval_store.was_approved(self._database, offer_id=offer_id, actor=actor)),
            self._database.transaction() as transaction,
        ):
            approval = approval_store.Approval(
                office=office.id, offer_id=offer_id, actor=actor, now=now, expires=now + self._offer_seconds
            )
            if not await approval_store.approve(transaction, approval):
                await demand_not_retired(transaction, office=office.id)
                raise NotAwaiting((await self._read(transaction, office, offer_id)).state_at(now))
            await self._trail.append(
                transaction, IssuerAction.OFFER_APPROVED, owner=office.id, object_id=offer_id, actor=actor
            )
        return await show_again(self._database, self._secrets, office, offer_id, made_now=True)

    async def refuse(self, office: Office, offer_id: str, *, reason: str, actor: str) -> Offer:
        """Say no, for a reason of the closed list: the offer has ended and its claims are erased.

        Raises:
            OfferUnknown, NotAwaiting, SameClerk: as the names say.
        """
        now = self._clock.now()
        before = await self._read(self._database, office, offer_id)
        if (before.state_at(now), before.disapproval) == (OfferState.NOT_APPROVED, reason):
            return before
        await self._waiting(office, offer_id, actor)
        async with self._database.transaction() as transaction:
            if await approval_store.refuse(
                transaction, office=office.id, offer_id=offer_id, actor=actor, reason=reason, now=now
            ):
                await self._trail.append(
                    transaction,
                    IssuerAction.OFFER_NOT_APPROVED,
                    owner=office.id,
                    object_id=offer_id,
                    outcome=reason,
                    actor=actor,
                )
        offer = await self._read(self._database, office, offer_id)
        if offer.disapproval != reason:
            raise NotAwaiting(offer.state_at(now))
        return offer

    async def _waiting(self, office: Office, offer_id: str, actor: str) -> Offer:
        offer = await self._read(self._database, office, offer_id)
        state = offer.state_at(self._clock.now())
        if state is not OfferState.AWAITING_APPROVAL:
            raise NotAwaiting(state)
        if offer.made_by == actor:
            raise SameClerk
        return offer

    async def _issuable(self, office: Office, offer: Offer) -> tuple[UseCase, JsonObject]:
        kind = office.version_of(offer.use_case, offer.version)
        if kind is None:
            raise UseCaseNotOffered(offer.use_case)
        part = await self._secrets.open(self._database, offer)
        if part is None:
            raise OfferGone(offer.offer_id)
        demand_issuable(kind, part.claims, self._clock.now())
        return kind, part.claims

    async def _read(self, executor: Executor, office: Office, offer_id: str) -> Offer:
        offer = await offer_store.of_office(executor, office=office.id, offer_id=offer_id)
        if offer is None:
            raise OfferUnknown
        return offer
