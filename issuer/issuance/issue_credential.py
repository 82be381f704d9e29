"""One credential for one offer: key proven, nonce spent, offer taken, places recorded, signed, checked, handed out.

**What happens when the answer is lost.** A citizen in the underground loses the connection while the card is on its
way; the offer is used, and the card never arrived. So a wallet may ask again with the same access token and the same
holder key, while the token lives (five minutes) and the wallet has not said that it has the card: it gets a new
credential with new status places, and every earlier one of this offer is marked superseded and revoked in the same
transaction. At any moment at most one credential of an offer is good, no place is given twice, and a stolen token is
useless to another key (SECURITY I-28). The price is that the claims stay sealed until then instead of being erased
with the first answer.

Order (DESIGN rule 4): record, then sign, then hand out. A crash in between burns places, never reuses them.
"""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credentials.data_integrity import secure, verify
from credentials.errors import CredentialError
from issuer.audit_actions import IssuerAction
from issuer.issuance.credential_document import SchemaMismatchError, build_document, demand_schema
from issuer.issuance.key_proof import judge_key_proof
from issuer.offers import offer_store
from issuer.offices.key_life import outlives
from issuer.records import record_store
from issuer.records.credential_record import CredentialRecord, RecordState
from issuer.refusals import (
    ConfigurationNotGranted,
    ConfigurationUnknown,
    IdentifierUnknown,
    IssuanceUnavailable,
    KeyProofRefused,
    MalformedCredentialRequest,
    RequestDenied,
)
from issuer.status import places
from plumbing.audit.trail import WALLET
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token
from plumbing.keyring.port import KeyNotActive, KeyringError
from plumbing.observability.logs import get_logger
from use_cases.derive.validity import NoLongerIssuedError, validity

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject
    from issuer.issuance.key_proof import KeyProof
    from issuer.issuance.nonces import Nonces
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offers.offer_store import TakenRound
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from issuer.status.wake_up import WakeUp
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import KeyInfo
    from use_cases.use_case import UseCase

SUITE = "eddsa-rdfc-2022"
_PURPOSE = "assertionMethod"

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CredentialRequest:
    """What a wallet's credential request says: exactly one of the two names is set."""

    configuration_id: str | None
    credential_identifier: str | None
    proof: str


@dataclass(frozen=True, slots=True)
class Issued:
    """A signed credential and the id under which the wallet reports what became of it."""

    credential: JsonObject
    notification_id: str

    def __repr__(self) -> str:
        return "Issued(***)"


@dataclass(frozen=True, slots=True)
class _Recorded:
    record: CredentialRecord
    claims: JsonObject
    notification_id: str


class IssueCredential:
    """Issues the credentials of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        entropy: Entropy,
        secrets: OfferSecrets,
        keys: OfficeKeys,
        nonces: Nonces,
        contexts: ContextSet,
        wake_up: WakeUp,
        trail: AuditTrail,
        list_size: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._keys = keys
        self._nonces = nonces
        self._contexts = contexts
        self._wake_up = wake_up
        self._trail = trail
        self._list_size = list_size

    async def __call__(self, office: Office, offer: Offer, request: CredentialRequest) -> Issued:
        """Issue the credential of this offer to the holder who proves their key.

        Raises:
            Refusal: of the kind that names what is wrong; nothing was handed out.
        """
        use_case = _judge_scope(office, offer, request)
        proof = judge_key_proof(request.proof, audience=office.identifier, now=self._clock.now())
        self._judge_client(offer, proof)
        await self._nonces.spend(office, proof.nonce)
        reach(CrashPoint.AFTER_NONCE)
        try:
            recorded, credential = await self._make(office, offer, use_case, proof.holder)
        except KeyNotActive:
            # The key's successor took over between record and signature: the next round is recorded with that one.
            try:
                recorded, credential = await self._make(office, offer, use_case, proof.holder)
            except KeyNotActive as error:
                raise _unavailable(error) from error
        await self._hand_out(recorded.record)
        reach(CrashPoint.AFTER_HAND_OUT)
        return Issued(credential, recorded.notification_id)

    async def _make(self, office: Office, offer: Offer, use_case: UseCase, holder: str) -> tuple[_Recorded, JsonObject]:
        key = await self._key(office)
        recorded = await self._record(office, offer, use_case, holder, key)
        return recorded, await self._sign(office, use_case, recorded, holder, key)

    def _judge_client(self, offer: Offer, proof: KeyProof) -> None:
        if proof.client_id is None:
            return
        given = self._secrets.hash_of("client", proof.client_id)
        if offer.client_hash is None or not hmac.compare_digest(offer.client_hash, given):
            # OpenID4VCI 1.0 appendix F.1: iss is the client_id, and absent when the token was had anonymously.
            raise KeyProofRefused("iss is not the client_id of the token request")

    async def _key(self, office: Office) -> KeyInfo:
        try:
            return await self._keys.signing_key(office)
        except KeyringError as error:
            raise _unavailable(error) from error

    async def _record(self, office: Office, offer: Offer, use_case: UseCase, holder: str, key: KeyInfo) -> _Recorded:
        now = self._clock.now()
        try:
            period = validity(use_case, now)
        except NoLongerIssuedError as error:
            raise RequestDenied("this kind of credential is not issued any more") from error
        if outlives(period[1], key):
            _log.error("signing-key-near-its-end", office=office.id, key=key.key_id, remedy="office rotate-key")
            raise IssuanceUnavailable("the office needs its next signing key")
        credential_id = str(uuid.UUID(bytes=self._entropy.take(16), version=4))
        try:
            async with (
                self._resolving_doubt(credential_id, RecordState.RECORDED),
                self._database.transaction() as transaction,
            ):
                taken = await offer_store.take_round(
                    transaction,
                    office=office.id,
                    offer_id=offer.offer_id,
                    holder_hash=self._secrets.hash_of("holder", holder),
                    now=now,
                )
                part = await self._secrets.open(transaction, taken.offer) if taken else None
                if taken is None or part is None:
                    raise RequestDenied("this offer has no credential to give any more")
                superseded = await self._supersede(transaction, taken)
                recorded = await self._write(
                    transaction,
                    credential_id,
                    office=office,
                    use_case=use_case,
                    taken=taken,
                    key=key,
                    now=now,
                    period=period,
                )
                reach(CrashPoint.BEFORE_RECORD_COMMIT)
        except places.NoPlaceError as error:
            await places.open_lists(
                self._database, self._entropy, self._trail, office=office.id, size=self._list_size, now=now
            )
            raise _unavailable(error) from error
        if superseded:
            self._wake_up.wake()
        return replace(recorded, claims=part.claims)

    async def _supersede(self, executor: Executor, taken: TakenRound) -> bool:
        earlier = await record_store.supersede_earlier(executor, offer_id=taken.offer.offer_id, round_taken=taken.round)
        for record in earlier:
            await places.set_bit(executor, record.revocation, value=True)
            await self._tell(executor, IssuerAction.CREDENTIAL_SUPERSEDED, record)
        return bool(earlier)

    async def _tell(self, transaction: Executor, action: IssuerAction, record: CredentialRecord) -> None:
        await self._trail.append(transaction, action, owner=record.office, object_id=record.credential_id, actor=WALLET)

    async def _write(
        self,
        executor: Executor,
        credential_id: str,
        *,
        office: Office,
        use_case: UseCase,
        taken: TakenRound,
        key: KeyInfo,
        now: int,
        period: tuple[int, int],
    ) -> _Recorded:
        notification_id = new_token(self._entropy, 16)
        valid_from, valid_until = period
        revocation, suspension = [
            await places.take_place(
                executor, self._entropy, office=office.id, purpose=purpose, credential_id=credential_id
            )
            for purpose in places.PURPOSES
        ]
        record = CredentialRecord(
            credential_id=credential_id,
            office=office.id,
            offer_id=taken.offer.offer_id,
            round=taken.round,
            use_case=use_case.name,
            credential_type=use_case.credential_type_iri,
            verification_method=self._keys.verification_method(office, key),
            valid_from=valid_from,
            valid_until=valid_until,
            revocation=revocation,
            suspension=suspension,
            state=RecordState.RECORDED,
            suspended=False,
            revoked=False,
            notified=None,
            recorded_at=now,
            issued_at=None,
        )
        notification_hash = self._secrets.hash_of("notification", notification_id)
        await record_store.add(executor, record, notification_hash=notification_hash)
        await self._tell(executor, IssuerAction.CREDENTIAL_RECORDED, record)
        return _Recorded(record, {}, notification_id)

    async def _sign(
        self, office: Office, use_case: UseCase, recorded: _Recorded, holder: str, key: KeyInfo
    ) -> JsonObject:
        document = build_document(
            office=office, use_case=use_case, record=recorded.record, holder=holder, claims=recorded.claims
        )
        try:
            demand_schema(use_case, document)
            # `created` says when the office signed: verifiers ask the registry about that moment, so it is not rounded.
            prepared = secure.prepare(
                document,
                cryptosuite=SUITE,
                verification_method=recorded.record.verification_method,
                proof_purpose=_PURPOSE,
                created=recorded.record.recorded_at,
                contexts=self._contexts,
            )
        except (CredentialError, SchemaMismatchError) as error:
            # The package of the use case is at fault, not the wallet; nothing unsigned or half-signed leaves.
            _log.error("credential-not-signable", use_case=use_case.name, error=type(error).__name__, place=str(error))
            raise RequestDenied("this credential cannot be made; the office has been told") from error
        try:
            reach(CrashPoint.BEFORE_SIGN)
            secured = await self._keys.sign(office, key, prepared)
            reach(CrashPoint.AFTER_SIGN)
            verify.verify_proof(
                secured,
                key.public_key,
                contexts=self._contexts,
                suites=frozenset({SUITE}),
                purpose=_PURPOSE,
                domain=None,
                challenge=None,
                now=self._clock.now(),
            )
        except KeyNotActive:
            raise
        except (KeyringError, CredentialError) as error:
            raise _unavailable(error) from error
        return secured

    async def _hand_out(self, record: CredentialRecord) -> None:
        now = self._clock.now()
        async with (
            self._resolving_doubt(record.credential_id, RecordState.ISSUED),
            self._database.transaction() as transaction,
        ):
            issued = await offer_store.mark_issued(
                transaction, offer_id=record.offer_id, round_taken=record.round, now=now
            ) and await record_store.mark_issued(transaction, credential_id=record.credential_id, now=now)
            if not issued:
                raise RequestDenied("a later request has taken the place of this one")
            await self._tell(transaction, IssuerAction.CREDENTIAL_ISSUED, record)

    def _resolving_doubt(self, credential_id: str, state: RecordState) -> AbstractAsyncContextManager[None]:
        # only the request that made the id moves its record on
        return resolving_doubt(lambda: record_store.has_state(self._database, credential_id=credential_id, state=state))


def _judge_scope(office: Office, offer: Offer, request: CredentialRequest) -> UseCase:
    granted = office.use_cases.get(offer.use_case)
    if granted is None:
        raise RequestDenied("this office no longer issues this kind of credential")
    if offer.credential_identifier is not None:
        if request.credential_identifier is None:
            raise MalformedCredentialRequest("the token response named credential identifiers; use one of them")
        if not hmac.compare_digest(request.credential_identifier.encode(), offer.credential_identifier.encode()):
            raise IdentifierUnknown("this credential identifier was not given to this wallet")
        return granted
    if request.configuration_id is None:
        raise IdentifierUnknown("the token response named no credential identifiers")
    if office.use_case_of(request.configuration_id) is None:
        raise ConfigurationUnknown("this issuer has no such credential configuration")
    if request.configuration_id != office.configuration_id_of(offer.use_case):
        raise ConfigurationNotGranted("the access token is not for this credential configuration")
    return granted


def _unavailable(error: Exception) -> IssuanceUnavailable:
    _log.error("issuance-unavailable", error=type(error).__name__)
    return IssuanceUnavailable("the credential cannot be signed at this moment")
