"""Once means one statement: of many that try at once exactly one wins, on both engines (SECURITY M-4, D-08).

The racers share one database object, and others come over a second one, as a second process would.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import UniqueViolation
from plumbing.database.open import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database, Executor

RACERS = 24
ROUNDS = 5


@pytest.fixture
async def pair(database_url: str) -> AsyncIterator[tuple[Database, Database]]:
    one, other = await open_database(database_url), await open_database(database_url)
    await one.execute("CREATE TABLE codes (code TEXT PRIMARY KEY, wallet TEXT, tries BIGINT NOT NULL)")
    yield one, other
    await one.close()
    await other.close()


async def offer(database: Executor, code: str) -> None:
    await database.execute("INSERT INTO codes (code, wallet, tries) VALUES (:code, NULL, 0)", code=code)


async def test_of_many_that_delete_and_take_one_row_one_has_it(pair: tuple[Database, Database]) -> None:
    async def take(racer: int, code: str) -> bool:
        row = await pair[racer % 2].fetch_one("DELETE FROM codes WHERE code = :code RETURNING code", code=code)
        return row == {"code": code}

    for number in range(ROUNDS):
        await offer(pair[0], f"code {number}")
        won = await asyncio.gather(*(take(racer, f"code {number}") for racer in range(RACERS)))
        assert sum(won) == 1


async def test_of_many_guarded_updates_one_changes_the_row(pair: tuple[Database, Database]) -> None:
    async def redeem(racer: int, code: str) -> int:
        return await pair[racer % 2].execute(
            "UPDATE codes SET wallet = :wallet WHERE code = :code AND wallet IS NULL", code=code, wallet=f"w{racer}"
        )

    for number in range(ROUNDS):
        code = f"code {number}"
        await offer(pair[0], code)
        won = await asyncio.gather(*(redeem(racer, code) for racer in range(RACERS)))
        assert sorted(won) == [0] * (RACERS - 1) + [1]
        row = await pair[1].fetch_one("SELECT wallet FROM codes WHERE code = :code", code=code)
        assert row == {"wallet": f"w{won.index(1)}"}


async def test_of_many_that_insert_the_same_key_one_gets_in(pair: tuple[Database, Database]) -> None:
    async def insert(racer: int, code: str) -> bool:
        try:
            await offer(pair[racer % 2], code)
        except UniqueViolation:
            return False
        return True

    for number in range(ROUNDS):
        won = await asyncio.gather(*(insert(racer, f"code {number}") for racer in range(RACERS)))
        assert sum(won) == 1


async def test_of_many_inserts_that_yield_to_a_conflict_one_gets_in(pair: tuple[Database, Database]) -> None:
    async def insert(racer: int) -> int:
        return await pair[racer % 2].execute(
            "INSERT INTO codes (code, tries) VALUES ('same', 0) ON CONFLICT (code) DO NOTHING"
        )

    assert sum(await asyncio.gather(*(insert(racer) for racer in range(RACERS)))) == 1


async def test_attempts_are_counted_exactly_and_stop_at_the_limit(pair: tuple[Database, Database]) -> None:
    async def guess(racer: int) -> bool:
        row = await pair[racer % 2].fetch_one(
            "UPDATE codes SET tries = tries + 1 WHERE code = 'a' AND tries < 5 RETURNING tries"
        )
        return row is not None

    await offer(pair[0], "a")
    allowed = await asyncio.gather(*(guess(racer) for racer in range(RACERS)))
    assert sum(allowed) == 5
    assert await pair[0].fetch_one("SELECT tries FROM codes") == {"tries": 5}


async def test_once_holds_inside_transactions_too(pair: tuple[Database, Database]) -> None:
    async def redeem(racer: int) -> bool:
        async with pair[racer % 2].transaction() as transaction:
            taken = await transaction.execute(
                "UPDATE codes SET wallet = :wallet WHERE code = 'a' AND wallet IS NULL", wallet=f"w{racer}"
            )
            if taken:
                await offer(transaction, "receipt")
        return taken == 1

    await offer(pair[0], "a")
    assert sum(await asyncio.gather(*(redeem(racer) for racer in range(RACERS)))) == 1
    assert await pair[1].fetch_one("SELECT COUNT(*) AS n FROM codes WHERE code = 'receipt'") == {"n": 1}


async def test_a_taker_whose_transaction_is_undone_has_taken_nothing(pair: tuple[Database, Database]) -> None:
    await offer(pair[0], "a")

    async def take_and_fail() -> None:
        async with pair[0].transaction() as transaction:
            assert await transaction.fetch_one("DELETE FROM codes WHERE code = 'a' RETURNING code") is not None
            raise LookupError

    with pytest.raises(LookupError):
        await take_and_fail()
    assert await pair[1].fetch_one("DELETE FROM codes WHERE code = 'a' RETURNING code") == {"code": "a"}


async def test_every_one_of_many_codes_is_won_once_by_many_racers(pair: tuple[Database, Database]) -> None:
    codes = [f"code {number}" for number in range(100)]
    async with pair[0].transaction() as transaction:
        for code in codes:
            await offer(transaction, code)

    async def race(racer: int) -> list[str]:
        won = []
        for step in range(len(codes)):
            code = codes[(step + racer * 7) % len(codes)]
            if await pair[racer % 2].fetch_one("DELETE FROM codes WHERE code = :code RETURNING code", code=code):
                won.append(code)
        return won

    won = [code for wins in await asyncio.gather(*(race(racer) for racer in range(8))) for code in wins]
    assert sorted(won) == sorted(codes)
