"""Suspend, resume, revoke a card with all its copies: one guarded statement (SECURITY S-10).

The answer tells the moment from which every verifier knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.offers import offer_store
from issuer.records import record_store
from issuer.records.credential_record import CredentialWord
from issuer.refusals import OfficeRefusal
from issuer.renewals import kept_claims
from issuer.status import places
from issuer.status.places import Mark
from issuer.status.publish import EFFECTIVE_SECONDS
from plumbing.audit.trail import api_client
from plumbing.crash_points import CrashPoint, reach
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from issuer.records.credential_record import CredentialRecord
    from issuer.status.history import StatusHistory
    from issuer.status.places import Places
    from issuer.status.wake_up import WakeUp
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor


class Action(StrEnum):
    """What a clerk can do to a credential that was handed out."""

    SUSPEND = "suspend"
    RESUME = "resume"
    REVOKE = "revoke"


REASONS: dict[str, LocalText] = {
    "issued-in-error": LocalText("Irrtümlich ausgestellt", "Issued in error"),
    "data-changed": LocalText("Angaben haben sich geändert", "The data have changed"),
    "entitlement-ended": LocalText("Berechtigung ist weggefallen", "The entitlement has ended"),
    "holder-asked": LocalText("Auf Wunsch der Inhaberin oder des Inhabers", "The holder asked for it"),
    "device-lost": LocalText("Gerät verloren oder gestohlen", "The device was lost or stolen"),
    "misuse": LocalText("Missbrauch oder Verdacht darauf", "Misuse, or a suspicion of it"),
    "under-review": LocalText("Wird geprüft", "Under review"),
    "review-closed": LocalText("Prüfung abgeschlossen", "The review is closed"),
}
"""The closed list of reasons; a note may say more."""

_OF_THE_CARD = "office = :office AND credential_id = (SELECT credential_id FROM copies WHERE copy_id = :credential_id)"
_STATEMENTS = {
    Action.SUSPEND: (
        f"UPDATE credentials SET suspended = 1 WHERE {_OF_THE_CARD} "  # noqa: S608 constants, as below
        "AND suspended = 0 AND revoked = 0 AND state = 'issued' RETURNING *"
    ),
    Action.RESUME: (
        f"UPDATE credentials SET suspended = 0 WHERE {_OF_THE_CARD} "  # noqa: S608
        "AND suspended = 1 AND revoked = 0 AND state = 'issued' RETURNING *"
    ),
    Action.REVOKE: (
        f"UPDATE credentials SET revoked = 1 WHERE {_OF_THE_CARD} "  # noqa: S608
        "AND revoked = 0 AND state <> 'superseded' RETURNING *"
    ),
}
# whoever did not hear the answer asks again, and hears the same
_ALREADY = {
    Action.SUSPEND: CredentialWord.SUSPENDED,
    Action.RESUME: CredentialWord.VALID,
    Action.REVOKE: CredentialWord.REVOKED,
}


class CredentialUnknown(OfficeRefusal):
    """No such credential at this office."""


class NeverSuspended(OfficeRefusal):
    """The use case has no suspension, so no list could tell of one."""


class NotPossible(OfficeRefusal):
    """The credential's state does not allow the action; `word` says how it stands."""

    def __init__(self, word: CredentialWord) -> None:
        super().__init__(word.value)
        self.word = word


@dataclass(frozen=True, slots=True)
class Changed:
    """The credential afterwards, and from when on every verifier knows."""

    record: CredentialRecord
    effective_by: int


class ChangeStatus:
    """Changes the status of credentials of all offices of a deployment."""

    def __init__(
        self, *, database: Database, clock: Clock, history: StatusHistory, trail: AuditTrail, wake_up: WakeUp
    ) -> None:
        self._database = database
        self._clock = clock
        self._history = history
        self._trail = trail
        self._wake_up = wake_up

    async def __call__(
        self, office: Office, credential_id: str, action: Action, *, reason: str, note: str | None, changed_by: str
    ) -> Changed:
        """Change the status of a card with all its copies, named by its id or by that of a copy.

        What has the asked-for status already is not changed, and that is no fault.

        Raises:
            CredentialUnknown: this office has no such credential.
            NeverSuspended: this kind of card can only be revoked.
            NotPossible: it is revoked, superseded, expired or not handed out.
        """
        now = self._clock.now()
        async with self._database.transaction() as transaction:
            await _demand_told(transaction, office, credential_id, action)
            row = await transaction.fetch_one(_STATEMENTS[action], office=office.id, credential_id=credential_id)
            record = await record_store.of_office(transaction, office=office.id, credential_id=credential_id)
            if row is not None and record is not None:
                for copy in record.copies:
                    await _mark(transaction, copy.places, action)
                if action is Action.REVOKE:
                    await self._end_next_card(transaction, record, now=now, actor=api_client(changed_by))
                    await kept_claims.forget(transaction, credential_id=record.credential_id)
                await self._history.write(
                    transaction,
                    office=record.office,
                    subject=record.credential_id,
                    action=action.value,
                    reason=reason,
                    note=note,
                    changed_by=changed_by,
                    keep_until=record.delete_after,
                )
                reach(CrashPoint.BEFORE_STATUS_COMMIT)
        reach(CrashPoint.AFTER_STATUS_COMMIT)
        if record is None:
            raise CredentialUnknown
        word = record.word_at(now)
        if row is None and word is not _ALREADY.get(action):
            raise NotPossible(word)
        self._wake_up.wake()
        return Changed(record, now + EFFECTIVE_SECONDS)

    async def _end_next_card(self, transaction: Executor, record: CredentialRecord, *, now: int, actor: str) -> None:
        """Withdraw the offer of the next card: whose card is revoked shall not get another without being asked."""
        offer_id = await kept_claims.next_offer(transaction, credential_id=record.credential_id)
        if offer_id is not None and await offer_store.withdraw(
            transaction, office=record.office, offer_id=offer_id, now=now
        ):
            await self._trail.append(
                transaction, IssuerAction.OFFER_WITHDRAWN, owner=record.office, object_id=offer_id, actor=actor
            )


async def _demand_told(executor: Executor, office: Office, credential_id: str, action: Action) -> None:
    """Refuse a suspension that no list could tell; a card's places never change, so this may be read before."""
    if action is Action.REVOKE:
        return
    record = await record_store.of_office(executor, office=office.id, credential_id=credential_id)
    if record is not None and not record.can_be_suspended:
        raise NeverSuspended


async def _mark(transaction: Executor, of_copy: Places, action: Action) -> None:
    if action is Action.REVOKE:
        await places.mark(transaction, of_copy.revocation, Mark.SET)
    elif of_copy.suspension is not None:
        value = of_copy.suspended if action is Action.SUSPEND else Mark.GOOD
        await places.mark(transaction, of_copy.suspension, value)
