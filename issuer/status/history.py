"""Who changed a status when and why; only ever added to, in the transaction of the change itself.

The history goes with its credential. That the change was made stays in the audit record, without the note.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from plumbing.audit.trail import api_client
from plumbing.entropy import new_token
from plumbing.sealed_records import data_keys

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy
    from plumbing.sealed_records.record_seal import RecordSeal

RECORDED = {
    "suspend": IssuerAction.CREDENTIAL_SUSPENDED,
    "resume": IssuerAction.CREDENTIAL_RESUMED,
    "revoke": IssuerAction.CREDENTIAL_REVOKED,
}
"""How the audit record names the actions of this history."""


class StatusHistory:
    """Writes the table `status_changes`."""

    def __init__(self, *, clock: Clock, entropy: Entropy, seal: RecordSeal, trail: AuditTrail) -> None:
        self._clock = clock
        self._entropy = entropy
        self._seal = seal
        self._trail = trail

    async def write(
        self,
        executor: Executor,
        *,
        office: str,
        subject: str,
        action: str,
        reason: str,
        note: str | None,
        changed_by: str,
        keep_until: int,
    ) -> None:
        """Add one change.

        Args:
            executor: the transaction of the change.
            office: whose it is.
            subject: the id of the credential, or `<list>/<place>` where no record tells it.
            action: what was done.
            reason: a code of the closed list.
            note: free text, which is sealed.
            changed_by: the prefix of the API key.
            keep_until: the last moment for which the note is kept, in UTC seconds.
        """
        change_id = new_token(self._entropy, 16)
        closed = self._seal.close(note.encode(), record=f"status_changes/{change_id}") if note else None
        await executor.execute(
            """
            INSERT INTO status_changes (change_id, office, credential_id, action, reason, note_sealed, changed_by,
                                        changed_at)
            VALUES (:change_id, :office, :credential_id, :action, :reason, :note_sealed, :changed_by, :changed_at)
            """,
            change_id=change_id,
            office=office,
            credential_id=subject,
            action=action,
            reason=reason,
            note_sealed=closed.sealed if closed else None,
            changed_by=changed_by,
            changed_at=self._clock.now(),
        )
        if closed is not None:
            await data_keys.keep(executor, closed, delete_after=keep_until)
        await self._trail.append(
            executor, RECORDED[action], owner=office, object_id=subject, outcome=reason, actor=api_client(changed_by)
        )
