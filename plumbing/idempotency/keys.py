"""Idempotency keys in the database: taken once by a unique insert, together with what is made or not at all (A-11).

Of many equal requests at once, on however many workers, one makes the thing: the others wait at the unique key until
that one has committed, and then find what it made. A key whose request was refused is not taken.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.database.migrate import Component
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.clock import Clock
    from plumbing.database.port import Executor
    from plumbing.secret import Secret

KEEP_SECONDS = 86_400
COMPONENT = Component("idempotency", files("plumbing.idempotency") / "migrations")


class KeyUsedOtherwise(Problem):
    """An Idempotency-Key that came with another request before: 409, in the same words at every door."""

    def __init__(self) -> None:
        message = {
            "de": "Dieser Idempotency-Key kam schon mit einem anderen Inhalt. Bitte nehmen Sie einen neuen.",
            "en": "This Idempotency-Key came with another body before. Please use a new one.",
        }
        super().__init__(409, message["en"], title="Idempotency-Key used before", extra={"message": message})


@dataclass(frozen=True, slots=True)
class IdempotencyKey:
    """A key and the request it came with, as keyed hashes (SHA-256, 32 bytes each).

    Attributes:
        owner: whose program called; every owner has its own keys.
        key_hash: of the key.
        request_hash: of what is asked for; the order of members says nothing.
    """

    owner: str
    key_hash: bytes
    request_hash: bytes


class IdempotencyKeys:
    """The keys of all callers of one service. A request without a key (None) is always the first of its kind."""

    def __init__(self, *, clock: Clock, hash_key: Secret[bytes]) -> None:
        self._clock = clock
        self._hash_key = hash_key

    def of(self, owner: str, key: str | None, request: Mapping[str, object]) -> IdempotencyKey | None:
        """The hashes of a caller's key and of its request, which names what is made and from which members."""
        if key is None:
            return None
        return IdempotencyKey(owner, self._hash("key", owner, key), self._hash("request", request))

    async def made_before(self, executor: Executor, key: IdempotencyKey | None) -> str | None:
        """The id of what the same request made earlier; None when it made nothing yet.

        Raises:
            KeyUsedOtherwise: the key came with another request.
        """
        if key is None:
            return None
        row = await executor.fetch_one(
            "SELECT request_hash, made FROM taken_idempotency_keys WHERE owner = :owner AND key_hash = :key_hash",
            owner=key.owner,
            key_hash=key.key_hash,
        )
        if row is None:
            return None
        if row["request_hash"] != key.request_hash:
            raise KeyUsedOtherwise
        return str(row["made"])

    async def take(self, executor: Executor, key: IdempotencyKey | None, *, made: str) -> str:
        """Take the key for what is made in the same transaction.

        Returns:
            `made`; or, when an equal request was quicker, the id of what that one made: then nothing more is made.

        Raises:
            KeyUsedOtherwise: the key came with another request.
        """
        if key is None:
            return made
        taken = await executor.execute(
            """
            INSERT INTO taken_idempotency_keys (owner, key_hash, request_hash, made, delete_after)
            VALUES (:owner, :key_hash, :request_hash, :made, :delete_after)
            ON CONFLICT (owner, key_hash) DO NOTHING
            """,
            owner=key.owner,
            key_hash=key.key_hash,
            request_hash=key.request_hash,
            made=made,
            delete_after=self._clock.now() + KEEP_SECONDS,
        )
        if taken == 1:
            return made
        return await self.made_before(executor, key) or made  # its day ended in this moment: a new one begins

    def _hash(self, *parts: object) -> bytes:
        return hmac.digest(self._hash_key.reveal(), json.dumps(parts, sort_keys=True).encode(), hashlib.sha256)


async def void_idempotency_keys(executor: Executor) -> None:
    """Forget all keys, within the transaction of a restore: what they stand for is void, and is to be made anew."""
    await executor.execute("DELETE FROM taken_idempotency_keys")
