"""The newest list that was believed, on disk: so that neither a restart nor a second process goes back (SECURITY T-03).

One guarded statement moves it forward; the database says no to an older version, whoever brings it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jose import jws
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.signed_list import MAX_LIST_BYTES, Seen, TrustList, judge_list

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from trust_registry.reading.trust_settings import TrustSettings


class SeenList:
    """The row of one authority in `seen_trust_list`."""

    def __init__(self, *, database: Database, clock: Clock, authority: str) -> None:
        self._database = database
        self._clock = clock
        self._authority = authority

    async def newest(self) -> tuple[Seen, str] | None:
        """What was believed last, by any process on this database, and its token; None at the very first start."""
        row = await self._database.fetch_one(
            "SELECT version, sha256, token FROM seen_trust_list WHERE authority = :authority",
            authority=self._authority,
        )
        return (Seen(row["version"], row["sha256"]), row["token"]) if row else None

    async def remember(self, trust_list: TrustList) -> bool:
        """Move forward to this list; False when a newer one, or another of the same version, is there already."""
        return await _move_forward(self._database, trust_list, authority=self._authority, now=self._clock.now())


async def remember_published(executor: Executor, trust: TrustSettings, token: str, *, now: int) -> bool:
    """After a restore, move forward to a list that was kept outside the database, if it is the authority's and newer.

    It may have expired since; that it was seen still keeps every older one out.
    """
    try:
        issued = jws.parse(token, max_bytes=MAX_LIST_BYTES).claims()["iat"]
        found = judge_list(
            token, authority=trust.authority, keys=trust.keys, now=issued, newest_seen=None, clock_skew=0
        )
    except (ListRefused, CredentialError, KeyError, TypeError):
        return False
    return await _move_forward(executor, found, authority=trust.authority, now=now)


async def _move_forward(executor: Executor, trust_list: TrustList, *, authority: str, now: int) -> bool:
    changed = await executor.execute(
        """
        INSERT INTO seen_trust_list (authority, version, sha256, token, seen_at)
        VALUES (:authority, :version, :sha256, :token, :now)
        ON CONFLICT (authority) DO UPDATE
        SET version = excluded.version, sha256 = excluded.sha256, token = excluded.token, seen_at = excluded.seen_at
        WHERE seen_trust_list.version < excluded.version
           OR (seen_trust_list.version = excluded.version AND seen_trust_list.sha256 = excluded.sha256)
        """,
        authority=authority,
        version=trust_list.seen.version,
        sha256=trust_list.seen.sha256,
        token=trust_list.token,
        now=now,
    )
    return changed == 1
