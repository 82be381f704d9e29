"""Open a database by its address; the engine is chosen here and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseMisuse
from plumbing.database.transaction import TRANSACTION_SECONDS

if TYPE_CHECKING:
    from plumbing.database.port import Database

_IN_MEMORY = "sqlite::memory:"
_IN_FILE = "sqlite:///"


async def open_database(url: str, *, transaction_seconds: float = TRANSACTION_SECONDS) -> Database:
    """Open the database at an address.

    Args:
        url: `sqlite:///absolute/path`, `sqlite::memory:` (for tests; gone when it is closed) or `postgresql://...`.
        transaction_seconds: after how long an open transaction is undone.

    Raises:
        DatabaseUnavailable: when it cannot be opened, with the reason.
        DatabaseMisuse: when this is no address of a database.
    """
    # each engine is imported only when it is chosen: a city on SQLite never loads asyncpg
    if url.startswith(("postgresql://", "postgres://")):
        from plumbing.database.postgresql import PostgresqlDatabase  # noqa: PLC0415

        return await PostgresqlDatabase.open(url, transaction_seconds=transaction_seconds)
    if url != _IN_MEMORY and not (url.startswith(_IN_FILE) and len(url) > len(_IN_FILE)):
        raise DatabaseMisuse(  # the address is not quoted: it may have a password in it
            "the address of a database is sqlite:///absolute/path, sqlite::memory: or postgresql://..."
        )
    from plumbing.database.sqlite import SqliteDatabase  # noqa: PLC0415

    path = None if url == _IN_MEMORY else Path("/" + url.removeprefix(_IN_FILE).lstrip("/"))
    return await SqliteDatabase.open(path, transaction_seconds=transaction_seconds)
