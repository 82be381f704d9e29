"""The database port: what a snapshot promises, on both engines (SECURITY D-10)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import DatabaseMisuse

if TYPE_CHECKING:
    from plumbing.database.port import Database, Executor

PAIRS = 40


@pytest.fixture
async def pairs(database: Database) -> Database:
    await database.execute("CREATE TABLE pairs (id BIGINT PRIMARY KEY, one BIGINT NOT NULL, other BIGINT NOT NULL)")
    for number in range(PAIRS):
        await database.execute("INSERT INTO pairs (id, one, other) VALUES (:id, 0, 0)", id=number)
    return database


async def read(executor: Executor) -> list[tuple[int, int]]:
    rows = await executor.fetch_all("SELECT one, other FROM pairs ORDER BY id")
    return [(row["one"], row["other"]) for row in rows]


async def test_a_snapshot_sees_the_moment_of_its_opening_and_nothing_later(pairs: Database) -> None:
    async with pairs.snapshot() as snapshot:
        await pairs.execute("UPDATE pairs SET one = 1, other = 1")
        await pairs.execute("INSERT INTO pairs (id, one, other) VALUES (:id, 7, 7)", id=PAIRS)
        assert await read(snapshot) == [(0, 0)] * PAIRS
        assert (7, 7) in await read(pairs)
    async with pairs.snapshot() as snapshot:
        assert await read(snapshot) == [(1, 1)] * PAIRS + [(7, 7)]


async def test_read_page_by_page_while_others_write_it_is_still_one_moment(pairs: Database) -> None:
    done = asyncio.Event()

    async def write() -> None:
        value = 0
        while not done.is_set():
            value += 1
            async with pairs.transaction() as transaction:
                await transaction.execute("UPDATE pairs SET one = :value", value=value)
                await transaction.execute("UPDATE pairs SET other = :value", value=value)

    writer = asyncio.create_task(write())
    try:
        for _ in range(3):
            seen = set()
            async with pairs.snapshot() as snapshot:
                for number in range(PAIRS):
                    row = await snapshot.fetch_one("SELECT one, other FROM pairs WHERE id = :id", id=number)
                    assert row is not None
                    seen.add((row["one"], row["other"]))
                    await asyncio.sleep(0)
            assert len(seen) == 1
            ((one, other),) = seen
            assert one == other
    finally:
        done.set()
        await writer


@pytest.mark.parametrize("sql", ["UPDATE pairs SET one = 1", "DELETE FROM pairs", "CREATE TABLE more (id BIGINT)"])
async def test_a_snapshot_refuses_to_write(pairs: Database, sql: str) -> None:
    async with pairs.snapshot() as snapshot:
        with pytest.raises(DatabaseMisuse, match="only reads"):
            await snapshot.execute(sql)
        assert await read(snapshot) == [(0, 0)] * PAIRS


async def test_a_snapshot_that_has_ended_answers_nothing(pairs: Database) -> None:
    async with pairs.snapshot() as snapshot:
        pass
    with pytest.raises(DatabaseMisuse, match="has ended"):
        await read(snapshot)


async def test_an_error_that_leaves_a_snapshot_leaves_the_database_usable(pairs: Database) -> None:
    with pytest.raises(LookupError):
        async with pairs.snapshot():
            raise LookupError("changed my mind")
    await pairs.execute("UPDATE pairs SET one = 2, other = 2")
    assert await read(pairs) == [(2, 2)] * PAIRS


async def test_no_snapshot_is_opened_inside_a_transaction(pairs: Database) -> None:
    async with pairs.transaction():
        with pytest.raises(DatabaseMisuse, match="inside a transaction"):
            async with pairs.snapshot():
                pass
