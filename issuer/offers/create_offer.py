"""A clerk's request becomes an offer: claims judged, registry and registers asked, codes made, claims sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import offer_store
from issuer.offers.offer import APPROVAL_SECONDS
from issuer.offers.offer_secrets import SealedPart
from issuer.offices.retirement import demand_not_retired
from issuer.refusals import OfficeRefusal
from issuer.renewals import kept_claims
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_digits, new_token
from use_cases.derive.claims import judge_claims
from use_cases.derive.validity import local_day, validity

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.offers.entitlement import Entitlement
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Office
    from issuer.registers.ask_registers import AskRegisters
    from issuer.renewals.kept_claims import Kept
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.idempotency.keys import IdempotencyKey, IdempotencyKeys
    from use_cases.derive.judge_value import ClaimFault
    from use_cases.use_case import UseCase

TX_CODE_DIGITS = 6
ID_BYTES = 16


class ClaimsRefused(OfficeRefusal):
    """Claims that do not fit the use case; every fault is in `faults`."""

    def __init__(self, faults: list[ClaimFault]) -> None:
        super().__init__(f"{len(faults)} faults in the claims")
        self.faults = faults


class UseCaseNotOffered(OfficeRefusal):
    """A use case that this office does not issue."""


class OfferGone(OfficeRefusal):
    """An offer asked for again by its Idempotency-Key, of which the secret part is erased already."""


@dataclass(frozen=True, slots=True)
class MadeOffer:
    """An offer together with what only its office is told."""

    offer: Offer
    tx_code: str | None
    made_now: bool

    @property
    def waits(self) -> bool:
        """Whether nothing of it is handed out before a second clerk has approved it."""
        return self.offer.lacks_approval


class CreateOffer:
    """Makes offers for all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        entropy: Entropy,
        secrets: OfferSecrets,
        entitlement: Entitlement,
        ask_registers: AskRegisters,
        idempotency_keys: IdempotencyKeys,
        trail: AuditTrail,
        offer_seconds: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._entitlement = entitlement
        self._ask_registers = ask_registers
        self._idempotency_keys = idempotency_keys
        self._trail = trail
        self._offer_seconds = offer_seconds

    async def __call__(
        self,
        office: Office,
        *,
        use_case: str,
        claims: JsonObject,
        idempotency_key: str | None,
        actor: str,
        holder: str | None = None,
        renews: Kept | None = None,
    ) -> MadeOffer:
        """Make an offer, which may wait for a second clerk.

        The same key, use case, claims and holder show the one made earlier.

        `holder` is the DID of whom the card is for, where the office knows it without asking a wallet; `renews` is what
        is kept of the card of which this is to be the next.

        Raises:
            UseCaseNotOffered: the office does not issue this use case.
            ClaimsRefused: with every fault of the claims.
            KeyUsedOtherwise: the key came with another request.
            OfferGone: the key's offer has ended and its codes are erased.
            NoLongerIssuedError: the use case has run out, or the card by its claims.
            OfficeRetired: the office has ended.
            NotEntitled, RegistryUnavailable: see `Entitlement`.
            NothingKept: what the next card was to be made of is erased.
            NobodyFound, RegisterUnavailable, AnsweredWrongly: see `AskRegisters`.
        """
        kind = office.use_cases.get(use_case)
        if kind is None:
            raise UseCaseNotOffered(use_case)
        wish = {"make": "offer", "use_case": use_case, "claims": claims}
        if holder is not None:
            wish |= {"make": "credential", "holder": holder}
        if renews is not None:
            wish |= {"make": "next card", "credential": renews.credential_id}
        key = self._idempotency_keys.of(office.id, idempotency_key, wish)
        earlier = await self._idempotency_keys.made_before(self._database, key)
        if earlier is not None:
            return await show_again(self._database, self._secrets, office, earlier)
        if faults := self._ask_registers.judge_typed(kind, claims):
            raise ClaimsRefused(faults)
        await self._entitlement.demand(office, kind)
        given = await self._ask_registers.complete(kind, claims)
        demand_issuable(kind, given, self._clock.now())
        return await self._write(office, kind, given, key, actor=actor, renews=renews)

    async def _write(
        self,
        office: Office,
        kind: UseCase,
        claims: JsonObject,
        key: IdempotencyKey | None,
        *,
        actor: str,
        renews: Kept | None,
    ) -> MadeOffer:
        now = self._clock.now()
        waits = kind.issuance.second_clerk
        offer_id = new_token(self._entropy, ID_BYTES)
        part = new_part(kind, claims, self._entropy)
        new = offer_store.NewOffer(
            offer_id=offer_id,
            office=office.id,
            link_id=new_token(self._entropy, ID_BYTES),
            use_case=kind.name,
            version=kind.version,
            closed=self._secrets.close(part, offer_id=offer_id),
            code_hash=self._secrets.hash_of("code", part.pre_authorized_code),
            tx_code_hash=self._secrets.tx_code_hash(part.pre_authorized_code, part.tx_code),
            created=now,
            expires=now + (APPROVAL_SECONDS if waits else self._offer_seconds),
            waits_for_other_than=actor if waits else None,
        )
        async with (
            resolving_doubt(lambda: offer_store.has_code(self._database, code_hash=new.code_hash)),
            self._database.transaction() as transaction,
        ):
            made = await kept_claims.take(transaction, renews, offer_id=offer_id) if renews else offer_id
            made = await self._idempotency_keys.take(transaction, key, made=made)
            if made == offer_id:
                await offer_store.add(transaction, new)
                await demand_not_retired(transaction, office=office.id)
                await self._trail.append(
                    transaction, IssuerAction.OFFER_MADE, owner=office.id, object_id=offer_id, actor=actor
                )
                if renews is not None:
                    await self._trail.append(
                        transaction,
                        IssuerAction.CREDENTIAL_RENEWED,
                        owner=office.id,
                        object_id=renews.credential_id,
                        actor=actor,
                    )
            reach(CrashPoint.BEFORE_OFFER_COMMIT)
        reach(CrashPoint.AFTER_OFFER_COMMIT)
        return await show_again(self._database, self._secrets, office, made, made_now=made == offer_id)


def demand_issuable(kind: UseCase, claims: JsonObject, now: int) -> None:
    """Return when a card with these claims could be issued now.

    Raises:
        ClaimsRefused: with every fault of the claims.
        NoLongerIssuedError: the use case has run out, or the card by its claims.
    """
    faults = judge_claims(kind, claims, on=local_day(kind, now))
    if faults:
        raise ClaimsRefused(faults)
    validity(kind, now, claims)


def new_part(kind: UseCase, claims: JsonObject, entropy: Entropy) -> SealedPart:
    """Make the codes of an offer of this kind; a tx_code only where its issuance wants one."""
    return SealedPart(
        claims=claims,
        pre_authorized_code=new_token(entropy),
        tx_code=new_digits(entropy, TX_CODE_DIGITS) if kind.issuance.tx_code else None,
    )


async def show_again(
    database: Database, secrets: OfferSecrets, office: Office, offer_id: str, *, made_now: bool = False
) -> MadeOffer:
    """Show an offer as it is, with what only its office is told.

    Raises:
        OfferGone: it has ended and its codes are erased.
        UseCaseNotOffered: the office issues no such cards any more, so no wallet could use the codes.
    """
    offer = await offer_store.of_office(database, office=office.id, offer_id=offer_id)
    part = await secrets.open(database, offer) if offer else None
    if offer is None or part is None:
        raise OfferGone(offer_id)
    if offer.use_case not in office.packages:
        raise UseCaseNotOffered(offer.use_case)
    return MadeOffer(offer, part.tx_code, made_now=made_now)
