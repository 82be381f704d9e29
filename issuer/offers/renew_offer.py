"""A clerk makes a locked or expired offer good again: another link, code and tx_code for the same claims, once.

The renewed offer is one of the newest version of its kind, by which its claims are judged once more.

Whatever the old link, code and tx_code were worth is void with the same statement that makes the new ones good, and
wrong guesses are counted from nothing again (SECURITY I-05). Of many who renew at once exactly one gets new codes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import offer_store
from issuer.offers.create_offer import (
    ID_BYTES,
    MadeOffer,
    UseCaseNotOffered,
    demand_issuable,
    new_part,
    show_again,
)
from issuer.offers.offer import OfferState
from issuer.offers.withdraw_offer import OfferUnknown
from issuer.offices.retirement import demand_not_retired
from issuer.refusals import OfficeRefusal
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from issuer.offers.entitlement import Entitlement
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy
    from plumbing.idempotency.keys import IdempotencyKeys

RENEWABLE = frozenset({OfferState.CODE_WRONG, OfferState.EXPIRED})


class NotRenewable(OfficeRefusal):
    """The offer is neither locked nor expired; `state` says how it stands."""

    def __init__(self, state: OfferState) -> None:
        super().__init__(state.value)
        self.state = state


class NeverApproved(OfficeRefusal):
    """A second clerk should have approved the offer in its time, and has not."""


class ClaimsErased(OfficeRefusal):
    """The offer could be renewed, but its claims are erased already."""


class RenewOffer:
    """Renews the offers of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        entropy: Entropy,
        secrets: OfferSecrets,
        entitlement: Entitlement,
        idempotency_keys: IdempotencyKeys,
        trail: AuditTrail,
        offer_seconds: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._entitlement = entitlement
        self._idempotency_keys = idempotency_keys
        self._trail = trail
        self._offer_seconds = offer_seconds

    async def __call__(self, office: Office, offer_id: str, *, idempotency_key: str | None, actor: str) -> MadeOffer:
        """Renew the offer, or show it as it is when the same request with the same key has renewed it before.

        Raises:
            KeyUsedOtherwise: the key came with another request.
            OfferGone: the key renewed this offer, which has ended since.
            OfferUnknown: there is none with this id at this office.
            NotRenewable: it is still good, was renewed by somebody else just now, or has ended for good.
            ClaimsErased, NeverApproved: only a new offer helps.
            UseCaseNotOffered: the office does not issue this use case any more.
            ClaimsRefused: the claims are right no more.
            NoLongerIssuedError: the use case has run out, or the card by its claims.
            OfficeRetired: the office has ended.
            NotEntitled, RegistryUnavailable: see `Entitlement`.
        """
        key = self._idempotency_keys.of(office.id, idempotency_key, {"make": "renewal", "offer": offer_id})
        now = self._clock.now()
        # the offer first: whoever renews it between the two readings has left the key by the second
        offer = await offer_store.of_office(self._database, office=office.id, offer_id=offer_id)
        if await self._idempotency_keys.made_before(self._database, key) is not None:
            return await show_again(self._database, self._secrets, office, offer_id)
        if offer is None:
            raise OfferUnknown
        _demand_renewable(offer, now)
        kind = office.use_cases.get(offer.use_case)
        if kind is None:
            raise UseCaseNotOffered(offer.use_case)
        if offer.lacks_approval or (kind.issuance.second_clerk and offer.approved_by is None):
            raise NeverApproved
        old = await self._secrets.open(self._database, offer)
        if old is None:
            raise ClaimsErased
        demand_issuable(kind, old.claims, now)
        await self._entitlement.demand(office, kind)
        new = new_part(kind, old.claims, self._entropy)
        sealed = await self._secrets.close_again(self._database, new, offer_id=offer_id)
        if sealed is None:
            raise ClaimsErased
        now = self._clock.now()  # the registry may have taken its time
        renewal = offer_store.Renewal(
            office=office.id,
            offer_id=offer_id,
            old_code_hash=self._secrets.hash_of("code", old.pre_authorized_code),
            version=kind.version,
            link_id=new_token(self._entropy, ID_BYTES),
            sealed=sealed,
            code_hash=self._secrets.hash_of("code", new.pre_authorized_code),
            tx_code_hash=self._secrets.tx_code_hash(new.pre_authorized_code, new.tx_code),
            now=now,
            expires=now + self._offer_seconds,
        )
        async with (
            resolving_doubt(lambda: offer_store.has_code(self._database, code_hash=renewal.code_hash)),
            self._database.transaction() as transaction,
        ):
            made = await self._idempotency_keys.take(transaction, key, made=renewal.link_id)
            if made == renewal.link_id:
                await self._write(transaction, office, renewal)
                await self._trail.append(
                    transaction, IssuerAction.OFFER_RENEWED, owner=office.id, object_id=offer_id, actor=actor
                )
        return await show_again(self._database, self._secrets, office, offer_id, made_now=made == renewal.link_id)

    async def _write(self, transaction: Executor, office: Office, renewal: offer_store.Renewal) -> None:
        if await offer_store.renew(transaction, renewal) is None:
            await demand_not_retired(transaction, office=office.id)
            offer = await self._read(transaction, office, renewal.offer_id)
            _demand_renewable(offer, renewal.now)
            raise NotRenewable(offer.state_at(renewal.now))
        if not await offer_store.prolong_key(transaction, offer_id=renewal.offer_id, expires=renewal.expires):
            raise ClaimsErased

    async def _read(self, executor: Executor, office: Office, offer_id: str) -> Offer:
        offer = await offer_store.of_office(executor, office=office.id, offer_id=offer_id)
        if offer is None:
            raise OfferUnknown
        return offer


def _demand_renewable(offer: Offer, now: int) -> None:
    state = offer.state_at(now)
    if state not in RENEWABLE:
        raise NotRenewable(state)
    if offer.sealed is None:
        raise ClaimsErased
