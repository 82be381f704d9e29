"""The table `data_keys`: each function belongs into the transaction that writes or erases the record's own column.

The record's row is always touched first and its key second, so that two transactions never wait for each other.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.database.migrate import Component, migrate_all

if TYPE_CHECKING:
    from plumbing.database.port import Database, Executor
    from plumbing.sealed_records.record_seal import ClosedRecord


COMPONENT = Component("sealed_records", files("plumbing.sealed_records") / "migrations")


async def migrate_data_keys(database: Database) -> None:
    """Bring the table up to date; each service with sealed columns calls it once at start."""
    await migrate_all(database, [COMPONENT])


async def keep(executor: Executor, closed: ClosedRecord, *, delete_after: int) -> None:
    """Keep the key of a new record, at the latest until `delete_after` (UTC seconds).

    Raises:
        UniqueViolation: the record has a key already.
    """
    await executor.execute(
        """
        INSERT INTO data_keys (record, sealed_key, delete_after) VALUES (:record, :sealed_key, :delete_after)
        """,
        record=closed.record,
        sealed_key=closed.sealed_key,
        delete_after=delete_after,
    )


async def find(executor: Executor, *, record: str) -> bytes | None:
    """The sealed key of a record; None once it is forgotten."""
    row = await executor.fetch_one("SELECT sealed_key FROM data_keys WHERE record = :record", record=record)
    return row["sealed_key"] if row else None


async def prolong(executor: Executor, *, record: str, delete_after: int) -> bool:
    """Keep the key of a record longer; False when it is forgotten already."""
    prolonged = await executor.execute(
        "UPDATE data_keys SET delete_after = :delete_after WHERE record = :record",
        record=record,
        delete_after=delete_after,
    )
    return prolonged == 1


async def forget(executor: Executor, *, record: str) -> None:
    """Delete the key of a record: from here on nobody reads what was sealed, wherever a copy of it lies."""
    await executor.execute("DELETE FROM data_keys WHERE record = :record", record=record)
