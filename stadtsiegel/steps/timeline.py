"""The demo as a person watches it: one line a step, as it happens."""

from __future__ import annotations

import sys
import textwrap
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from stadtsiegel.steps.step import Step

_WIDTH = 100
_INDENT = 6
_GREEN, _RED, _DIM, _BOLD, _PLAIN = "\033[32m", "\033[31m", "\033[2m", "\033[1m", "\033[0m"


class Timeline:
    """Prints steps under their chapters; in colour where a person is watching."""

    def __init__(self, stream: TextIO = sys.stdout) -> None:
        self._stream = stream
        self._colour = stream.isatty()
        self._chapter = ""

    def say(self, line: str = "") -> None:
        """Print a line as it is."""
        print(line, file=self._stream, flush=True)

    def heading(self, text: str) -> None:
        """Print the first line."""
        self.say(self._paint(text, _BOLD))

    def show(self, step: Step) -> None:
        """Print a step."""
        if step.chapter != self._chapter:
            self._chapter = step.chapter
            self.say()
            self.say(self._paint(step.chapter, _BOLD))
        mark = self._paint("✓", _GREEN) if step.agrees else self._paint("✗", _RED)
        outcome = step.actual if step.agrees else f"{step.actual}, expected {step.expected}"
        took = f"{step.seconds:5.1f} s"
        room = max(1, _WIDTH - 4 - len(step.step) - len(outcome) - len(took))
        dots = self._paint("." * room, _DIM)
        self.say(f"  {mark} {step.step} {dots} {outcome}{self._paint(took, _DIM)}")
        for line in textwrap.wrap(step.note, _WIDTH - _INDENT):
            self.say(self._paint(" " * _INDENT + line, _DIM))

    def close(self, steps: list[Step], seconds: float) -> None:
        """Print the last line."""
        wrong = [step for step in steps if not step.agrees]
        self.say()
        if wrong:
            self.say(self._paint(f"{len(wrong)} of {len(steps)} steps went wrong ({seconds:.1f} s).", _RED))
        else:
            self.say(self._paint(f"All {len(steps)} steps went as they should ({seconds:.1f} s).", _GREEN))

    def _paint(self, text: str, colour: str) -> str:
        return f"{colour}{text}{_PLAIN}" if self._colour else text
