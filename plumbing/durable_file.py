"""A file that appears whole or not at all, and survives a power loss once it has: written beside, synced, renamed."""

from __future__ import annotations

import contextlib
import os
from typing import IO, TYPE_CHECKING

from plumbing.entropy import SystemEntropy, new_token

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

OWNER_ONLY = 0o600
FOR_ALL_TO_READ = 0o644


@contextlib.contextmanager
def durable_file(path: Path, *, mode: int = OWNER_ONLY) -> Iterator[IO[bytes]]:
    """Write a file; it takes its name (and the place of an older one) when the block ends without an error.

    Args:
        path: its name; the folder must be there.
        mode: who may read it, from its first byte on.

    Raises:
        OSError: when it cannot be written; then nothing has changed.
    """
    beside = path.with_name(f".{path.name}.{new_token(SystemEntropy(), 6)}.part")
    number = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(number, "wb") as file:
            yield file
            file.flush()
            os.fchmod(number, mode)  # whatever the umask says
            os.fsync(number)
        beside.rename(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(path.parent)


def write_durably(path: Path, content: bytes, *, mode: int = OWNER_ONLY) -> None:
    """Write a small file at once (see `durable_file`)."""
    with durable_file(path, mode=mode) as file:
        file.write(content)


def _sync_folder(folder: Path) -> None:
    number = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(number)
    finally:
        os.close(number)
