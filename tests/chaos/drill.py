"""What a drill is: the same code for a second in `make test` and for hundreds of rounds in `make chaos`.

A drill attacks the product as the world does (kills, races, cuts) and counts what came of it. Its wrong effects are
those counts that must be nought; they and the bars that it missed decide whether it passed.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

ENGINES = ("sqlite", "postgresql")
NO_ENGINE = ("-",)

Say = Callable[[str], None]
"""Tells progress in one line."""


class CannotRunHere(Exception):  # noqa: N818 - no fault of anybody
    """This machine lacks what the drill needs; the sentence says what."""


@dataclass(frozen=True, kw_only=True)
class DrillResult:
    """What came of a drill.

    Attributes:
        counts: every effect by its name, wrong ones and right ones.
        wrong: the names in `counts` that must be nought.
        missed: the bars that were not held, each as a sentence.
        notes: what a reader must know to believe the counts, such as stand-ins.
        seconds: how long it took; whoever runs the drill fills it in.
    """

    name: str
    engine: str
    rounds: int
    seed: int
    counts: dict[str, int]
    wrong: tuple[str, ...]
    missed: tuple[str, ...] = ()
    notes: str = ""
    seconds: float = 0.0

    @property
    def passed(self) -> bool:
        """Whether no wrong effect was seen and every bar was held."""
        return not self.missed and all(self.counts[name] == 0 for name in self.wrong)


Run = Callable[[str, int, int, Path, Say], Awaitable[DrillResult]]
"""Engine, rounds, seed, an empty folder on a real disk, and whom to tell progress."""


@dataclass(frozen=True, kw_only=True)
class Drill:
    """A drill by its name.

    Attributes:
        tried: one sentence for the report: what is done in a round and what is looked for.
        engines: on which engines it runs, one after the other.
        full_rounds: for `make chaos`.
        short_rounds: for `make test`: a second or two.
        short_engines: for `make test`, where one engine is enough to see that the drill works.
    """

    name: str
    tried: str
    run: Run
    engines: tuple[str, ...] = ENGINES
    full_rounds: int
    short_rounds: int
    short_engines: tuple[str, ...] | None = None


def all_drills() -> list[Drill]:
    """Every drill: each module in `drills/` names its own in `DRILLS`."""
    folder = Path(__file__).with_name("drills")
    names = sorted(module.name for module in pkgutil.iter_modules([str(folder)]))
    return [drill for name in names for drill in importlib.import_module(f"tests.chaos.drills.{name}").DRILLS]
