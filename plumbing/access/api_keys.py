"""API keys for the management doors: shown once, kept as a digest, each for one owner (SECURITY A-13).

A key is `sts_` and 256 random bits, so its plain SHA-256 is as hard to turn around as the key is to guess. It travels
in the Authorization header alone, never in an address. Whatever is wrong with a key, the answer has the same shape.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING

from plumbing.audit.actions import PlumbingAction
from plumbing.audit.entry import RESTORED
from plumbing.audit.tables import COMPONENT as AUDIT
from plumbing.audit.trail import AuditTrail, api_client
from plumbing.database.migrate import Component, migrate_all
from plumbing.entropy import new_token
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy

COMPONENT = Component("api_keys", resources.files("plumbing.access") / "migrations")

_MARK = "sts_"
_SHOWN = len(_MARK) + 8
_AUTHORIZATION = re.compile(r"[Bb][Ee][Aa][Rr][Ee][Rr] +(sts_[A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class ApiClient:
    """Who has called.

    Attributes:
        owner: whom the key speaks for.
        prefix: the first characters of the key, for the record.
    """

    owner: str
    prefix: str

    @property
    def actor(self) -> str:
        """Who acts, as the audit record writes it."""
        return api_client(self.prefix)


@dataclass(frozen=True)
class ApiKey:
    """What is known about a key, which is not the key."""

    owner: str
    prefix: str
    created: int
    expires: int | None
    revoked: int | None


class ApiKeys:
    """The keys of all owners of one service."""

    def __init__(self, *, database: Database, clock: Clock, entropy: Entropy, trail: AuditTrail | None = None) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._trail = trail or AuditTrail(clock=clock, entropy=entropy)

    async def migrate(self) -> None:
        """Bring the table up to date."""
        await migrate_all(self._database, [AUDIT, COMPONENT])

    async def create(self, *, owner: str, expires: int | None = None) -> str:
        """Make a key and return it: the only time that anybody sees it."""
        key = _MARK + new_token(self._entropy)
        prefix = key[:_SHOWN]
        async with self._database.transaction() as transaction:
            await transaction.execute(
                "INSERT INTO api_keys (digest, owner, prefix, created, expires)"
                " VALUES (:digest, :owner, :prefix, :created, :expires)",
                digest=_digest(key),
                owner=owner,
                prefix=prefix,
                created=self._clock.now(),
                expires=expires,
            )
            await self._trail.append(transaction, PlumbingAction.API_KEY_MADE, owner=owner, object_id=prefix)
        return key

    async def revoke(self, *, owner: str, prefix: str) -> bool:
        """End a key at once; return whether there was one of this owner that had not ended."""
        async with self._database.transaction() as transaction:
            changed = await transaction.execute(
                "UPDATE api_keys SET revoked = :now WHERE owner = :owner AND prefix = :prefix AND revoked IS NULL",
                now=self._clock.now(),
                owner=owner,
                prefix=prefix,
            )
            if changed:
                await self._trail.append(transaction, PlumbingAction.API_KEY_REVOKED, owner=owner, object_id=prefix)
        return changed == 1

    async def keys_of(self, *, owner: str) -> list[ApiKey]:
        """Return what is known about an owner's keys, the oldest first."""
        rows = await self._database.fetch_all(
            "SELECT owner, prefix, created, expires, revoked FROM api_keys WHERE owner = :owner ORDER BY created",
            owner=owner,
        )
        return [ApiKey(**row) for row in rows]

    async def authenticate(self, request: web.Request, *, owner: str) -> ApiClient:
        """Return who calls, if the request's key speaks for this owner.

        Raises:
            Problem: 401 without a good key, 403 with a good key of another owner.
        """
        told = request.headers.getall("Authorization", [])
        match = _AUTHORIZATION.fullmatch(told[0]) if len(told) == 1 else None
        if match is None:
            raise _unauthorized("Bearer")
        row = await self._database.fetch_one(
            "SELECT owner, prefix, expires, revoked FROM api_keys WHERE digest = :digest", digest=_digest(match[1])
        )
        if (
            row is None
            or row["revoked"] is not None
            or (row["expires"] is not None and row["expires"] <= self._clock.now())
        ):
            raise _unauthorized('Bearer error="invalid_token"')
        if row["owner"] != owner:
            raise Problem(403)
        return ApiClient(owner=row["owner"], prefix=row["prefix"])


async def list_prefixes(executor: Executor) -> list[str]:
    """The prefixes of all keys that have not been revoked, of all owners."""
    rows = await executor.fetch_all("SELECT owner, prefix FROM api_keys WHERE revoked IS NULL")
    return sorted(f"{row['owner']} {row['prefix']}" for row in rows)


async def void_all(executor: Executor, *, now: int, trail: AuditTrail) -> None:
    """End every key at once, within the caller's transaction, which is that of a restore."""
    ended = await executor.fetch_all(
        "UPDATE api_keys SET revoked = :now WHERE revoked IS NULL RETURNING owner, prefix", now=now
    )
    for key in ended:
        await trail.append(
            executor, PlumbingAction.API_KEY_REVOKED, owner=key["owner"], object_id=key["prefix"], outcome=RESTORED
        )


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("ascii")).digest()


def _unauthorized(challenge: str) -> Problem:
    return Problem(
        401,
        "This address wants an API key that is known here and has not ended, sent as `Authorization: Bearer ...`.",
        headers={"WWW-Authenticate": challenge},
    )
