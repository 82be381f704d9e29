"""The same request twice makes one offer: an office's Idempotency-Key, taken by a unique insert (SECURITY A-11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plumbing.database.port import Executor

KEEP_SECONDS = 86_400


@dataclass(frozen=True, slots=True)
class RepeatKey:
    """Hash of an office's key and hash of the body that came with it."""

    key_hash: bytes
    body_hash: bytes


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an idempotency key was used for before."""

    body_hash: bytes
    offer_id: str


async def take(executor: Executor, *, office: str, key: RepeatKey, offer_id: str, now: int) -> bool:
    """Take the key for this offer; False when it was taken before."""
    taken = await executor.execute(
        """
        INSERT INTO idempotency_keys (office, key_hash, body_hash, offer_id, delete_after)
        VALUES (:office, :key_hash, :body_hash, :offer_id, :delete_after)
        ON CONFLICT (office, key_hash) DO NOTHING
        """,
        office=office,
        key_hash=key.key_hash,
        body_hash=key.body_hash,
        offer_id=offer_id,
        delete_after=now + KEEP_SECONDS,
    )
    return taken == 1


async def find(executor: Executor, *, office: str, key: RepeatKey) -> Earlier | None:
    """What the key was used for, if it was."""
    row = await executor.fetch_one(
        "SELECT body_hash, offer_id FROM idempotency_keys WHERE office = :office AND key_hash = :key_hash",
        office=office,
        key_hash=key.key_hash,
    )
    return Earlier(row["body_hash"], row["offer_id"]) if row else None
