"""A transaction on SQLite whose statements arrive one by one: a job of the writer that waits for its task's steps.

The writer's thread belongs to the transaction until its block ends, which is what "one writer" means; so it ends by
itself when the block takes too long.
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from plumbing.database.errors import DatabaseError, DatabaseMisuse, DatabaseUnavailable
from plumbing.database.sqlite_errors import translate
from plumbing.database.sqlite_writer import Undo
from plumbing.database.transaction import TOO_LONG

if TYPE_CHECKING:
    from collections.abc import Callable

_KEEP = "keep"
_UNDO = "undo"


class _Step:
    def __init__(self, work: Callable[[sqlite3.Connection], Any]) -> None:
        self.work = work
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()

    def answer(self, value: Any, error: BaseException | None) -> None:
        def settle() -> None:
            if self.future.done():
                return
            if error is None:
                self.future.set_result(value)
            else:
                self.future.set_exception(error)

        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            self.future.get_loop().call_soon_threadsafe(settle)


class Session:
    """The two ends of one transaction: the task posts steps, the writer's thread conducts them."""

    def __init__(self, *, seconds: float) -> None:
        self._seconds = seconds
        self._inbox: SimpleQueue[_Step | str] = SimpleQueue()
        self._lock = threading.Lock()
        self._over: DatabaseError | None = None  # why no step is taken any more

    # The task's end.

    async def step(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run work inside the transaction and return its result, which is not durable yet."""
        step = _Step(work)
        with self._lock:
            if self._over is not None:
                raise self._over
            self._inbox.put(step)
        return await step.future

    def keep(self) -> None:
        """End the transaction; the job's answer tells when it is durable."""
        self._inbox.put(_KEEP)

    def undo(self) -> None:
        """Undo the transaction."""
        self._inbox.put(_UNDO)

    # The writer's end.

    def conduct(self, connection: sqlite3.Connection) -> None:
        """Run the steps as they come, until the block ends."""
        deadline = time.monotonic() + self._seconds
        end: DatabaseError = DatabaseMisuse("this transaction has ended")
        try:
            while (step := self._next(deadline)) is not None:
                self._run(step, connection)
        except DatabaseUnavailable as error:
            end = error
            raise
        except sqlite3.Error as error:
            end = translate(error)
            raise
        finally:
            self.drop(end)

    def _next(self, deadline: float) -> _Step | None:
        """Wait for the next step; None when the transaction is to be kept."""
        try:
            message = self._inbox.get(timeout=max(0.0, deadline - time.monotonic()))
        except Empty:
            raise DatabaseUnavailable(TOO_LONG) from None
        if message == _UNDO:
            raise Undo
        step = message if isinstance(message, _Step) else None
        if time.monotonic() > deadline:
            if step is not None:
                step.answer(None, DatabaseUnavailable(TOO_LONG))
            raise DatabaseUnavailable(TOO_LONG)
        return step

    def drop(self, error: DatabaseError) -> None:
        """Take no more steps; whatever was posted gets the error."""
        with self._lock:
            self._over = error
        with contextlib.suppress(Empty):
            while True:
                message = self._inbox.get_nowait()
                if isinstance(message, _Step):
                    message.answer(None, error)

    @staticmethod
    def _run(step: _Step, connection: sqlite3.Connection) -> None:
        try:
            value = step.work(connection)
        except sqlite3.Error as error:
            step.answer(None, translate(error))
            if not connection.in_transaction:  # the disk is full: SQLite has undone everything
                raise
        except BaseException as error:
            step.answer(None, error)  # or its task would wait for ever
            raise
        else:
            step.answer(value, None)
