"""Databases without room, on both engines, for as long as a block lasts.

SQLite's file may not grow (`max_page_count`), and its free pages are filled. PostgreSQL refuses in the words of a full
disk (SQLSTATE 53100) whatever would write; the drill `disk-full` fills a real small disk where one can be mounted.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseFull
from plumbing.database.sqlite import SqliteDatabase

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database

_REFUSE = """
CREATE FUNCTION refuse_for_want_of_room() RETURNS trigger AS
'BEGIN RAISE EXCEPTION ''no space left on device'' USING ERRCODE = ''53100''; END' LANGUAGE plpgsql
"""


@asynccontextmanager
async def full_disk(database: Database) -> AsyncIterator[None]:
    """Leave no room to write while the block lasts."""
    if isinstance(database, SqliteDatabase):
        await database.execute("CREATE TABLE ballast (body BYTEA)")
        await database._writer.run(lambda connection: _pragma(connection, "max_page_count = 1"))  # the size it has
        for size in (4000, 400, 40, 4):
            with suppress(DatabaseFull):
                while True:
                    await database.execute("INSERT INTO ballast (body) VALUES (:body)", body=bytes(size))
        yield
        await database._writer.run(lambda connection: _pragma(connection, "max_page_count = 1073741823"))
        return
    await database.execute(_REFUSE)
    tables = await database.fetch_all("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    for table in (row["tablename"] for row in tables):
        await database.execute(
            f"CREATE TRIGGER no_room BEFORE INSERT OR UPDATE ON {table} EXECUTE FUNCTION refuse_for_want_of_room()"
        )
    yield
    for table in (row["tablename"] for row in tables):
        await database.execute(f"DROP TRIGGER no_room ON {table}")


def _pragma(connection: sqlite3.Connection, text: str) -> None:
    connection.execute(f"PRAGMA {text}").fetchone()
