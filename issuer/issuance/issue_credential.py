"""One card for one offer: keys proven, nonce spent, offer taken, places recorded, signed, checked, handed out.

A card is handed out in as many copies as the request proves keys. Each has its own key, places, salts and id, and all
have the same claims and dates, so that two verifiers who are shown two copies cannot tell that they met one person.

**What happens when the answer is lost.** A citizen in the underground loses the connection while the card is on its
way; the offer is used, and the card never arrived. So a wallet may ask again with the same access token and the same
holder keys, while the token lives (five minutes) and the wallet has not said that it has the card: it gets a new card
with new status places, and every earlier one of this offer is marked superseded and revoked in the same transaction,
with all its copies. At any moment at most one card of an offer is good, no place is given twice, and a stolen token is
useless to another key (SECURITY I-28). A request for another form of the card is no repetition, and is denied. The
price is that the claims stay sealed until then instead of being erased with the first answer.

Order (DESIGN rule 4): record, then sign, then hand out. A crash in between burns places, never reuses them.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from issuer.audit_actions import IssuerAction
from issuer.issuance.card_forms import FORMS, Means
from issuer.issuance.copy_content import CopyContent
from issuer.issuance.credential_document import SchemaMismatchError
from issuer.issuance.credential_request import judge_scope
from issuer.issuance.key_proof import judge_key_proofs
from issuer.offers import offer_store
from issuer.records import record_store
from issuer.records.credential_record import RecordState
from issuer.refusals import IssuanceUnavailable, KeyProofRefused, RequestDenied
from issuer.renewals import kept_claims
from plumbing.audit.trail import WALLET
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.keyring.port import KeyNotActive, KeyringError
from plumbing.observability.logs import get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuer.issuance.card_forms import Secured
    from issuer.issuance.credential_request import CredentialRequest
    from issuer.issuance.key_proof import HolderKey, KeyProof
    from issuer.issuance.nonces import Nonces
    from issuer.issuance.record_card import RecordCard, Recorded
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offices.office import Configured, Office
    from issuer.offices.office_keys import OfficeKeys
    from issuer.renewals.kept_claims import KeptClaims
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.keyring.port import KeyInfo
    from use_cases.use_case import UseCase

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Issued:
    """The signed copies of a card, in the order of their proofs, and the id under which the wallet reports."""

    copies: tuple[Secured, ...]
    notification_id: str

    def __repr__(self) -> str:
        return "Issued(***)"


class IssueCredential:
    """Issues the cards of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        secrets: OfferSecrets,
        keys: OfficeKeys,
        nonces: Nonces,
        record_card: RecordCard,
        means: Means,
        kept: KeptClaims,
        trail: AuditTrail,
    ) -> None:
        self._database = database
        self._clock = clock
        self._secrets = secrets
        self._keys = keys
        self._nonces = nonces
        self._record_card = record_card
        self._means = means
        self._kept = kept
        self._trail = trail

    async def __call__(self, office: Office, offer: Offer, request: CredentialRequest) -> Issued:
        """Issue the card of this offer to the holder who proves their keys.

        Raises:
            Refusal: of the kind that names what is wrong; nothing was handed out.
        """
        configured = judge_scope(office, offer, request, self._secrets)
        proofs = judge_key_proofs(request.proofs, audience=office.identifier, now=self._clock.now())
        for proof in proofs:
            self._judge_client(offer, proof)
        for nonce in dict.fromkeys(proof.nonce for proof in proofs):  # mostly one for all of them
            await self._nonces.spend(office, nonce)
        reach(CrashPoint.AFTER_NONCE)
        return await self.to_holders(office, offer, configured, proofs)

    async def to_holders(
        self,
        office: Office,
        offer: Offer,
        configured: Configured,
        holders: Sequence[HolderKey],
        *,
        actor: str = WALLET,
    ) -> Issued:
        """Issue the card of this offer to these keys, whoever has proven or vouches that they are the holder's.

        Raises:
            Refusal: of the kind that names what is wrong; nothing was handed out.
        """
        try:
            recorded, copies = await self._make(office, offer, configured, holders, actor)
        except KeyNotActive:
            # The key's successor took over between record and signature: the next round is recorded with that one.
            try:
                recorded, copies = await self._make(office, offer, configured, holders, actor)
            except KeyNotActive as error:
                raise _unavailable(error) from error
        await self._hand_out(recorded, configured.use_case, actor)
        reach(CrashPoint.AFTER_HAND_OUT)
        return Issued(copies, recorded.notification_id)

    async def _make(
        self, office: Office, offer: Offer, configured: Configured, holders: Sequence[HolderKey], actor: str
    ) -> tuple[Recorded, tuple[Secured, ...]]:
        key = await self._key(office, configured)
        dids = [holder.did for holder in holders]
        recorded = await self._record_card(office, offer, configured, dids, key, actor=actor)
        contents = [
            CopyContent(
                office=office,
                use_case=configured.use_case,
                record=recorded.record,
                copy=copy,
                holder=holder,
                claims=recorded.claims,
            )
            for copy, holder in zip(recorded.record.copies, holders, strict=True)
        ]
        return recorded, tuple([await self._sign(content, key) for content in contents])

    def _judge_client(self, offer: Offer, proof: KeyProof) -> None:
        if proof.client_id is None:
            return
        given = self._secrets.hash_of("client", proof.client_id)
        if offer.client_hash is None or not hmac.compare_digest(offer.client_hash, given):
            # OpenID4VCI 1.0 appendix F.1: iss is the client_id, and absent when the token was had anonymously.
            raise KeyProofRefused("iss is not the client_id of the token request")

    async def _key(self, office: Office, configured: Configured) -> KeyInfo:
        try:
            return await self._keys.signing_key(office, configured.form.algorithm)
        except KeyringError as error:
            raise _unavailable(error) from error

    async def _sign(self, content: CopyContent, key: KeyInfo) -> Secured:
        form = FORMS[content.record.form.format]
        try:
            prepared = form.prepare(content, self._means)
        except (CredentialError, SchemaMismatchError) as error:
            # The package of the use case is at fault, not the wallet; nothing unsigned or half-signed leaves.
            _log.error(
                "credential-not-signable",
                use_case=content.use_case.name,
                error=type(error).__name__,
                place=str(error),
            )
            raise RequestDenied("this credential cannot be made; the office has been told") from error
        try:
            reach(CrashPoint.BEFORE_SIGN)
            secured = await self._keys.sign(content.office, key, prepared)
            reach(CrashPoint.AFTER_SIGN)
            form.verify(secured, content, key.public_key, self._means)
        except KeyNotActive:
            raise
        except (KeyringError, CredentialError) as error:
            raise _unavailable(error) from error
        return secured

    async def _hand_out(self, recorded: Recorded, kind: UseCase, actor: str) -> None:
        record, now = recorded.record, self._clock.now()
        async with (
            # only the request that made the id moves its record on
            resolving_doubt(
                lambda: record_store.has_state(
                    self._database, credential_id=record.credential_id, state=RecordState.ISSUED
                )
            ),
            self._database.transaction() as transaction,
        ):
            issued = await offer_store.mark_issued(
                transaction, offer_id=record.offer_id, round_taken=record.round, now=now
            ) and await record_store.mark_issued(transaction, credential_id=record.credential_id, now=now)
            if not issued:
                raise RequestDenied("a later request has taken the place of this one")
            await kept_claims.forget_renewed_by(transaction, offer_id=record.offer_id)
            await self._kept.keep(transaction, replace(record, issued_at=now), kind, recorded.given)
            await self._trail.append(
                transaction,
                IssuerAction.CREDENTIAL_ISSUED,
                owner=record.office,
                object_id=record.credential_id,
                actor=actor,
            )


def _unavailable(error: Exception) -> IssuanceUnavailable:
    _log.error("issuance-unavailable", error=type(error).__name__)
    return IssuanceUnavailable("the credential cannot be signed at this moment")
