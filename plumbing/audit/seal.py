"""Sealing: the chain's end signed once a minute, kept in a table, and written outside the database.

Signing happens outside any transaction; of several processes that sign the same end the first one counts. The file is
brought up to what the table holds at every turn, so a process that dies in between leaves nothing to mend.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from plumbing.audit.chain import read_end
from plumbing.audit.head import OWNER, PURPOSE, Head, prepare
from plumbing.audit.heads_file import add_heads, heads_file, last_head

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.keyring.port import Keyring

HEAD_SECONDS = 60
"""From one head to the next, as long as there is something new."""

KEEP_SECONDS = 90 * 86_400
"""So long the table keeps heads; the file keeps them for ever."""

_PAGE = 500


class Sealer:
    """Signs the heads of one service's chain."""

    def __init__(
        self, *, chain: str, database: Database, keyring: Keyring, clock: Clock, folder: Path | None = None
    ) -> None:
        self._chain = chain
        self._database = database
        self._keyring = keyring
        self._clock = clock
        self._folder = folder

    async def seal(self) -> None:
        """Sign the end of the chain, when it has moved and the last head is a minute old."""
        now = self._clock.now()
        end = await read_end(self._database)
        newest = await self._database.fetch_one(
            "SELECT epoch, number, signed_at FROM audit_heads ORDER BY epoch DESC, number DESC LIMIT 1"
        )
        if end is None or end.number == 0:
            return
        if newest is not None and (
            (newest["epoch"], newest["number"]) == (end.epoch, end.number)
            or 0 <= now - newest["signed_at"] < HEAD_SECONDS
        ):
            return
        key = await self._keyring.ensure(owner=OWNER, purpose=PURPOSE)
        head = Head(chain=self._chain, epoch=end.epoch, number=end.number, hash=end.hash, signed_at=now)
        draft = prepare(head, key_id=key.key_id)
        signature = await self._keyring.sign(owner=OWNER, key_id=key.key_id, data=draft.signing_input)
        await self._database.execute(
            """
            INSERT INTO audit_heads (epoch, number, signed_at, token) VALUES (:epoch, :number, :signed_at, :token)
            ON CONFLICT (epoch, number) DO NOTHING
            """,
            epoch=head.epoch,
            number=head.number,
            signed_at=now,
            token=draft.attach(signature),
        )
        await self._database.execute("DELETE FROM audit_heads WHERE signed_at <= :old", old=now - KEEP_SECONDS)

    async def export(self) -> None:
        """Add what the file lacks.

        Raises:
            OSError: when the folder cannot be written; the heads wait in the table.
        """
        if self._folder is None:
            return
        path = heads_file(self._folder, self._chain)
        while True:
            last = await asyncio.to_thread(last_head, path)
            rows = await self._database.fetch_all(
                """
                SELECT token FROM audit_heads WHERE epoch > :epoch OR (epoch = :epoch AND number > :number)
                ORDER BY epoch, number LIMIT :page
                """,
                epoch=last.epoch if last else 0,
                number=last.number if last else 0,
                page=_PAGE,
            )
            if not rows:
                return
            await asyncio.to_thread(add_heads, path, [row["token"] for row in rows])
