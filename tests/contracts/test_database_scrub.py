"""After a scrub the bytes of deleted rows are nowhere in the files of the table; living rows are untouched."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plumbing.database.open import open_database
from plumbing.database.port import DatabaseMisuse, TransactionConflict
from plumbing.entropy import SeededEntropy

if TYPE_CHECKING:
    from plumbing.database.port import Database

ROWS = 400


async def fill_and_delete(database: Database) -> tuple[list[bytes], list[bytes]]:
    """Write rows and delete most of them in between, as the days go by; return the deleted and the living bytes."""
    entropy = SeededEntropy(9)
    await database.execute("CREATE TABLE keys (name TEXT PRIMARY KEY, sealed_key BYTEA NOT NULL)")
    living: dict[str, bytes] = {}
    deleted = []
    for number in range(ROWS):
        name, key = entropy.take(16).hex(), entropy.take(64)
        await database.execute("INSERT INTO keys (name, sealed_key) VALUES (:name, :key)", name=name, key=key)
        living[name] = key
        if number % 8:
            name = sorted(living)[number % len(living)]
            await database.execute("DELETE FROM keys WHERE name = :name", name=name)
            deleted.append(living.pop(name))
    return deleted, list(living.values())


def together(folder: Path, name: str) -> bytes:
    return b"".join(file.read_bytes() for file in folder.glob(f"{name}*"))


async def files_of(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> bytes:
    if database.engine == "sqlite":
        return together(tmp_path, "city.sqlite")
    await database.execute("CHECKPOINT")  # what the server still has in memory
    row = await database.fetch_one("SELECT pg_relation_filepath('keys') AS path")
    assert row is not None
    heap: Path = request.getfixturevalue("postgresql_cluster").data / row["path"]
    return together(heap.parent, heap.name)


async def test_deleted_bytes_are_gone_and_living_ones_are_there(
    database: Database, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    deleted, living = await fill_and_delete(database)
    before = await files_of(database, request, tmp_path)
    assert any(key in before for key in deleted)  # or this test could not fail
    await database.scrub("keys")
    after = await files_of(database, request, tmp_path)
    assert [key for key in deleted if key in after] == []
    assert [key for key in living if key not in after] == []
    found = {row["sealed_key"] for row in await database.fetch_all("SELECT sealed_key FROM keys")}
    assert found == set(living)
    await database.scrub("keys")  # with nothing to do


async def test_a_long_reader_keeps_the_old_state_and_the_scrub_says_so_soon(
    database: Database, database_url: str
) -> None:
    await fill_and_delete(database)
    reader = await open_database(database_url)
    try:
        async with reader.snapshot() as snapshot:
            await snapshot.fetch_all("SELECT * FROM keys")
            await database.execute("DELETE FROM keys")
            with pytest.raises(TransactionConflict):
                await database.scrub("keys")
            await database.execute("INSERT INTO keys (name, sealed_key) VALUES ('new', :key)", key=b"k")
        await database.scrub("keys")
    finally:
        await reader.close()


async def test_a_scrub_waits_for_no_transaction_of_its_own_task(database: Database) -> None:
    async def scrub_inside() -> None:
        async with database.transaction():
            await database.scrub("keys")

    with pytest.raises(DatabaseMisuse):
        await scrub_inside()
