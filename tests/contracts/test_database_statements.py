"""The database port: what statements promise, on both engines."""

from __future__ import annotations

import asyncio
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import pytest

from plumbing.database.errors import (
    ConstraintViolation,
    DatabaseMisuse,
    DatabaseUnavailable,
    UniqueViolation,
    UnstorableValue,
)
from plumbing.database.open import open_database

if TYPE_CHECKING:
    from plumbing.database.port import Database

TABLE = """
CREATE TABLE cards (
    card_id TEXT PRIMARY KEY, -- it's the handle; a comment with :colon and 'quote
    place BIGINT UNIQUE,
    picture BYTEA,
    state TEXT NOT NULL CHECK (state IN ('new', 'gone'))
)
"""
INSERT = "INSERT INTO cards (card_id, place, picture, state) VALUES (:card_id, :place, :picture, :state)"


@pytest.fixture
async def cards(database: Database) -> Database:
    await database.execute(TABLE)
    return database


async def add(database: Any, card_id: str, **values: Any) -> int:
    row = {"card_id": card_id, "place": None, "picture": None, "state": "new"} | values
    return int(await database.execute(INSERT, **row))


async def test_the_engine_says_its_name(database: Database, database_url: str) -> None:
    assert database_url.startswith(database.engine)


@pytest.mark.parametrize("number", [0, 1, -1, 2**31, 2**63 - 1, -(2**63), None])
async def test_numbers_of_64_bits_come_back_as_they_were(cards: Database, number: int | None) -> None:
    await add(cards, "a", place=number)
    row = await cards.fetch_one("SELECT place FROM cards WHERE card_id = :id", id="a")
    assert row == {"place": number}
    assert type(row["place"]) is type(number)


@pytest.mark.parametrize("octets", [b"", b"\x00", bytes(range(256)), b"1234", None])
async def test_bytes_come_back_as_they_were(cards: Database, octets: bytes | None) -> None:
    await add(cards, "a", picture=octets)
    row = await cards.fetch_one("SELECT picture FROM cards")
    assert row == {"picture": octets}
    assert type(row["picture"]) is type(octets)


@pytest.mark.parametrize(
    "text", ["", "Größe", "Ⓢ😀", "e\u0301", "'quote'", "back\\slash", ":name $1 ? --", "123", " \t\r\n "]
)
async def test_texts_come_back_as_they_were(cards: Database, text: str) -> None:
    await add(cards, text)
    row = await cards.fetch_one("SELECT card_id FROM cards WHERE card_id = :id", id=text)
    assert row == {"card_id": text}


async def test_large_values_come_back_as_they_were(cards: Database) -> None:
    picture, text = bytes(range(256)) * 8192, "ü" * 1_000_000
    await cards.execute("CREATE TABLE large (story TEXT, picture BYTEA)")
    await cards.execute("INSERT INTO large (story, picture) VALUES (:story, :picture)", story=text, picture=picture)
    assert await cards.fetch_one("SELECT story, picture FROM large") == {"story": text, "picture": picture}


async def test_a_word_of_a_closed_list_is_stored_as_its_text(cards: Database) -> None:
    class State(StrEnum):
        NEW = "new"

    await add(cards, "a", state=State.NEW)
    assert await cards.fetch_one("SELECT state FROM cards WHERE state = :state", state=State.NEW) == {"state": "new"}


@pytest.mark.parametrize("value", [2**63, -(2**63) - 1, "a\x00b", "\ud800"])
async def test_a_value_that_one_engine_could_not_hold_is_refused_by_both(cards: Database, value: Any) -> None:
    with pytest.raises(UnstorableValue):
        await cards.execute("UPDATE cards SET place = 1 WHERE card_id = :value", value=value)


@pytest.mark.parametrize("value", [True, 1.5, [1], {"a": 1}, object()])
async def test_a_value_of_a_type_no_column_has_is_a_mistake(cards: Database, value: Any) -> None:
    with pytest.raises(DatabaseMisuse):
        await cards.execute("UPDATE cards SET place = :value", value=value)


async def test_a_missing_or_unknown_parameter_is_a_mistake(cards: Database) -> None:
    with pytest.raises(DatabaseMisuse, match="card_id"):
        await cards.fetch_all("SELECT state FROM cards WHERE card_id = :card_id")
    with pytest.raises(DatabaseMisuse, match="crad_id"):
        await cards.fetch_all("SELECT state FROM cards", crad_id="a")


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 1; SELECT 2",
        "DELETE FROM cards; DELETE FROM cards",
        "SELECT '1'::text",
        "SELECT * FROM cards WHERE card_id = $1",
        "SELECT * FROM cards WHERE card_id = ?",
        "SELECT 'open",
        "-- nothing",
        "",
    ],
)
async def test_sql_that_is_not_one_portable_statement_is_a_mistake(cards: Database, sql: str) -> None:
    with pytest.raises(DatabaseMisuse):
        await cards.execute(sql)


async def test_sql_that_the_engine_does_not_understand_is_a_mistake(cards: Database) -> None:
    for sql in ("SELCT 1", "SELECT nothing FROM cards", "SELECT 1 FROM nowhere"):
        with pytest.raises(DatabaseMisuse):
            await cards.fetch_all(sql)


async def test_colons_and_quotes_inside_literals_are_no_parameters(cards: Database) -> None:
    row = await cards.fetch_one(
        """SELECT ':a it''s $1 ?' AS "text" /* :b ' */ FROM (SELECT CAST(:c AS BIGINT) AS n) AS one -- :d "
        WHERE n = :c; """,
        c=3,
    )
    assert row == {"text": ":a it's $1 ?"}


async def test_execute_tells_how_many_rows_it_changed(cards: Database) -> None:
    assert await add(cards, "a") == 1
    assert await add(cards, "b") == 1
    assert await cards.execute("UPDATE cards SET state = 'gone'") == 2
    assert await cards.execute("UPDATE cards SET state = 'new' WHERE card_id = 'c'") == 0
    assert await cards.execute("INSERT INTO cards (card_id, state) VALUES ('a', 'new') ON CONFLICT DO NOTHING") == 0
    assert await cards.execute("DELETE FROM cards WHERE card_id = :id", id="a") == 1
    assert await cards.execute("SELECT card_id FROM cards") == 0
    assert await cards.execute("CREATE INDEX by_state ON cards (state)") == 0


async def test_returning_gives_the_rows_that_were_changed(cards: Database) -> None:
    for number in range(3):
        await add(cards, str(number), place=number)
    taken = await cards.fetch_all("DELETE FROM cards WHERE place < :limit RETURNING card_id, place", limit=2)
    assert sorted(row["card_id"] for row in taken) == ["0", "1"]
    assert await cards.fetch_one("UPDATE cards SET state = 'gone' WHERE place = 2 RETURNING state") == {"state": "gone"}
    assert await cards.fetch_one("DELETE FROM cards WHERE place = 7 RETURNING place") is None


async def test_sums_and_counts_are_integers(cards: Database) -> None:
    for number in range(3):
        await add(cards, str(number), place=number)
    row = await cards.fetch_one("SELECT COUNT(*) AS n, SUM(place) AS total, MAX(place) AS top FROM cards")
    assert row == {"n": 3, "total": 3, "top": 2}
    assert all(type(value) is int for value in row.values())
    assert await cards.fetch_one("SELECT SUM(place) AS total FROM cards WHERE place > 9") == {"total": None}


async def test_a_row_that_is_there_already_is_a_unique_violation(cards: Database) -> None:
    await add(cards, "geheim", place=1)
    for card_id, place in (("geheim", 2), ("b", 1)):
        with pytest.raises(UniqueViolation) as refusal:
            await add(cards, card_id, place=place)
        assert "geheim" not in str(refusal.value)
    assert await cards.fetch_all("SELECT card_id FROM cards") == [{"card_id": "geheim"}]


async def test_a_row_that_breaks_another_rule_is_a_constraint_violation(cards: Database) -> None:
    await cards.execute("CREATE TABLE marks (card_id TEXT NOT NULL REFERENCES cards (card_id))")
    for sql, id_ in (
        ("INSERT INTO cards (card_id, state) VALUES (:id, 'lost')", "geheim"),
        ("INSERT INTO cards (card_id, state) VALUES (:id, NULL)", "geheim"),
        ("INSERT INTO marks (card_id) VALUES (:id)", "geheim"),
    ):
        with pytest.raises(ConstraintViolation) as refusal:
            await cards.execute(sql, id=id_)
        assert not isinstance(refusal.value, UniqueViolation)
        assert "geheim" not in str(refusal.value)
        assert refusal.value.__cause__ is None


async def test_what_is_written_is_read_by_the_next_statement(cards: Database) -> None:
    for number in range(50):
        await add(cards, str(number))
        row = await cards.fetch_one("SELECT COUNT(*) AS n FROM cards")
        assert row == {"n": number + 1}


async def test_a_statement_with_a_writing_part_writes_whatever_its_first_word_is(cards: Database) -> None:
    await add(cards, "a")
    rows = await cards.fetch_all("WITH old AS (SELECT 'a' AS id) SELECT card_id FROM cards, old WHERE card_id = id")
    assert rows == [{"card_id": "a"}]


async def test_many_tasks_write_and_read_at_once(cards: Database) -> None:
    async def work(number: int) -> None:
        await add(cards, f"card {number}", place=number)
        row = await cards.fetch_one("SELECT place FROM cards WHERE card_id = :id", id=f"card {number}")
        assert row == {"place": number}

    await asyncio.gather(*(work(number) for number in range(300)))
    assert await cards.fetch_one("SELECT COUNT(*) AS n FROM cards") == {"n": 300}


async def test_what_was_answered_is_there_after_closing_and_opening_again(database_url: str) -> None:
    first = await open_database(database_url)
    await first.execute(TABLE)
    await add(first, "a", picture=b"\x00\xff", place=2**40)
    async with first.transaction() as transaction:
        await add(transaction, "b")
    await first.close()
    second = await open_database(database_url)
    rows = await second.fetch_all("SELECT card_id, place, picture FROM cards")
    await second.close()
    assert sorted(rows, key=lambda row: str(row["card_id"])) == [
        {"card_id": "a", "place": 2**40, "picture": b"\x00\xff"},
        {"card_id": "b", "place": None, "picture": None},
    ]


async def test_two_open_databases_at_one_address_see_each_others_answers(database_url: str) -> None:
    one, other = await open_database(database_url), await open_database(database_url)
    await one.execute(TABLE)
    await add(other, "a")
    assert await one.fetch_all("SELECT card_id FROM cards") == [{"card_id": "a"}]
    await one.close()
    await other.close()


async def test_a_ready_database_says_so(database: Database) -> None:
    await database.ready()


async def test_a_closed_database_is_unavailable(database_url: str) -> None:
    database = await open_database(database_url)
    await database.close()
    await database.close()
    for call in (database.fetch_all("SELECT 1 AS a"), database.execute("CREATE TABLE a (b TEXT)"), database.ready()):
        with pytest.raises(DatabaseUnavailable):
            await call
    with pytest.raises(DatabaseUnavailable):
        async with database.transaction():
            pytest.fail("a closed database opened a transaction")
