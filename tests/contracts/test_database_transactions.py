"""The database port: what a transaction promises, on both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import DatabaseMisuse, DatabaseUnavailable, UniqueViolation
from plumbing.database.open import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database, Executor

INSERT = "INSERT INTO notes (note, amount) VALUES (:note, :amount)"


@pytest.fixture
async def notes(database: Database) -> Database:
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY, amount BIGINT NOT NULL)")
    return database


@pytest.fixture
async def impatient(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url, transaction_seconds=0.04)
    await opened.execute("CREATE TABLE notes (note TEXT PRIMARY KEY, amount BIGINT NOT NULL)")
    yield opened
    await opened.close()


async def write(executor: Executor, note: str, amount: int = 0) -> None:
    await executor.execute(INSERT, note=note, amount=amount)


async def read(executor: Executor) -> list[str]:
    return sorted(row["note"] for row in await executor.fetch_all("SELECT note FROM notes"))


async def test_a_block_that_ends_is_kept_whole(notes: Database) -> None:
    async with notes.transaction() as transaction:
        await write(transaction, "a")
        await write(transaction, "b")
        assert await read(transaction) == ["a", "b"]
    assert await read(notes) == ["a", "b"]


async def test_a_block_that_an_error_leaves_is_undone_whole(notes: Database) -> None:
    await write(notes, "before")

    async def fail() -> None:
        async with notes.transaction() as transaction:
            await write(transaction, "a")
            await transaction.execute("DELETE FROM notes WHERE note = 'before'")
            raise LookupError("changed my mind")

    with pytest.raises(LookupError, match="changed my mind"):
        await fail()
    assert await read(notes) == ["before"]


async def test_a_failing_transaction_takes_nothing_from_those_beside_it(notes: Database) -> None:
    async def work(number: int) -> None:
        async with notes.transaction() as transaction:
            await write(transaction, f"note {number}")
            if number % 3 == 0:
                raise LookupError
            if number % 3 == 1:
                await write(transaction, f"note {number}")
            await write(transaction, f"more {number}")

    outcomes = await asyncio.gather(*(work(number) for number in range(60)), return_exceptions=True)
    assert [type(outcome) for outcome in outcomes[:3]] == [LookupError, UniqueViolation, type(None)]
    kept = [number for number in range(60) if number % 3 == 2]
    assert await read(notes) == sorted([f"note {n}" for n in kept] + [f"more {n}" for n in kept])


async def test_others_see_nothing_before_the_end(notes: Database, database_url: str) -> None:
    other = await open_database(database_url)
    async with notes.transaction() as transaction:
        await write(transaction, "a")
        assert await read(other) == []
    assert await read(other) == ["a"]
    await other.close()


async def test_a_statement_that_failed_ends_the_transaction_even_when_its_error_is_swallowed(notes: Database) -> None:
    async def swallow() -> None:
        async with notes.transaction() as transaction:
            await write(transaction, "a")
            with pytest.raises(UniqueViolation):
                await write(transaction, "a")
            with pytest.raises(DatabaseMisuse, match="failed"):
                await write(transaction, "b")

    with pytest.raises(DatabaseMisuse, match="nothing of it is kept"):
        await swallow()
    assert await read(notes) == []


async def test_a_mistake_that_never_reached_the_engine_does_not_end_the_transaction(notes: Database) -> None:
    async with notes.transaction() as transaction:
        with pytest.raises(DatabaseMisuse):
            await transaction.execute(INSERT, note="a")
        await write(transaction, "a")
    assert await read(notes) == ["a"]


async def test_inside_a_transaction_the_database_itself_is_refused(notes: Database) -> None:
    async with notes.transaction() as transaction:
        with pytest.raises(DatabaseMisuse, match="its own executor"):
            await read(notes)
        with pytest.raises(DatabaseMisuse, match="its own executor"):
            await write(notes, "beside")
        with pytest.raises(DatabaseMisuse, match="its own executor"):
            async with notes.transaction():
                pytest.fail("a transaction was opened inside another")
        await write(transaction, "a")
    assert await read(notes) == ["a"]


async def test_another_database_may_be_used_inside_a_transaction(notes: Database) -> None:
    other = await open_database("sqlite::memory:")
    async with notes.transaction():
        assert await other.fetch_one("SELECT 1 AS one") == {"one": 1}
    await other.close()


async def test_a_transaction_is_of_no_use_after_its_end(notes: Database) -> None:
    async with notes.transaction() as transaction:
        await write(transaction, "a")
    with pytest.raises(DatabaseMisuse, match="ended"):
        await write(transaction, "b")
    assert await read(notes) == ["a"]


async def test_a_task_started_inside_a_transaction_may_use_the_database_after_its_end(notes: Database) -> None:
    ended = asyncio.Event()

    async def later() -> None:
        await ended.wait()
        await write(notes, "later")

    async with notes.transaction() as transaction:
        task = asyncio.create_task(later())
        await write(transaction, "a")
    ended.set()
    await task
    assert await read(notes) == ["a", "later"]


async def test_tasks_that_share_a_transaction_take_turns(notes: Database) -> None:
    async with notes.transaction() as transaction:
        await asyncio.gather(*(write(transaction, f"note {number}") for number in range(20)))
    assert len(await read(notes)) == 20


async def test_a_cancelled_transaction_is_undone_and_blocks_nobody(notes: Database) -> None:
    begun = asyncio.Event()

    async def hang() -> None:
        async with notes.transaction() as transaction:
            await write(transaction, "a")
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(hang())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await write(notes, "b")
    assert await read(notes) == ["b"]


async def test_a_transaction_cancelled_while_it_waits_for_its_turn_blocks_nobody(notes: Database) -> None:
    async def work(number: int) -> None:
        async with notes.transaction() as transaction:
            await write(transaction, f"note {number}")

    tasks = [asyncio.create_task(work(number)) for number in range(40)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await write(notes, "after")
    # whether a cancelled one had been kept already is not known; the others are, and the database goes on
    assert {f"note {number}" for number in range(1, 40, 2)} | {"after"} <= set(await read(notes))


async def test_a_transaction_that_takes_too_long_is_undone(impatient: Database) -> None:
    async def dawdle() -> None:
        async with impatient.transaction() as transaction:
            await write(transaction, "a")
            for number in range(100):  # never idle for long, and still too long in all
                await write(transaction, f"b {number}")
                await asyncio.sleep(0.001)

    with pytest.raises(DatabaseUnavailable):
        await dawdle()
    await write(impatient, "c")
    assert await read(impatient) == ["c"]


async def test_a_transaction_that_ends_too_late_says_so(impatient: Database) -> None:
    async def dawdle() -> None:
        async with impatient.transaction() as transaction:
            await write(transaction, "a")
            await asyncio.sleep(0.045)

    with pytest.raises(DatabaseUnavailable, match="too long"):
        await dawdle()
    assert await read(impatient) == []


async def test_parallel_transfers_lose_and_make_nothing(notes: Database) -> None:
    accounts = [f"account {number}" for number in range(5)]
    for account in accounts:
        await write(notes, account, 100)

    async def transfer(number: int) -> None:
        source, target = accounts[number % 5], accounts[(number * 3 + 1) % 5]
        # always in the same order, as two that lock each other's next row would be told to try again
        changes = sorted([(source, -1), (target, 1)])
        async with notes.transaction() as transaction:
            for account, change in changes:
                await transaction.execute(
                    "UPDATE notes SET amount = amount + :change WHERE note = :note", note=account, change=change
                )
            if number % 4 == 0:
                raise LookupError

    await asyncio.gather(*(transfer(number) for number in range(100)), return_exceptions=True)
    assert await notes.fetch_one("SELECT SUM(amount) AS total FROM notes") == {"total": 500}


async def test_a_block_without_statements_is_fine(notes: Database) -> None:
    async with notes.transaction():
        pass
    assert await read(notes) == []
