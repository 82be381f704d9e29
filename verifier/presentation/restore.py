"""What a restore of a verifier does after the backup's rows are in: no check of before is answered after it (D-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.audit.entry import RESTORED
from use_cases.local_text import LocalText
from verifier.audit_actions import VerifierAction

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor


async def restore_verifier(executor: Executor, *, now: int, trail: AuditTrail) -> list[LocalText]:
    """Cancel open checks, void response codes, and erase results whose key is gone; tells what was done."""
    cancelled = await executor.fetch_all(
        """
        UPDATE checks SET state = 'cancelled', finished = :now, answer_key_sealed = NULL
        WHERE state IN ('waiting', 'opened', 'judging')
        RETURNING relying_party, check_id
        """,
        now=now,
    )
    for row in cancelled:
        await trail.append(
            executor,
            VerifierAction.CHECK_CANCELLED,
            owner=row["relying_party"],
            object_id=row["check_id"],
            outcome=RESTORED,
        )
    # no code has this hash: a result that waits for its code is never shown, and not shown without it either
    await executor.execute(
        "UPDATE checks SET response_code_hash = :nothing WHERE response_code_hash IS NOT NULL", nothing=b""
    )
    await executor.execute(
        """
        UPDATE checks SET result_sealed = NULL WHERE result_sealed IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM data_keys WHERE data_keys.record = 'checks/' || relying_party || '/' || check_id)
        """
    )
    # a challenge that was answered since the backup would be answered again
    await executor.execute("DELETE FROM challenges")
    number = len(cancelled)
    return [
        LocalText(
            f"Ungültig gemacht: {number} offene Prüfungen, alle Antwort-Codes und Challenges. Prüfungen seit der "
            "Sicherung sind hier unbekannt.",
            f"Voided: {number} open checks, all response codes and challenges. Checks made since the backup are "
            "unknown here.",
        )
    ]
