"""Whether the database has room to write, as its last changes have found (SECURITY D-04).

A full disk ends changes and nothing else: what is published is read on, so a full service stays ready and warns.
Nothing is probed: a refused change is remembered for half a minute. One that succeeds proves nothing, since some need
no room.
"""

from __future__ import annotations

import math
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseFull

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEMBER_SECONDS = 30.0
NO_ROOM = (
    "The disk of the database is full: nothing new can be written, reading goes on. Make room; no restart is needed."
)


class Room:
    """What one open database remembers."""

    def __init__(self) -> None:
        self._refused_at = -math.inf

    @contextmanager
    def watch(self) -> Iterator[None]:
        """Run a change and remember whether it was refused for want of room."""
        try:
            yield
        except DatabaseFull:
            self._refused_at = monotonic()
            raise

    @property
    def is_full(self) -> bool:
        """Whether a change was refused within the last half minute."""
        return monotonic() - self._refused_at < _REMEMBER_SECONDS
