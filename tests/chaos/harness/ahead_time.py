"""The time of a whole city of processes: the machine's, and a drill may set it ahead, never back."""

from __future__ import annotations

import os
import time
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_PATH = f"{Path(__file__).with_name('ahead')}{os.pathsep}{Path(__file__).resolve().parents[3]}"


def machine_now() -> int:
    """The machine's time in whole UTC seconds."""
    return int(time.time())


class AheadTime:
    """By how much a city is ahead; the processes that are started inside of `ruling` read it from a file."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "clock-ahead"
        self._set(0)

    @contextmanager
    def ruling(self) -> Iterator[None]:
        """Let every process that is started in the block live in this time."""
        before = dict(os.environ)
        os.environ |= {"PYTHONPATH": _PATH, "CHAOS_CLOCK_FILE": str(self._file)}
        try:
            yield
        finally:
            os.environ.clear()
            os.environ.update(before)

    def now(self) -> int:
        """The present moment of the city in whole UTC seconds."""
        return machine_now() + self._ahead

    def move(self, seconds: int) -> None:
        """Set it ahead by some more seconds."""
        self._set(self._ahead + seconds)

    def _set(self, ahead: int) -> None:
        self._ahead = ahead
        draft = self._file.with_suffix(".new")
        draft.write_text(f"{ahead}\n", "ascii")
        draft.replace(self._file)  # whoever reads meanwhile reads the old or the new, never half
