"""Durable issuance: grouped commits against one commit per request, both in one run (bar: 5 times at 32 concurrent).

Both sides are the product's own database and statement: `SqliteDatabase` (WAL, synchronous=FULL) and
`record_store.add`, the row that is written before a credential is signed. They differ only in how many jobs the
writer may put into one commit. The same statement in plain sqlite3 with autocommit, one after the other and without
threads, is measured beside them. Rounds alternate, each on a new file, and the first of each side is thrown away; what
is told is the median.

The bar is for the row, as PERFORMANCE section 8 measured it. A whole request also waits for its own steps in between,
which no way of committing makes faster.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from unittest.mock import patch

from issuer.app import migrate_issuer
from issuer.records import record_store
from issuer.records.credential_record import Copy, CredentialRecord, RecordState
from issuer.status.places import Place, Places
from plumbing.database import sqlite_writer
from plumbing.database.open import open_database
from use_cases.card_format import DEFAULT

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plumbing.database.port import Database, Executor

BAR = 5.0
CONCURRENT = 32
ROOT = Path(__file__).resolve().parent.parent

_RECORD = CredentialRecord(
    credential_id="",
    office="stadtbibliothek",
    offer_id="",
    round=1,
    use_case="library_card",
    version=1,
    credential_type="LibraryCard",
    form=DEFAULT[0],
    verification_method="did:web:ausweise.musterstadt.example:offices:stadtbibliothek#key-1",
    dated=1_777_800_000,
    valid_from=1_777_800_000,
    valid_until=1_809_336_000,
    copies=(),
    state=RecordState.RECORDED,
    suspended=False,
    revoked=False,
    notified=None,
    recorded_at=1_777_800_000,
    issued_at=None,
)


@dataclass(frozen=True)
class Side:
    """One of the ways that are compared."""

    name: str
    measure: Callable[[Path, int], Awaitable[float]]


async def grouped(folder: Path, rows: int) -> float:
    """Rows per second with commits that many requests share."""
    return await _rows_per_second(folder, rows)


async def one_by_one(folder: Path, rows: int) -> float:
    """Rows per second when the same writer commits every request by itself."""
    with patch.object(sqlite_writer, "LARGEST_GROUP", 1):
        return await _rows_per_second(folder, rows)


class _Autocommit:
    """The executor port over a bare connection, as far as one statement needs it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    async def execute(self, sql: str, **values: Any) -> int:
        """Run a statement, durable when this returns."""
        return self._connection.execute(sql, values).rowcount


async def plain(folder: Path, rows: int) -> float:
    """Rows per second of plain sqlite3 in autocommit, one after the other: no queue, no thread, no waiting client."""
    path = folder / "issuer.sqlite"
    database = await open_database(f"sqlite:///{path}")
    await migrate_issuer(database)
    await database.close()
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        executor = cast("Executor", _Autocommit(connection))
        started = time.perf_counter()
        for number in range(rows):
            await _write(executor, number)
        return rows / (time.perf_counter() - started)


async def _rows_per_second(folder: Path, rows: int) -> float:
    database = await open_database(f"sqlite:///{folder}/issuer.sqlite")
    try:
        await migrate_issuer(database)
        started = time.perf_counter()
        await asyncio.gather(*(_requests(database, first, rows) for first in range(CONCURRENT)))
        elapsed = time.perf_counter() - started
        (found,) = await database.fetch_all("SELECT COUNT(*) AS n FROM credentials")
    finally:
        await database.close()
    if found["n"] != rows:
        raise RuntimeError(f"{rows} rows were answered, {found['n']} are there")
    return rows / elapsed


async def _requests(database: Database, first: int, rows: int) -> None:
    """What one client does: the next request only after the answer to the last."""
    for number in range(first, rows, CONCURRENT):
        await _write(database, number)


async def _write(executor: Executor, number: int) -> None:
    record = replace(
        _RECORD,
        credential_id=f"{number:036}",
        offer_id=f"{number:022}",
        copies=(Copy(f"{number:036}", Places(Place("r" * 12, number), Place("s" * 12, number))),),
    )
    await record_store.add(executor, record, notification_hash=number.to_bytes(32, "big"))


def sync_microseconds(folder: Path, times: int = 300) -> float:
    """The median time that this disk takes for one fdatasync, without which no figure here means anything."""
    took = []
    with (folder / "sync").open("wb", buffering=0) as file:
        for _ in range(times):
            file.write(b"x" * 4096)
            started = time.perf_counter()
            os.fdatasync(file.fileno())
            took.append(time.perf_counter() - started)
    return statistics.median(took) * 1e6


async def run(*, rows: int, rounds: int, parent: Path) -> dict[str, list[float]]:
    """Measure every side in turn, `rounds` times after one round to warm up."""
    sides = (
        Side("grouped commits", grouped),
        Side("one commit per request", one_by_one),
        Side("plain sqlite3, autocommit", plain),
    )
    figures: dict[str, list[float]] = {side.name: [] for side in sides}
    for number in range(rounds + 1):
        for side in sides:
            with tempfile.TemporaryDirectory(dir=parent) as folder:
                figure = await side.measure(Path(folder), rows)
            if number > 0:
                figures[side.name].append(figure)
    return figures


def main() -> int:
    """Measure, tell, and fail when the bar is not held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=8_000)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--folder", type=Path, default=ROOT / "build", help="where the files lie: a real disk")
    chosen = parser.parse_args()
    chosen.folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
        sync = sync_microseconds(Path(folder))
    figures = asyncio.run(run(rows=chosen.rows, rounds=chosen.rounds, parent=chosen.folder))

    print("Durable issuance on SQLite (WAL, synchronous=FULL): rows per second, answered after the commit")
    print(
        f"  {CONCURRENT} concurrent requests, {chosen.rows} rows a round, median of {chosen.rounds} alternating rounds "
        f"after a warm-up; a new file each; {os.cpu_count()} processors; fdatasync here: {sync:.0f} µs median"
    )
    for name, found in figures.items():
        print(f"  {name:26} {statistics.median(found):9.0f}   ({min(found):.0f} to {max(found):.0f})")
    shared, single, autocommit = figures.values()
    ratio = statistics.median(a / b for a, b in zip(shared, single, strict=True))
    beside = statistics.median(a / b for a, b in zip(shared, autocommit, strict=True))
    held = ratio >= BAR
    print(f"  ratio, median of the rounds  {ratio:8.1f}x  bar {BAR:.0f}x: {'held' if held else 'NOT HELD'}")
    print(f"  against plain sqlite3        {beside:8.1f}x  (no bar)")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
