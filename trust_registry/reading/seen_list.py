"""The newest list that was believed, on disk: so that neither a restart nor a second process goes back (SECURITY T-03).

One guarded statement moves it forward; the database says no to an older version, whoever brings it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from trust_registry.reading.signed_list import Seen, TrustList

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database


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
        changed = await self._database.execute(
            """
            INSERT INTO seen_trust_list (authority, version, sha256, token, seen_at)
            VALUES (:authority, :version, :sha256, :token, :now)
            ON CONFLICT (authority) DO UPDATE
            SET version = excluded.version, sha256 = excluded.sha256, token = excluded.token, seen_at = excluded.seen_at
            WHERE seen_trust_list.version < excluded.version
               OR (seen_trust_list.version = excluded.version AND seen_trust_list.sha256 = excluded.sha256)
            """,
            authority=self._authority,
            version=trust_list.seen.version,
            sha256=trust_list.seen.sha256,
            token=trust_list.token,
            now=self._clock.now(),
        )
        return changed == 1
