"""The catalogue of tables: all of them, in an order that foreign keys allow, read page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.database.catalogue import Table, insert_rows, read_pages, read_tables
from plumbing.database.errors import DatabaseMisuse

if TYPE_CHECKING:
    from plumbing.database.port import Database


async def test_each_table_comes_after_those_that_it_points_to(database: Database) -> None:
    await database.execute("CREATE TABLE lists (id TEXT PRIMARY KEY)")
    await database.execute(
        "CREATE TABLE a_place (list TEXT REFERENCES lists (id), place BIGINT, bit BYTEA, PRIMARY KEY (place, list))"
    )
    assert await read_tables(database, database.engine) == [
        Table("lists", ("id",), ("id",)),
        Table("a_place", ("list", "place", "bit"), ("place", "list")),
    ]


async def test_pages_follow_a_key_of_several_columns_without_gap_or_double(database: Database) -> None:
    await database.execute("CREATE TABLE pairs (a TEXT NOT NULL, b BIGINT NOT NULL, PRIMARY KEY (a, b))")
    (table,) = await read_tables(database, database.engine)
    rows = [[a, b] for a in ("z", "Ä", "a", "") for b in range(5)]
    await insert_rows(database, table, ("a", "b"), rows)
    for page in (1, 3, 4, 20, 21):
        read = [row async for rows_read in read_pages(database, table, page=page) for row in rows_read]
        assert sorted((row["a"], row["b"]) for row in read) == sorted((a, b) for a, b in rows)
        assert len(read) == len(rows)


async def test_a_table_that_cannot_be_copied_is_told(database: Database) -> None:
    await database.execute("CREATE TABLE keyless (a TEXT)")
    with pytest.raises(DatabaseMisuse, match="keyless has no primary key"):
        await read_tables(database, database.engine)


async def test_a_column_that_the_table_does_not_have_is_told(database: Database) -> None:
    await database.execute("CREATE TABLE notes (a TEXT PRIMARY KEY)")
    (table,) = await read_tables(database, database.engine)
    with pytest.raises(DatabaseMisuse, match="no column b"):
        await insert_rows(database, table, ("a", "b"), [["x", "y"]])
