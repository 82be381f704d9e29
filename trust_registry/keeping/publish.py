"""Publishing: one signed list for each version, made after every change and again before it expires.

Any number of processes may publish at once. The version moves forward by one SQL statement; the list is signed outside
of any transaction; of several lists signed for one version, the database keeps the first, so that readers never see two
that contradict each other. A process that dies in between leaves a version without a list, which the next turn mends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.crash_points import CrashPoint, reach
from plumbing.observability.logs import get_logger
from trust_registry.keeping.audit_actions import RegistryAction
from trust_registry.keeping.draft_list import prepare_list, prepare_statements
from trust_registry.keeping.statement_store import Snapshot, bump_version, lock_version, read_snapshot

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from trust_registry.keeping.authority import Authority

_log = get_logger("trust-list-publisher")


@dataclass(frozen=True, slots=True)
class PublishedList:
    """A signed list as it is served."""

    version: int
    issued: int
    expires: int
    token: str


class Publisher:
    """Signs and keeps the authority's lists."""

    def __init__(
        self, *, database: Database, authority: Authority, clock: Clock, trail: AuditTrail, lifetime_seconds: int
    ) -> None:
        self._database = database
        self._authority = authority
        self._clock = clock
        self._trail = trail
        self._lifetime = lifetime_seconds

    async def newest(self) -> PublishedList | None:
        """The newest list there is, expired or not."""
        return await _newest(self._database)

    async def publish(self) -> PublishedList:
        """Make the newest version public, where it is not yet, or renew a list that has half of its life behind it."""
        snapshot, newest = await self._next_snapshot()
        if newest is not None and newest.version == snapshot.version:
            return newest
        now = self._clock.now()
        made = await self._sign(snapshot, now=now, expires=now + self._lifetime)
        reach(CrashPoint.BEFORE_TRUST_LIST)
        if await self._keep(made):
            _log.info("trust-list-published", version=made.version, statements=len(snapshot.statements))
        return await self.newest() or made

    async def _keep(self, made: PublishedList) -> bool:
        async with self._database.transaction() as transaction:
            kept = await transaction.execute(
                """
                INSERT INTO published_list (version, issued, expires, token)
                VALUES (:version, :issued, :expires, :token) ON CONFLICT (version) DO NOTHING
                """,
                version=made.version,
                issued=made.issued,
                expires=made.expires,
                token=made.token,
            )
            if kept:
                await self._trail.append(
                    transaction,
                    RegistryAction.LIST_PUBLISHED,
                    owner=self._authority.did,
                    object_id=f"version/{made.version}",
                )
        return kept == 1

    async def _next_snapshot(self) -> tuple[Snapshot, PublishedList | None]:
        async with self._database.transaction() as transaction:
            version = await lock_version(transaction)
            newest = await _newest(transaction)
            if self._is_due(version, newest):
                # the row is locked, so no other publisher renews the same list at the same time
                version = await bump_version(transaction)
            snapshot = await read_snapshot(transaction, authority=self._authority.did, version=version)
        return snapshot, newest

    def _is_due(self, version: int, newest: PublishedList | None) -> bool:
        if newest is None:
            return version == 0  # the very first list, before anything has been said
        half_life = newest.issued + (newest.expires - newest.issued) // 2
        return version == newest.version and self._clock.now() >= half_life

    async def _sign(self, snapshot: Snapshot, *, now: int, expires: int) -> PublishedList:
        authority = self._authority
        prepared = prepare_statements(snapshot, kid=authority.kid, now=now, expires=expires)
        signed = {statement_id: await authority.sign(draft) for statement_id, draft in prepared.items()}
        draft = prepare_list(snapshot, signed, authority=authority.did, kid=authority.kid, now=now, expires=expires)
        return PublishedList(snapshot.version, now, expires, await authority.sign(draft))


async def _newest(executor: Executor) -> PublishedList | None:
    row = await executor.fetch_one(
        "SELECT version, issued, expires, token FROM published_list ORDER BY version DESC LIMIT 1"
    )
    return PublishedList(row["version"], row["issued"], row["expires"], row["token"]) if row else None
