"""The file of exported heads: one signed head a line, only ever added to, outside the database (SECURITY L-04).

Several processes may write the same file: each holds its lock while it looks which heads are missing and adds them. A
line that a power loss tore is left where it is and written anew on the next one.
"""

from __future__ import annotations

import fcntl
import os
from typing import TYPE_CHECKING

from plumbing.audit.head import LONGEST, Head, HeadRefused, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_LOOK_BACK = 16 * LONGEST


def heads_file(folder: Path, chain: str) -> Path:
    """Where the heads of a service's chain are written."""
    return folder / f"{chain}.heads"


def last_head(path: Path) -> Head | None:
    """The last readable head of the file; None without one.

    Raises:
        OSError: when the file is there and cannot be read.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        return _last_head(file)
    finally:
        os.close(file)


def add_heads(path: Path, tokens: Sequence[str]) -> int:
    """Add those heads that come after the last one in the file; durable when this returns.

    Args:
        path: the file; made when it is not there, in a folder that is.
        tokens: heads in their order.

    Returns:
        How many were added.

    Raises:
        OSError: when the file cannot be written.
    """
    is_new = not path.exists()
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(file, fcntl.LOCK_EX)  # given back with the file
        last = _last_head(file)
        missing = [token for token in tokens if last is None or _comes_after(read(token), last)]
        if missing:
            _write_all(file, ("" if _ends_with_a_line(file) else "\n") + "".join(f"{token}\n" for token in missing))
            os.fsync(file)
    finally:
        os.close(file)
    if is_new:
        _sync_folder(path.parent)
    return len(missing)


def whole_lines(path: Path) -> Iterator[tuple[int, str]]:
    """The lines of the file with their numbers, from 1; a torn one is left out where its whole follows.

    A last line without its end is torn as well: it is being written at this moment, or will be written anew.

    Raises:
        OSError: when the file cannot be read.
    """
    with path.open("r", encoding="ascii", errors="replace", newline="\n") as file:
        yield from _without_torn(enumerate(file, 1))


def _without_torn(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    held: tuple[int, str] | None = None
    for number, line in lines:
        if held is not None and not line.startswith(held[1]):
            yield held
        held = (number, line.rstrip("\n")) if line.endswith("\n") else None
    if held is not None:
        yield held


def _comes_after(head: Head, other: Head) -> bool:
    return (head.epoch, head.number) > (other.epoch, other.number)


def _last_head(file: int) -> Head | None:
    size = os.fstat(file).st_size
    end = os.pread(file, _LOOK_BACK, max(0, size - _LOOK_BACK))
    for line in reversed(end.decode("ascii", "replace").split("\n")):
        try:
            return read(line)
        except HeadRefused:
            continue
    return None


def _ends_with_a_line(file: int) -> bool:
    size = os.fstat(file).st_size
    return size == 0 or os.pread(file, 1, size - 1) == b"\n"


def _write_all(file: int, text: str) -> None:
    rest = text.encode("ascii")
    while rest:
        rest = rest[os.write(file, rest) :]


def _sync_folder(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
