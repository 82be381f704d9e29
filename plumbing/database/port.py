"""The port: what a store may ask of a database. Both engines keep every promise made here (see tests/contracts).

**SQL** is portable: `:name` parameters, and the types BIGINT, TEXT and BYTEA. Values are `int` (64 bits), `str`,
`bytes` and None; a row is a mapping from column name (lower case) to such values. Not portable, and so not used: `::`
casts (write CAST), LIKE (SQLite ignores case), ORDER BY on text (PostgreSQL follows its locale), `:a + :b` without a
CAST.

**Once means one statement** (section 4 of the house): `DELETE ... RETURNING`, a guarded `UPDATE` of which `execute`
tells the rows, or an `INSERT ... ON CONFLICT DO NOTHING`. Of N that try at once, exactly one wins, over all
processes.

**An answer is a promise**: what `execute` or the end of a `transaction` block has answered survives kill -9 and power
loss.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from plumbing.database.errors import (
    ConstraintViolation,
    DatabaseError,
    DatabaseFull,
    DatabaseMisuse,
    DatabaseUnavailable,
    OutcomeUnknown,
    TransactionConflict,
    UniqueViolation,
    UnstorableValue,
)

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

    from plumbing.database.room import Room

__all__ = [
    "ConstraintViolation",
    "Database",
    "DatabaseError",
    "DatabaseFull",
    "DatabaseMisuse",
    "DatabaseUnavailable",
    "Executor",
    "OutcomeUnknown",
    "Row",
    "TransactionConflict",
    "UniqueViolation",
    "UnstorableValue",
]

Row = Mapping[str, Any]


class Executor(Protocol):
    """Runs statements: the database itself (each statement by itself) or an open transaction (all or none)."""

    async def fetch_all(self, sql: str, /, **values: object) -> list[Row]:
        """Run a statement and return all its rows."""
        ...

    async def fetch_one(self, sql: str, /, **values: object) -> Row | None:
        """Run a statement and return its first row, or None when it has none."""
        ...

    async def execute(self, sql: str, /, **values: object) -> int:
        """Run a statement and return how many rows it inserted, changed or deleted."""
        ...


class Database(Executor, Protocol):
    """An open database. One object a process; it may be shared by all tasks of its event loop."""

    @property
    def engine(self) -> str:
        """Which engine it is: `sqlite` or `postgresql`; for the few places that must know, and for people to read."""
        ...

    @property
    def room(self) -> Room:
        """Whether there is room to write, as the changes of the last half minute have found."""
        ...

    def transaction(self, *, seconds: float | None = None) -> AbstractAsyncContextManager[Executor]:
        """Open a transaction: kept when the block ends, undone when an error leaves it.

        Inside the block only the block's executor is used; a second transaction inside it is refused. A statement that
        fails ends the transaction: the error must leave the block. The block waits for nothing but its own statements
        (no network, no keys): other writers wait for it, and after ten seconds it is undone. `seconds` gives more to
        the few that must have it.
        """
        ...

    def snapshot(self) -> AbstractAsyncContextManager[Executor]:
        """Open a view of one moment, that of its opening: reads only, and does not see what is written meanwhile.

        Nobody waits for it and it waits for nobody, so it may stay open as long as a backup takes; as long, the engine
        keeps what was overwritten since. A statement that would write is refused.
        """
        ...

    async def ready(self) -> None:
        """Return when the database answers.

        Raises:
            DatabaseUnavailable: with the reason, when it does not.
        """
        ...

    async def scrub(self, table: str) -> None:
        """Let what was deleted from a table be gone from the engine's files, too.

        Not from what the engine keeps for its own recovery elsewhere: see docs/retention.md. The table is locked for
        as long as its living rows take to be written, so it had better be a small one.

        Raises:
            TransactionConflict: somebody reads an older state for long, such as a backup; try again later.
        """
        ...

    async def close(self) -> None:
        """Let running work end, then close every connection."""
        ...
