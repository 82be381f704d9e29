"""PostgreSQL's errors in the words of the port.

Only the kind of an error is told, never its text: PostgreSQL quotes values in DETAIL and asyncpg in its messages.
"""

from __future__ import annotations

import asyncpg

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

ENGINE_ERRORS = (asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError, OSError)
"""What asyncpg lets out; TimeoutError is an OSError."""

_BY_STATE: dict[str, tuple[type[DatabaseError], str]] = {
    "53100": (DatabaseFull, "there is no room left for the database"),
    "53300": (DatabaseUnavailable, "the database server accepts no more connections"),
    "40001": (TransactionConflict, "another transaction was in the way"),
    "40P01": (TransactionConflict, "two transactions waited for each other, and this one was undone"),
    "55P03": (TransactionConflict, "a lock was not to be had in time"),
    "57014": (DatabaseUnavailable, "the statement took too long"),
    "25P03": (DatabaseUnavailable, "the transaction took too long and was undone"),
    "25006": (DatabaseUnavailable, "the database server only reads: it is a standby or was made so"),
    "28000": (DatabaseUnavailable, "the database server does not let this user in"),
    "28P01": (DatabaseUnavailable, "the database server does not accept the password"),
    "3D000": (DatabaseUnavailable, "there is no database of this name on the server"),
    "42501": (DatabaseUnavailable, "the user of the database may not do this"),
}
_BY_CLASS: dict[str, tuple[type[DatabaseError], str]] = {
    "08": (DatabaseUnavailable, "the connection to the database broke"),
    "53": (DatabaseUnavailable, "the database server is short of something"),
    "54": (UnstorableValue, "a value is larger than PostgreSQL can keep in an index"),
    "57": (DatabaseUnavailable, "the database server is stopping or starting"),
    "58": (DatabaseUnavailable, "the database server has trouble with its system"),
    "XX": (DatabaseUnavailable, "the database server has an internal error"),
}


def translate(error: BaseException, *, changing: bool = False) -> DatabaseError:
    """Find the port's error for one of `ENGINE_ERRORS`.

    Args:
        error: what asyncpg raised.
        changing: whether a change was on its way that the server may have made without being able to say so.
    """
    if isinstance(error, asyncpg.TargetServerAttributeNotMatched):
        return DatabaseUnavailable("the database server only reads: it is a standby or was made so")
    if isinstance(error, asyncpg.PostgresError) and not is_broken_connection(error):
        return _translate_answer(error)
    if isinstance(error, TimeoutError):
        return (OutcomeUnknown if changing else DatabaseUnavailable)("the database server did not answer in time")
    if isinstance(error, OSError) or is_broken_connection(error):
        return (OutcomeUnknown if changing else DatabaseUnavailable)("the connection to the database broke")
    return DatabaseMisuse(f"asyncpg refuses the statement or its values ({type(error).__name__})")


def _translate_answer(error: asyncpg.PostgresError) -> DatabaseError:
    state = str(error.sqlstate or "")
    if state == "23505":
        return UniqueViolation(f"unique constraint {error.constraint_name} of {error.table_name}")
    if state.startswith("23"):
        return ConstraintViolation(f"constraint {error.constraint_name or error.column_name} of {error.table_name}")
    found = _BY_STATE.get(state) or _BY_CLASS.get(state[:2])
    if found is not None:
        kind, sentence = found
        return kind(sentence)
    return DatabaseMisuse(f"PostgreSQL refuses the statement ({state} {type(error).__name__})")


def is_broken_connection(error: BaseException) -> bool:
    """Tell whether the connection itself is gone, so that a statement that only reads may be tried on another."""
    if isinstance(error, asyncpg.PostgresConnectionError | asyncpg.ConnectionDoesNotExistError):
        return True
    if isinstance(error, asyncpg.AdminShutdownError | asyncpg.CrashShutdownError):
        return True
    if isinstance(error, asyncpg.InterfaceError):
        # "connection is closed", "pool is closing", "has been released back to the pool" (which a broken one was)
        return any(word in str(error) for word in ("closed", "closing", "released"))
    return isinstance(error, OSError) and not isinstance(error, TimeoutError)
