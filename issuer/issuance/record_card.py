"""Record a card before it is signed: the offer taken, its copies' places taken, every earlier card of it superseded.

One transaction, all or nothing (DESIGN rule 4).
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.issuance.dating import date_card
from issuer.offers import offer_store
from issuer.offices.key_life import outlives
from issuer.records import record_store
from issuer.records.credential_record import Copy, CredentialRecord, RecordState
from issuer.refusals import IssuanceUnavailable, RequestDenied
from issuer.renewals import kept_claims
from issuer.status import places
from plumbing.audit.trail import WALLET
from plumbing.crash_points import CrashPoint, reach
from plumbing.database.doubt import resolving_doubt
from plumbing.entropy import new_token
from plumbing.observability.logs import get_logger
from use_cases.derive.claims import ClaimsRefusedError, card_claims
from use_cases.derive.validity import NoLongerIssuedError, day_begins, local_day, validity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.strict_json import JsonObject
    from issuer.kinds.issued_documents import IssuedDocuments
    from issuer.offers.offer import Offer
    from issuer.offers.offer_secrets import OfferSecrets
    from issuer.offers.offer_store import TakenRound
    from issuer.offices.office import Configured, Office
    from issuer.offices.office_keys import OfficeKeys
    from issuer.status.wake_up import WakeUp
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import KeyInfo
    from use_cases.use_case import UseCase

_log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Recorded:
    """A card that may be signed now, what it will say and of what it is made, and the id for its wallet's report."""

    record: CredentialRecord
    claims: JsonObject
    given: JsonObject
    notification_id: str

    def __repr__(self) -> str:
        return "Recorded(***)"


class RecordCard:
    """Records the cards of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        entropy: Entropy,
        secrets: OfferSecrets,
        keys: OfficeKeys,
        issued_documents: IssuedDocuments,
        wake_up: WakeUp,
        trail: AuditTrail,
        list_size: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._secrets = secrets
        self._keys = keys
        self._issued_documents = issued_documents
        self._wake_up = wake_up
        self._trail = trail
        self._list_size = list_size

    async def __call__(
        self,
        office: Office,
        offer: Offer,
        configured: Configured,
        holders: Sequence[str],
        key: KeyInfo,
        *,
        actor: str = WALLET,
    ) -> Recorded:
        """Take the offer for these holders' keys and record a copy for each; `actor` asked for it.

        Raises:
            RequestDenied: the offer has nothing to give any more, or not to these keys; or the use case, or
                the card by its claims, has run out.
            IssuanceUnavailable: the key or the lists are at their end, or the package has changed under its version;
                asking again helps when that is mended.
        """
        now = self._clock.now()
        use_case = configured.use_case
        ids = [str(uuid.UUID(bytes=self._entropy.take(16), version=4)) for _ in holders]
        notification_id = new_token(self._entropy, 16)
        await self._issued_documents.remember(use_case, office.resources)
        try:
            async with (
                resolving_doubt(
                    lambda: record_store.has_state(
                        self._database, credential_id=ids[0], state=RecordState.RECORDED
                    )  # only the request that made the id moves its record on
                ),
                self._database.transaction() as transaction,
            ):
                taken = await offer_store.take_round(
                    transaction,
                    office=office.id,
                    offer_id=offer.offer_id,
                    holder_hash=self._secrets.hash_of("holder", *sorted(holders)),
                    now=now,
                )
                part = await self._secrets.open(transaction, taken.offer) if taken else None
                if taken is None or part is None:
                    raise RequestDenied("this offer has no credential to give any more")
                claims, period = _say(use_case, part.claims, now)
                _demand_key(office, key, period)
                superseded = await self._supersede(transaction, taken, configured, actor)
                record = CredentialRecord(
                    credential_id=ids[0],
                    office=office.id,
                    offer_id=taken.offer.offer_id,
                    round=taken.round,
                    use_case=use_case.name,
                    version=use_case.version,
                    credential_type=use_case.credential_type_iri,
                    form=configured.form,
                    verification_method=self._keys.verification_method(office, key),
                    dated=date_card(now, key_created=key.created, day_begins=day_begins(use_case, now)),
                    valid_from=period[0],
                    valid_until=period[1],
                    copies=tuple([await self._take_places(transaction, office, configured, one) for one in ids]),
                    state=RecordState.RECORDED,
                    suspended=False,
                    revoked=False,
                    notified=None,
                    recorded_at=now,
                    issued_at=None,
                )
                notification_hash = self._secrets.hash_of("notification", notification_id)
                await record_store.add(transaction, record, notification_hash=notification_hash)
                await self._tell(transaction, IssuerAction.CREDENTIAL_RECORDED, record, actor)
                reach(CrashPoint.BEFORE_RECORD_COMMIT)
        except places.NoPlaceError as error:
            await self._open_lists(office, now)
            _log.error("issuance-unavailable", error=type(error).__name__)
            raise IssuanceUnavailable("the credential cannot be recorded at this moment") from error
        if superseded:
            self._wake_up.wake()
        return Recorded(record, claims, part.claims, notification_id)

    async def _take_places(self, executor: Executor, office: Office, configured: Configured, copy_id: str) -> Copy:
        taken = await places.take_places(
            executor,
            self._entropy,
            office=office.id,
            form=configured.form.format,
            told=configured.use_case.status,
            copy_id=copy_id,
        )
        return Copy(copy_id, taken)

    async def _supersede(self, executor: Executor, taken: TakenRound, configured: Configured, actor: str) -> bool:
        earlier = await record_store.supersede_earlier(executor, offer_id=taken.offer.offer_id, round_taken=taken.round)
        for record in earlier:
            if record.issued_at is not None and record.form != configured.form:
                # No lost answer: a wallet that wants every form of the offer. It shall not lose the card that it has.
                raise RequestDenied("this offer was redeemed in another form already")
            for copy in record.copies:
                await places.mark(executor, copy.places.revocation, places.Mark.SET)
            await kept_claims.forget(executor, credential_id=record.credential_id)
            await self._tell(executor, IssuerAction.CREDENTIAL_SUPERSEDED, record, actor)
        return bool(earlier)

    async def _tell(self, transaction: Executor, action: IssuerAction, record: CredentialRecord, actor: str) -> None:
        await self._trail.append(transaction, action, owner=record.office, object_id=record.credential_id, actor=actor)

    async def _open_lists(self, office: Office, now: int) -> None:
        await places.open_lists(
            self._database,
            self._entropy,
            self._trail,
            office=office.id,
            purposes=office.list_purposes,
            size=self._list_size,
            now=now,
        )


def _say(use_case: UseCase, given: JsonObject, now: int) -> tuple[JsonObject, tuple[int, int]]:
    """What the card says, and when it holds: both by the city's day of this one moment, which is that of the record."""
    try:
        return card_claims(use_case, given, on=local_day(use_case, now)), validity(use_case, now, given)
    except ClaimsRefusedError as error:
        raise RequestDenied("the claims of this offer are right no more; the office can make another") from error
    except NoLongerIssuedError as error:
        raise RequestDenied("this credential is not issued any more") from error


def _demand_key(office: Office, key: KeyInfo, period: tuple[int, int]) -> None:
    if outlives(period[1], key):
        _log.error("signing-key-near-its-end", office=office.id, key=key.key_id, remedy="office rotate-key")
        raise IssuanceUnavailable("the office needs its next signing key")
