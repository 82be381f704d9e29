"""What time it is: the one place that asks the machine, so that every rule about time can be tested by moving it.

Times are whole UTC seconds since the epoch everywhere inside; they become text only at the wire.
"""

from __future__ import annotations

import time
from typing import Protocol


class Clock(Protocol):
    """Something that knows the present moment."""

    def now(self) -> int:
        """Return the present moment in whole UTC seconds since the epoch."""
        ...


class SystemClock:
    """The clock of the machine."""

    def now(self) -> int:
        """Return the machine's time, cut to whole seconds."""
        return int(time.time())


class MovableClock:
    """A clock that stands still until somebody moves it: for tests and for the demo, which looks into the future."""

    def __init__(self, start: int) -> None:
        self._now = start

    def now(self) -> int:
        """Return the moment where the clock was left."""
        return self._now

    def move(self, seconds: int) -> None:
        """Move the clock, forwards or (to test what a wrong clock does) backwards."""
        self._now += seconds
