"""SQLite, the embedded default: one file, one writer with grouped commits, readers beside it.

WAL with `synchronous=FULL` (NORMAL may lose answered commits, SECURITY D-02), foreign keys on, deleted content
overwritten. Several processes may share the file: the writers queue up at `BEGIN IMMEDIATE` (D-05).
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import sqlite3
import threading
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from plumbing.database.errors import DatabaseUnavailable, TransactionConflict
from plumbing.database.room import Room
from plumbing.database.sqlite_errors import translate
from plumbing.database.sqlite_session import Session
from plumbing.database.sqlite_writer import GroupedWriter
from plumbing.database.transaction import (
    TRANSACTION_SECONDS,
    OpenSnapshot,
    OpenTransaction,
    Outcome,
    PortableExecutor,
    TransactionGuard,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from plumbing.database.port import Executor
    from plumbing.database.statement import Statement, Value

OLDEST_VERSION = (3, 35, 0)  # the first that knows RETURNING
READERS = 2
_BUSY_SECONDS = 10.0
_SCRUB_SECONDS = 0.2
_STATEMENTS_KEPT = 512


class SqliteDatabase(PortableExecutor):
    """An open SQLite database, in a file or (for tests) in memory."""

    engine = "sqlite"

    def __init__(self, path: Path | None, *, transaction_seconds: float = TRANSACTION_SECONDS) -> None:
        self._path = path
        self._transaction_seconds = transaction_seconds
        self._guard = TransactionGuard()
        self.room = Room()
        self._writer = GroupedWriter(self._connect_writer)
        # a database in memory is only one connection wide: there the writer reads, too
        self._readers = None if path is None else ThreadPoolExecutor(READERS, thread_name_prefix="sqlite-reader")
        self._reader = threading.local()
        self._reader_connections: list[sqlite3.Connection] = []

    @classmethod
    async def open(cls, path: Path | None, *, transaction_seconds: float = TRANSACTION_SECONDS) -> SqliteDatabase:
        """Open the file, made when it is not there (readable by its owner only); None opens a database in memory."""
        refuse_old_version(sqlite3.sqlite_version_info)
        if path is not None:
            _make_file(path)
        database = cls(path, transaction_seconds=transaction_seconds)
        await database._writer.open()
        return database

    async def _run(self, statement: Statement, values: dict[str, Value], *, want_rows: bool) -> Outcome:  # noqa: ARG002
        self._guard.refuse_inside()
        if statement.only_reads and self._readers is not None:
            return await self._read(self._readers, statement, values)
        with self.room.watch():
            outcome: Outcome = await self._writer.run(lambda connection: _run(connection, statement.sql, values))
        return outcome

    async def _read(self, readers: ThreadPoolExecutor, statement: Statement, values: dict[str, Value]) -> Outcome:
        def read() -> Outcome:
            try:
                return _run(self._reader_connection(), statement.sql, values)
            except sqlite3.Error as error:
                raise translate(error) from None

        try:
            reading = asyncio.get_running_loop().run_in_executor(readers, read)
        except RuntimeError:
            raise DatabaseUnavailable("the database is closed") from None
        return await reading

    @asynccontextmanager
    async def transaction(self, *, seconds: float | None = None) -> AsyncIterator[Executor]:
        """Open a transaction (see the port)."""
        self._guard.refuse_inside()
        seconds = self._transaction_seconds if seconds is None else seconds
        with self.room.watch():
            async with self._open_transaction(seconds) as transaction:
                yield transaction

    @asynccontextmanager
    async def _open_transaction(self, seconds: float) -> AsyncIterator[Executor]:
        session = Session(seconds=seconds)

        async def run(statement: Statement, values: dict[str, Value], want_rows: bool) -> Outcome:  # noqa: ARG001
            outcome: Outcome = await session.step(lambda connection: _run(connection, statement.sql, values))
            return outcome

        transaction = OpenTransaction(run)
        job = self._writer.submit(session.conduct, if_dropped=session.drop)
        try:
            with self._guard.inside(transaction):
                yield transaction
            transaction.refuse_if_failed()
        except BaseException:
            session.undo()
            job.forget()
            raise
        session.keep()
        await job.future

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Executor]:
        """Open a view of one moment (see the port); in memory, where the writer alone can read, it keeps others out."""
        self._guard.refuse_inside()
        if self._path is None:
            async with self.transaction() as transaction:
                yield transaction
            return
        # a thread and a connection of its own: the readers stay free for the requests of a running service
        thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite-snapshot")
        connection = self._connect()

        async def run(work: Callable[[], Any]) -> Any:
            try:
                return await asyncio.get_running_loop().run_in_executor(thread, work)
            except sqlite3.Error as error:
                raise translate(error) from None

        async def read(statement: Statement, values: dict[str, Value], want_rows: bool) -> Outcome:  # noqa: ARG001
            outcome: Outcome = await run(lambda: _run(connection, statement.sql, values))
            return outcome

        snapshot = OpenSnapshot(read)
        try:
            await run(lambda: _begin_snapshot(connection))
            yield snapshot
        finally:
            snapshot.is_open = False
            thread.shutdown()
            connection.close()

    async def scrub(self, table: str) -> None:  # noqa: ARG002
        """Empty the write-ahead log into the file (see the port); there, deleted content was overwritten already."""
        self._guard.refuse_inside()
        if self._path is not None:
            await asyncio.to_thread(self._empty_wal)

    async def ready(self) -> None:
        """Return when the database can be read and its writer is there."""
        await self._writer.run(_touch)

    async def close(self) -> None:
        """Write what is queued, then close every connection."""
        if self._readers is not None:
            await asyncio.to_thread(self._readers.shutdown)
        for connection in self._reader_connections:
            connection.close()
        self._reader_connections.clear()
        await self._writer.close()

    def __repr__(self) -> str:
        return f"SqliteDatabase({str(self._path) if self._path else ':memory:'!r})"

    # In the threads.

    def _connect_writer(self) -> sqlite3.Connection:
        connection = self._connect()
        if self._path is not None:
            _use_wal(connection)
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA journal_size_limit = 67108864")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")  # what retention deletes is gone from the file, too
        return connection

    def _empty_wal(self) -> None:
        # a connection of its own, for this cannot be done inside the writer's transactions, and with little patience:
        # while it waits for a long reader, all writers wait for it
        with contextlib.closing(self._connect(busy_seconds=_SCRUB_SECONDS)) as connection:
            try:
                (busy, *_) = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            except sqlite3.Error as error:
                raise translate(error) from None
        if busy:
            raise TransactionConflict("somebody reads an older state of the database for long")

    def _reader_connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._reader, "connection", None)
        if connection is None:
            connection = self._connect()
            connection.execute("PRAGMA query_only = ON")
            self._reader_connections.append(connection)
            self._reader.connection = connection
        return connection

    def _connect(self, *, busy_seconds: float = _BUSY_SECONDS) -> sqlite3.Connection:
        connection = sqlite3.connect(
            str(self._path) if self._path is not None else ":memory:",
            timeout=busy_seconds,
            isolation_level=None,  # BEGIN and COMMIT are written here, not guessed by the module
            check_same_thread=False,  # close() comes from another thread, after the last use
            cached_statements=_STATEMENTS_KEPT,
        )
        connection.execute("PRAGMA trusted_schema = OFF")
        return connection


def refuse_old_version(version: tuple[int, ...]) -> None:
    """Refuse an SQLite library that lacks what the stores are written with."""
    if version < OLDEST_VERSION:
        have, need = (".".join(map(str, numbers)) for numbers in (version, OLDEST_VERSION))
        raise DatabaseUnavailable(
            f"the SQLite library of this Python is {have}, but {need} or newer is needed (for RETURNING); "
            "install a newer libsqlite3, or use PostgreSQL"
        )


def _make_file(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseUnavailable(f"the folder of the database is not there: {path.parent}")
    try:
        # made here and not by SQLite, so that nobody else can ever read it; its -wal and -shm take over the mode
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise DatabaseUnavailable(f"the database file {path} cannot be opened: {error.strerror}") from None


def _use_wal(connection: sqlite3.Connection) -> None:
    # When many processes open a new file at once, SQLite refuses some without asking the busy timeout.
    patience = time.monotonic() + _BUSY_SECONDS
    while True:
        try:
            (mode,) = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > patience:
                raise
            time.sleep(0.005)
            continue
        if mode != "wal":
            raise DatabaseUnavailable("this disk cannot hold an SQLite database in WAL mode; is it a network disk?")
        return


def _run(connection: sqlite3.Connection, sql: str, values: dict[str, Value]) -> Outcome:
    with contextlib.closing(connection.execute(sql, values)) as cursor:
        if cursor.description is None:
            return Outcome([], max(cursor.rowcount, 0))
        columns = [column[0] for column in cursor.description]
        rows: list[Any] = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
        return Outcome(rows, max(cursor.rowcount, 0))


def _begin_snapshot(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA query_only = ON")
    connection.execute("BEGIN")
    connection.execute("SELECT COUNT(*) FROM sqlite_master").fetchone()  # the view begins with the first reading


def _touch(connection: sqlite3.Connection) -> None:
    connection.execute("SELECT 1").fetchone()
