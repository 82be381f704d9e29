"""A card for a holder whom the office's own program names: no wallet, no code, no proof of the holder's key.

It is the same card by the same way: an offer is made, redeemed at once and issued, so that records, places, audit and
the checks of `check-issued` are those of every other card. What is missing is the wallet's proof that it has the key:
the office vouches for that. If the answer was lost, the same request with its Idempotency-Key gives a new card while
the offer's token lives (five minutes), and the earlier one is superseded.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.issuance.key_proof import read_holder
from issuer.offers import offer_store
from issuer.offers.create_offer import OfferGone, UseCaseNotOffered
from issuer.offers.offer import OfferState
from issuer.offers.redeem_offer import TokenRequest
from issuer.refusals import GrantRefused, KeyProofRefused, OfficeRefusal, RequestDenied
from use_cases.card_format import Format

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.issuance.card_forms import Secured
    from issuer.issuance.issue_credential import IssueCredential
    from issuer.offers.create_offer import CreateOffer
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offers.redeem_offer import RedeemOffer
    from issuer.offices.office import Configured, Office
    from plumbing.clock import Clock
    from plumbing.database.port import Database

_OPEN = frozenset({OfferState.CREATED, OfferState.OPENED})


class HolderRefused(OfficeRefusal):
    """A holder who is not named by a DID that carries their key, or by a key that everybody has."""


class NeedsSecondClerk(OfficeRefusal):
    """A kind of card that another clerk must approve first."""


class NotIssued(OfficeRefusal):
    """A card that another request is issuing at this moment, or that was issued and cannot be issued again."""


class IssueDirectly:
    """Issues cards to named holders for all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        secrets: OfferSecrets,
        create_offer: CreateOffer,
        redeem_offer: RedeemOffer,
        issue_credential: IssueCredential,
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._create_offer = create_offer
        self._redeem_offer = redeem_offer
        self._issue_credential = issue_credential

    async def __call__(
        self,
        office: Office,
        *,
        use_case: str,
        claims: JsonObject,
        holder: str,
        idempotency_key: str | None,
        actor: str,
    ) -> Secured:
        """Issue a card of the use case's first form of the W3C data model.

        Raises:
            HolderRefused: no did:key or did:jwk.
            NeedsSecondClerk: only an offer can wait for an approval.
            NotIssued: for now or for good.
            IssuanceUnavailable: nothing can be signed at this moment.
            OfficeRefusal: whatever `CreateOffer` refuses.
        """
        try:
            bound_to = read_holder(holder, now=self._clock.now())
        except KeyProofRefused as error:
            raise HolderRefused(error.detail) from error
        newest = office.use_cases.get(use_case)
        if newest is None:
            raise UseCaseNotOffered(use_case)
        _w3c_form(office, use_case, newest.version)  # before an offer is made
        if newest.issuance.second_clerk:
            raise NeedsSecondClerk
        made = await self._create_offer(
            office,
            use_case=use_case,
            claims=claims,
            idempotency_key=idempotency_key,
            actor=actor,
            holder=holder,
        )
        configured = _w3c_form(office, use_case, made.offer.version)  # one that is shown again may be older
        try:
            offer = await self._redeemed(office, made.offer, actor)
            issued = await self._issue_credential.to_holders(office, offer, configured, [bound_to], actor=actor)
        except (GrantRefused, RequestDenied) as refusal:
            raise NotIssued(refusal.detail) from refusal
        return issued.copies[0]

    async def _redeemed(self, office: Office, offer: Offer, actor: str) -> Offer:
        part = await self._secrets.open(self._database, offer)
        if part is None:
            raise OfferGone(offer.offer_id)
        if offer.state_at(self._clock.now()) in _OPEN:
            codes = TokenRequest(
                code=part.pre_authorized_code, tx_code=part.tx_code, client_id=None, configuration_ids=None
            )
            await self._redeem_offer(office, codes, actor=actor)
        redeemed = await offer_store.of_office(self._database, office=office.id, offer_id=offer.offer_id)
        if redeemed is None:
            raise OfferGone(offer.offer_id)
        return redeemed


def _w3c_form(office: Office, use_case: str, version: int) -> Configured:
    for configuration in office.configurations_of(use_case, version):
        configured = office.configured(configuration)
        if configured is not None and configured.form.format is Format.LDP_VC:
            return configured
    raise UseCaseNotOffered(use_case)
