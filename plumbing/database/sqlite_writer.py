"""The one writer of an SQLite database: a thread that groups what many tasks write into few durable commits.

Jobs run one after the other, each as a savepoint inside one transaction; a job that fails undoes only its own. As
soon as nobody waits any more (or the group is large or old enough) the group is committed, with fsync, and only then
is every job of it answered. So an answer is durable, and 100 writers at once pay for few fsyncs (PERFORMANCE section
8).
"""

from __future__ import annotations

import asyncio
import contextlib
import sqlite3
import threading
import time
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from plumbing.database.errors import DatabaseError, DatabaseUnavailable
from plumbing.database.sqlite_errors import translate

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LARGEST_GROUP = 256
OLDEST_GROUP_SECONDS = 0.01


class Undo(Exception):  # noqa: N818
    """Raised by a job that wants its own work undone and is content with that."""


class Job:
    """Work for the writer, and the future of whoever waits for it."""

    def __init__(
        self, work: Callable[[sqlite3.Connection], Any], if_dropped: Callable[[DatabaseError], None] | None = None
    ) -> None:
        self.work = work
        self.if_dropped = if_dropped  # told when the work will never be run
        self.future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.value: Any = None
        self.error: BaseException | None = None

    def settle(self) -> None:
        """Answer whoever still waits; in the event loop."""
        if self.future.done():
            return
        if self.error is not None:
            self.future.set_exception(self.error)
        else:
            self.future.set_result(self.value)

    def forget(self) -> None:
        """Wait no more for the answer, which is of no interest once the work is undone; in the event loop."""
        if not self.future.cancel() and not self.future.cancelled():
            self.future.exception()


class GroupedWriter:
    """Runs jobs in its own thread on its own connection, and answers each after the commit that keeps it."""

    def __init__(self, connect: Callable[[], sqlite3.Connection]) -> None:
        self._connect = connect
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._opened: Job | None = None
        self._closed = False
        self._last_job_seen = False
        self._thread = threading.Thread(target=self._work, name="sqlite-writer", daemon=True)

    async def open(self) -> None:
        """Start the thread and wait until it is connected."""
        self._opened = Job(_nothing)
        self._thread.start()
        await self._opened.future

    async def run(self, work: Callable[[sqlite3.Connection], Any]) -> Any:
        """Run work in the writer's thread; the answer comes when it is durable."""
        return await self.submit(work).future

    def submit(
        self, work: Callable[[sqlite3.Connection], Any], *, if_dropped: Callable[[DatabaseError], None] | None = None
    ) -> Job:
        """Put work into the queue and return at once; the job's future is the answer."""
        if self._closed or not self._thread.is_alive():
            raise DatabaseUnavailable("the database is closed")
        job = Job(work, if_dropped)
        self._jobs.put(job)
        return job

    async def close(self) -> None:
        """Let everything that is queued be written, then end the thread."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
        await asyncio.to_thread(self._thread.join)

    # From here on: the writer's thread.

    def _work(self) -> None:
        opened = self._opened
        if opened is None:
            return
        try:
            connection = self._connect()
        except (sqlite3.Error, DatabaseError) as error:
            opened.error = translate(error) if isinstance(error, sqlite3.Error) else error
            _answer([opened])
            return
        _answer([opened])
        with contextlib.closing(connection):
            while (job := self._next(wait=True)) is not None:
                self._write_group(connection, job)

    def _next(self, *, wait: bool) -> Job | None:
        if self._last_job_seen:
            return None
        try:
            job = self._jobs.get(block=wait)
        except Empty:
            return None
        self._last_job_seen = job is None
        return job

    def _write_group(self, connection: sqlite3.Connection, job: Job | None) -> None:
        group: list[Job] = []
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            cause = translate(error)
            # whoever waits behind the first would only wait as long again for the same lock
            while job is not None:
                group.append(job)
                if job.if_dropped is not None:
                    job.if_dropped(cause)
                job = self._next(wait=False)
            _fail(group, cause)
            return
        oldest = time.monotonic() + OLDEST_GROUP_SECONDS
        while job is not None:
            group.append(job)
            if not job.future.cancelled():  # whoever asked may have gone away while the job was in the queue
                _run_in_savepoint(connection, job)
            if not connection.in_transaction or len(group) >= LARGEST_GROUP or time.monotonic() > oldest:
                break
            job = self._next(wait=False)
        if not connection.in_transaction:
            # a full disk or a broken file made SQLite undo everything, also the jobs before the one that failed
            culprit = group[-1].error
            if not isinstance(culprit, DatabaseUnavailable):
                culprit = DatabaseUnavailable("the database has undone the change")
            _fail(group, culprit)
            return
        try:
            connection.execute("COMMIT")
        except sqlite3.Error as error:
            with contextlib.suppress(sqlite3.Error):
                connection.execute("ROLLBACK")
            _fail(group, translate(error))
            return
        _answer(group)


def _nothing(connection: sqlite3.Connection) -> None:
    """Do no work."""


def _run_in_savepoint(connection: sqlite3.Connection, job: Job) -> None:
    try:
        connection.execute("SAVEPOINT job")
        try:
            job.value = job.work(connection)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK TO job")
                connection.execute("RELEASE job")
            raise
        connection.execute("RELEASE job")  # a deferred constraint speaks up only at the COMMIT; the schema has none
    except Undo:
        pass
    except sqlite3.Error as error:
        job.error = translate(error)
    except BaseException as error:  # noqa: BLE001 the thread must outlive any job; the error goes to whoever asked
        job.error = error


def _fail(group: Sequence[Job], error: DatabaseError) -> None:
    for job in group:
        job.error = job.error or type(error)(*error.args)  # one object each: a raised exception collects its traceback
    _answer(group)


def _answer(group: Sequence[Job]) -> None:
    """Settle all futures of a group with one wake-up of their event loop."""

    def settle() -> None:
        for job in group:
            job.settle()

    with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
        group[0].future.get_loop().call_soon_threadsafe(settle)
