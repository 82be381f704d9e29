"""What an executor and a transaction are on every engine, so that no engine forgives what the other refuses.

After a statement has failed PostgreSQL answers nothing more in that transaction, while SQLite would go on; here both
end.
"""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple

from plumbing.database.errors import DatabaseMisuse
from plumbing.database.statement import Statement, Value, read_statement

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from plumbing.database.port import Row

TRANSACTION_SECONDS = 10.0  # other writers wait for an open transaction; one that hangs is undone after this
TOO_LONG = "the transaction took too long and was undone"


class Outcome(NamedTuple):
    """What a statement did."""

    rows: list[Row]
    changed: int


class PortableExecutor(ABC):
    """The three calls of the port, on top of one that an engine writes."""

    @abstractmethod
    async def _run(self, statement: Statement, values: dict[str, Value], *, want_rows: bool) -> Outcome: ...

    async def fetch_all(self, sql: str, /, **values: object) -> list[Row]:
        """Run a statement and return all its rows."""
        statement = read_statement(sql)
        return (await self._run(statement, statement.arrange(values), want_rows=True)).rows

    async def fetch_one(self, sql: str, /, **values: object) -> Row | None:
        """Run a statement and return its first row, or None when it has none."""
        rows = await self.fetch_all(sql, **values)
        return rows[0] if rows else None

    async def execute(self, sql: str, /, **values: object) -> int:
        """Run a statement and return how many rows it inserted, changed or deleted."""
        statement = read_statement(sql)
        return (await self._run(statement, statement.arrange(values), want_rows=False)).changed


class OpenTransaction(PortableExecutor):
    """The executor of one transaction, usable until its block ends or one of its statements fails."""

    def __init__(self, run: Callable[[Statement, dict[str, Value], bool], Awaitable[Outcome]]) -> None:
        self._run_on_engine = run
        self._one_at_a_time = asyncio.Lock()
        self.is_open = True
        self.failed = False

    async def _run(self, statement: Statement, values: dict[str, Value], *, want_rows: bool) -> Outcome:
        async with self._one_at_a_time:
            if not self.is_open:
                raise DatabaseMisuse("this transaction has ended")
            if self.failed:
                raise DatabaseMisuse("a statement of this transaction failed: let its error leave the block")
            self.failed = True  # until the answer is here, which also covers a caller that stops waiting
            outcome = await self._run_on_engine(statement, values, want_rows)
            self.failed = False
            return outcome

    def refuse_if_failed(self) -> None:
        """Refuse to keep a transaction of which a statement failed and the error was swallowed."""
        if self.failed:
            raise DatabaseMisuse("a statement of this transaction failed, so nothing of it is kept")


class OpenSnapshot(OpenTransaction):
    """The executor of one view of a moment: a transaction that only reads."""

    async def _run(self, statement: Statement, values: dict[str, Value], *, want_rows: bool) -> Outcome:
        if not statement.only_reads:
            raise DatabaseMisuse("a snapshot only reads")
        return await super()._run(statement, values, want_rows=want_rows)


class TransactionGuard:
    """Refuses what would wait for itself: using the database beside the transaction that the same task has open."""

    def __init__(self) -> None:
        self._current: ContextVar[OpenTransaction | None] = ContextVar("open_transaction", default=None)

    def refuse_inside(self) -> None:
        """Refuse to go on when the calling task has a transaction open."""
        current = self._current.get()
        # a task that was started inside the block outlives it with a copy of the variable: hence is_open
        if current is not None and current.is_open:
            raise DatabaseMisuse("inside a transaction only its own executor is used, and no second one is opened")

    @contextmanager
    def inside(self, transaction: OpenTransaction) -> Iterator[None]:
        """Remember the open transaction for the length of its block."""
        self._current.set(transaction)
        try:
            yield
        finally:
            transaction.is_open = False
            self._current.set(None)
