"""SQLite's errors in the words of the port."""

from __future__ import annotations

import sqlite3

from plumbing.database.errors import (
    ConstraintViolation,
    DatabaseError,
    DatabaseFull,
    DatabaseMisuse,
    DatabaseUnavailable,
    UniqueViolation,
)

_UNIQUE = (
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
)
_KIND = 0xFF  # an extended error code keeps its primary kind in the lowest byte

_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY: "another process has kept the database file locked for too long",
    sqlite3.SQLITE_LOCKED: "the database is locked",
    sqlite3.SQLITE_READONLY: "the database file cannot be written",
    sqlite3.SQLITE_IOERR: "the database file cannot be read or written",
    sqlite3.SQLITE_CANTOPEN: "the database file cannot be opened",
    sqlite3.SQLITE_CORRUPT: "the database file is damaged; restore a backup",
    sqlite3.SQLITE_NOTADB: "the file is not an SQLite database",
    sqlite3.SQLITE_PERM: "the database file may not be used",
    sqlite3.SQLITE_NOMEM: "there is no memory left for the database",
    sqlite3.SQLITE_INTERRUPT: "the statement was interrupted",
    sqlite3.SQLITE_PROTOCOL: "the database file cannot be locked; is it on a network disk?",
}


def translate(error: sqlite3.Error) -> DatabaseError:
    """Find the port's error for SQLite's; what SQLite says about constraints names columns, never values."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        if isinstance(error, sqlite3.ProgrammingError) and "closed" in str(error):
            return DatabaseUnavailable("the database is closed")
        return DatabaseMisuse(f"SQLite refuses the statement ({type(error).__name__})")
    kind = code & _KIND
    if kind == sqlite3.SQLITE_CONSTRAINT:
        return UniqueViolation(str(error)) if code in _UNIQUE else ConstraintViolation(str(error))
    if kind == sqlite3.SQLITE_FULL:
        return DatabaseFull("there is no room left for the database")
    if kind in _UNAVAILABLE:
        return DatabaseUnavailable(_UNAVAILABLE[kind])
    # "no such table: offers", "near "SELCT": syntax error": words of our SQL, in which values are only parameters
    return DatabaseMisuse(f"SQLite refuses the statement: {error}")
