"""What a restore of a verifier does after the backup's rows are in: no check of before is answered after it (D-10)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from plumbing.database.port import Executor


async def restore_verifier(executor: Executor, *, now: int) -> list[LocalText]:
    """Cancel open checks, void response codes, and erase results whose key is gone; tells what was done."""
    cancelled = await executor.execute(
        "UPDATE checks SET state = 'cancelled', finished = :now WHERE state IN ('waiting', 'opened', 'judging')",
        now=now,
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
    return [
        LocalText(
            f"Ungültig gemacht: {cancelled} offene Prüfungen und alle Antwort-Codes. Prüfungen seit der Sicherung sind "
            "hier unbekannt.",
            f"Voided: {cancelled} open checks and all response codes. Checks made since the backup are unknown here.",
        )
    ]
