"""A folder outside the database with the newest of what a service has published, for the day the database is lost.

Several workers write the same files. Whoever has the lock reads only then what is newest, so no file ever goes back.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from plumbing.durable_file import FOR_ALL_TO_READ, write_durably

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from pathlib import Path

_LOCK = ".lock"
_WAIT_SECONDS = 20.0
_PAUSE_SECONDS = 0.02


class DatabaseBehind(Exception):  # noqa: N818
    """A file is newer than the database: somebody put an older database in place without `stadtsiegel restore`."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} in the publish folder is newer than the database; it was left as it is. An older database was put "
            "in place: stop the service and use `stadtsiegel restore`, which keeps what was published since"
        )


class KeptOutside:
    """Brings the files of a service up to date, and remembers for its health whether that went well."""

    def __init__(self, keep: Callable[[], Awaitable[None]]) -> None:
        self._keep = keep
        self._fault: str | None = None

    async def keep(self) -> None:
        """Write what was published since.

        Raises:
            OSError: when the folder cannot be written; what was published stays published.
            DatabaseBehind: when a file is newer than the database.
        """
        try:
            await self._keep()
        except OSError as error:
            reason = error.strerror or type(error).__name__
            self._fault = (
                f"The publish folder cannot be written ({reason}): a restore would not know what comes from now on."
            )
            raise
        except DatabaseBehind as error:
            self._fault = f"{error}."
            raise
        self._fault = None

    async def warning(self) -> str | None:
        """The sentence for `/health/ready`; None while the last turn went well."""
        return self._fault


class PublishFolder:
    """The folder of one service."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Keep all other writers out, of this process and of others, until the block ends.

        Raises:
            OSError: when the folder cannot be made or written, or the others take too long.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        lock = os.open(self._path / _LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            patience = time.monotonic() + _WAIT_SECONDS
            # asked again and again: a thread that waits in the kernel could not be called back when the service stops
            while not _taken(lock):
                if time.monotonic() > patience:
                    raise TimeoutError(f"another process holds {self._path / _LOCK}")
                await asyncio.sleep(_PAUSE_SECONDS)
            yield
        finally:
            os.close(lock)

    def read(self, name: str) -> bytes | None:
        """Read a file; None when it is not there."""
        try:
            return (self._path / name).read_bytes()
        except FileNotFoundError:
            return None

    async def put(self, name: str, content: bytes) -> None:
        """Write a file whole, in the place of an older one; the caller has the lock and knows that it is newer.

        Raises:
            OSError: when it cannot be written; the older one stays.
        """
        path = self._path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(write_durably, path, content, mode=FOR_ALL_TO_READ)


def _taken(lock: int) -> bool:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
