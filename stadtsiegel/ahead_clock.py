"""The clock of `stadtsiegel serve`: the machine's, and somebody may set it ahead to see what time does to a card.

How far it is ahead lies in a file beside the data, so that no restart turns back the time in which they were made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.clock import Clock


class AheadClock:
    """A clock that runs, and can only be moved forwards.

    Attributes:
        ahead: by how many seconds it is ahead of the machine's.
    """

    def __init__(self, *, machine: Clock, file: Path) -> None:
        self._machine = machine
        self._file = file
        self.ahead = _read(file)

    def now(self) -> int:
        """Return the present moment of this city in whole UTC seconds since the epoch."""
        return self._machine.now() + self.ahead

    def move(self, seconds: int) -> None:
        """Move the clock forwards.

        Raises:
            ValueError: for any other direction.
        """
        if seconds < 0:
            raise ValueError("this clock is never turned back")
        self.ahead += seconds
        self._file.write_text(f"{self.ahead}\n", "ascii")


def _read(file: Path) -> int:
    try:
        return max(0, int(file.read_text("ascii")))
    except FileNotFoundError:
        return 0
