"""PostgreSQL through asyncpg: the shared engine, when one machine is not enough.

READ COMMITTED with single-statement once-only semantics; commits are synchronous; only a server that may write is
used, so nothing is ever spent on a replica that lags behind (SECURITY D-07). A statement is tried again only where
nothing can have happened: reading, and beginning a transaction (D-06).
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import asyncpg

from plumbing.database.errors import DatabaseUnavailable
from plumbing.database.postgresql_errors import ENGINE_ERRORS, is_broken_connection, translate
from plumbing.database.room import Room
from plumbing.database.transaction import (
    TOO_LONG,
    TRANSACTION_SECONDS,
    OpenSnapshot,
    OpenTransaction,
    Outcome,
    PortableExecutor,
    TransactionGuard,
)

if TYPE_CHECKING:
    from plumbing.database.port import Executor
    from plumbing.database.statement import Statement, Value

LARGEST_POOL = 10
_CONNECT_SECONDS = 5.0
_WAIT_FOR_CONNECTION_SECONDS = 5.0
_STATEMENT_SECONDS = 30.0
_CLOSE_SECONDS = 5.0
_SCRUB_LOCK_MILLISECONDS = 200
_TRANSACTION = "BEGIN ISOLATION LEVEL READ COMMITTED"
# The view begins with the first reading; whoever writes it out may wait for a slow disk between two readings.
_SNAPSHOT = """
BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY;
SET LOCAL idle_in_transaction_session_timeout = '10min';
SELECT 1
"""
_COUNTED = ("INSERT", "UPDATE", "DELETE", "MERGE")


class PostgresqlDatabase(PortableExecutor):
    """A pool of connections to one PostgreSQL database."""

    engine = "postgresql"

    def __init__(self, pool: Any, place: str, transaction_seconds: float) -> None:
        self._pool = pool
        self._transaction_seconds = transaction_seconds
        self._place = place
        self._guard = TransactionGuard()
        self.room = Room()

    @classmethod
    async def open(cls, url: str, *, transaction_seconds: float = TRANSACTION_SECONDS) -> PostgresqlDatabase:
        """Connect and see that the server answers, may write and speaks UTF-8."""
        parts = urlsplit(url)
        place = f"{parts.hostname or 'local socket'}{parts.path}"  # without user and password
        try:
            pool = await asyncpg.create_pool(
                url,
                min_size=0,
                max_size=LARGEST_POOL,
                timeout=_CONNECT_SECONDS,
                command_timeout=_STATEMENT_SECONDS,
                target_session_attrs="read-write",
                reset=_leave_as_it_is,
                server_settings={
                    "application_name": "stadtsiegel",
                    "synchronous_commit": "on",
                    # for the case that this process hangs and cannot cut the connection itself
                    "idle_in_transaction_session_timeout": str(round(transaction_seconds * 2000)),
                },
            )
        except (*ENGINE_ERRORS, ValueError) as error:
            raise _cannot_open(place, error) from None
        database = cls(pool, place, transaction_seconds)
        try:
            await database._see_server()
        except BaseException:
            pool.terminate()
            raise
        return database

    async def _see_server(self) -> None:
        try:
            async with self._connection() as connection:
                encoding = await connection.fetchval("SHOW server_encoding")
        except (*ENGINE_ERRORS, ValueError) as error:  # asyncpg reads the address only now
            raise _cannot_open(self._place, error) from None
        if encoding != "UTF8":
            raise DatabaseUnavailable(
                f"the PostgreSQL database {self._place} is encoded in {encoding}; make it with ENCODING 'UTF8'"
            )

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[Any]:
        # errors of asyncpg come out as they are: only the caller knows what was on its way
        async with self._pool.acquire(timeout=_WAIT_FOR_CONNECTION_SECONDS) as connection:
            yield connection

    async def _run(self, statement: Statement, values: dict[str, Value], *, want_rows: bool) -> Outcome:
        self._guard.refuse_inside()
        tries = 2 if statement.only_reads else 1
        while True:
            tries -= 1
            asked = False
            try:
                async with self._connection() as connection:
                    asked = True
                    return await _run(connection, statement, values, want_rows)
            except ENGINE_ERRORS as error:
                if tries and await self._try_again(error):
                    continue
                with self.room.watch():
                    raise translate(error, changing=asked and not statement.only_reads) from None

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
        connection = await self._begin()
        try:
            deadline = _Deadline(connection, seconds)

            async def run(statement: Statement, values: dict[str, Value], want_rows: bool) -> Outcome:
                try:
                    return await _run(connection, statement, values, want_rows, max(seconds, _STATEMENT_SECONDS))
                except ENGINE_ERRORS as error:
                    deadline.refuse_if_over()
                    raise translate(error) from None

            transaction = OpenTransaction(run)
            try:
                with self._guard.inside(transaction):
                    yield transaction
                transaction.refuse_if_failed()
                deadline.refuse_if_over()
            except BaseException:
                await _undo(connection)
                raise
            finally:
                deadline.cancel()
            try:
                await connection.execute("COMMIT")
            except ENGINE_ERRORS as error:
                raise translate(error, changing=True) from None
        finally:
            await self._release(connection)

    @asynccontextmanager
    async def snapshot(self) -> AsyncIterator[Executor]:
        """Open a view of one moment (see the port)."""
        self._guard.refuse_inside()
        connection = await self._begin(_SNAPSHOT)
        try:

            async def read(statement: Statement, values: dict[str, Value], want_rows: bool) -> Outcome:
                try:
                    return await _run(connection, statement, values, want_rows)
                except ENGINE_ERRORS as error:
                    raise translate(error) from None

            snapshot = OpenSnapshot(read)
            try:
                yield snapshot
            finally:
                snapshot.is_open = False
                await _undo(connection)
        finally:
            await self._release(connection)

    async def _begin(self, begin: str = _TRANSACTION) -> Any:
        tries = 2  # a connection from the pool may have died while it waited; nothing has happened yet
        while True:
            tries -= 1
            connection = None
            try:
                connection = await self._pool.acquire(timeout=_WAIT_FOR_CONNECTION_SECONDS)
                await connection.execute(begin)
            except BaseException as error:
                if connection is not None:
                    _terminate(connection)
                    await self._release(connection)
                if not isinstance(error, ENGINE_ERRORS):
                    raise
                if tries and await self._try_again(error):
                    continue
                raise translate(error) from None
            return connection

    async def _try_again(self, error: BaseException) -> bool:
        if not is_broken_connection(error):
            return False
        # when the server went away, the other idle connections are as dead as this one
        with contextlib.suppress(asyncpg.InterfaceError):
            await self._pool.expire_connections()
        return True

    async def _release(self, connection: Any) -> None:
        with contextlib.suppress(*ENGINE_ERRORS):  # a broken connection leaves the pool by itself
            await self._pool.release(connection)

    async def scrub(self, table: str) -> None:
        """Write the table's living rows into a new file (see the port); a plain VACUUM leaves the dead ones' bytes."""
        self._guard.refuse_inside()
        try:
            async with self._connection() as connection:
                # all who want the table wait for whoever waits to lock it, so it is not waited for long
                await connection.execute(f"SET lock_timeout = {_SCRUB_LOCK_MILLISECONDS}")
                try:
                    await connection.execute(f'VACUUM (FULL) "{table}"')
                finally:
                    await connection.execute("RESET lock_timeout")
        except ENGINE_ERRORS as error:
            raise translate(error) from None

    async def ready(self) -> None:
        """Return when the server answers and may write."""
        row = await self.fetch_one("SELECT current_setting('transaction_read_only') AS only_reads")
        if row is None or row["only_reads"] != "off":
            raise DatabaseUnavailable("the database server only reads: it is a standby or was made so")

    async def close(self) -> None:
        """Let running statements end, then close every connection."""
        try:
            await asyncio.wait_for(self._pool.close(), _CLOSE_SECONDS)
        except ENGINE_ERRORS:
            self._pool.terminate()

    def __repr__(self) -> str:
        return f"PostgresqlDatabase({self._place!r})"


async def _run(
    connection: Any,
    statement: Statement,
    values: dict[str, Value],
    want_rows: bool,
    seconds: float = _STATEMENT_SECONDS,
) -> Outcome:
    if want_rows:
        records = await connection.fetch(statement.numbered, *values.values(), timeout=seconds)
        return Outcome([{name: _plain(value) for name, value in record.items()} for record in records], len(records))
    tag = (await connection.execute(statement.numbered, *values.values(), timeout=seconds)).split()
    return Outcome([], int(tag[-1]) if tag and tag[0] in _COUNTED else 0)


def _plain(value: Any) -> Any:
    # SUM over BIGINT is NUMERIC here and an integer on SQLite
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return value


class _Deadline:
    """Cuts the connection of a transaction that takes too long, whereupon the server undoes it."""

    def __init__(self, connection: Any, seconds: float) -> None:
        self._connection = connection
        self._over = False
        self._timer = asyncio.get_running_loop().call_later(seconds, self._cut)

    def _cut(self) -> None:
        self._over = True
        _terminate(self._connection)

    def refuse_if_over(self) -> None:
        if self._over:
            raise DatabaseUnavailable(TOO_LONG) from None

    def cancel(self) -> None:
        self._timer.cancel()


async def _undo(connection: Any) -> None:
    try:
        await connection.execute("ROLLBACK")
    except BaseException as error:
        _terminate(connection)  # then the server undoes it
        if not isinstance(error, ENGINE_ERRORS):
            raise


def _terminate(connection: Any) -> None:
    with contextlib.suppress(asyncpg.InterfaceError):  # it broke before, and has left the pool
        connection.terminate()


async def _leave_as_it_is(connection: Any) -> None:
    """Spare asyncpg's clean-up query: nothing here ever sets anything in a session."""


def _cannot_open(place: str, error: BaseException) -> DatabaseUnavailable:
    if isinstance(error, ValueError) and not isinstance(error, asyncpg.InterfaceError):
        return DatabaseUnavailable(f"the address of the PostgreSQL database {place} cannot be read")
    return DatabaseUnavailable(f"the PostgreSQL database {place} cannot be used: {translate(error)}")
