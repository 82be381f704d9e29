"""What can go wrong with a database, in words that mean the same on both engines.

No error carries a stored or sent value: engines like to quote them ("Key (name)=(Erika) already exists"), and a value
may be personal. So errors of an engine are never chained to these.
"""

from __future__ import annotations


class DatabaseError(Exception):
    """Something about the database; the kinds below say what."""


class DatabaseUnavailable(DatabaseError):  # noqa: N818
    """The database does not answer now; the caller answers 503 with Retry-After.

    Nothing was changed, unless a kind below says so.
    """


class DatabaseFull(DatabaseUnavailable):
    """There is no room left; reading goes on, and writing works again as soon as there is room."""


class TransactionConflict(DatabaseUnavailable):
    """Another transaction was in the way and this one was rolled back; trying the whole of it again may succeed."""


class OutcomeUnknown(DatabaseUnavailable):
    """The connection broke while a change was on its way: it may or may not have been made. Never simply try again."""


class ConstraintViolation(DatabaseError):  # noqa: N818
    """A row would break a rule that the schema states; nothing was changed."""


class UniqueViolation(ConstraintViolation):
    """A row with this key is there already; nothing was changed."""


class UnstorableValue(DatabaseError, ValueError):  # noqa: N818
    """A value that not every engine can hold: a number beyond 64 bits, or text with a NUL or a lone surrogate in it."""


class DatabaseMisuse(DatabaseError):  # noqa: N818
    """The program asks in a way that cannot be answered: a mistake in our code, never the fault of the input."""
