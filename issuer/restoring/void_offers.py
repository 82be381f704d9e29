"""Nothing that was handed out before a restore is redeemed after it: no code, no token, no key of idempotency (D-10).

A wallet may have used any of it since the backup, and the restored database cannot know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from plumbing.audit.entry import RESTORED

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor


@dataclass(frozen=True, slots=True)
class Voided:
    """What was ended: open offers, access tokens, and cards that were being handed out at the backup's moment."""

    offers: int
    tokens: int
    in_doubt: int


async def void_offers(executor: Executor, *, made_at: int, now: int, trail: AuditTrail) -> Voided:
    """End what was open, and erase the claims of every offer with their keys.

    A card that was recorded at the moment of the backup, and not yet handed out, may have reached its wallet since: it
    counts as issued, so that the office finds it, and can suspend and revoke it.
    """
    in_doubt = await executor.fetch_all(
        """
        UPDATE credentials SET state = 'issued', issued_at = recorded_at
        WHERE state = 'recorded' AND EXISTS (
            SELECT 1 FROM offers WHERE offers.offer_id = credentials.offer_id AND offers.state = 'issuing'
              AND offers.rounds = credentials.round AND offers.token_expires > :made_at)
        RETURNING office, credential_id
        """,
        made_at=made_at,
    )
    for row in in_doubt:
        await trail.append(
            executor,
            IssuerAction.CREDENTIAL_ISSUED,
            owner=row["office"],
            object_id=row["credential_id"],
            outcome=RESTORED,
        )
    await executor.execute(
        """
        UPDATE offers SET state = 'issued', ended_at = :now WHERE state = 'issuing' AND EXISTS (
            SELECT 1 FROM credentials WHERE credentials.offer_id = offers.offer_id
              AND credentials.round = offers.rounds AND credentials.state = 'issued')
        """,
        now=now,
    )
    tokens = await executor.execute(
        "UPDATE offers SET access_token_hash = NULL WHERE access_token_hash IS NOT NULL AND token_expires > :now",
        now=now,
    )
    offers = await executor.fetch_all(
        """
        UPDATE offers SET state = 'failed', ended_at = :now
        WHERE state IN ('awaiting_approval', 'created', 'opened', 'redeemed', 'issuing', 'code_wrong')
          AND (expires > :made_at OR token_expires > :made_at)
        RETURNING office, offer_id
        """,
        made_at=made_at,
        now=now,
    )
    for row in offers:
        await trail.append(
            executor, IssuerAction.OFFER_VOIDED, owner=row["office"], object_id=row["offer_id"], outcome=RESTORED
        )
    await executor.execute("UPDATE offers SET sealed = NULL, access_token_hash = NULL")
    await executor.execute("DELETE FROM data_keys WHERE substr(record, 1, 7) = 'offers/'")
    await executor.execute("DELETE FROM spent_nonces")
    await executor.execute("UPDATE kept_claims SET offer_id = NULL")
    await executor.execute(
        """
        DELETE FROM kept_claims WHERE NOT EXISTS (
            SELECT 1 FROM data_keys WHERE data_keys.record = 'kept_claims/' || kept_claims.credential_id)
        """
    )
    await executor.execute(
        """
        UPDATE status_changes SET note_sealed = NULL WHERE note_sealed IS NOT NULL AND NOT EXISTS (
            SELECT 1 FROM data_keys WHERE data_keys.record = 'status_changes/' || status_changes.change_id)
        """
    )
    return Voided(offers=len(offers), tokens=tokens, in_doubt=len(in_doubt))
