"""CPU time of several things in turn, so that all of them see the same machine in the same moment."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Timed = Callable[[int], float]
"""Does a thing so many times and tells the CPU time of one, in microseconds."""
Figures = dict[str, list[float]]
"""Of each thing the CPU time of one call in each round, in microseconds."""
FEWEST_ROUNDS = 5


@dataclass(frozen=True)
class Pace:
    """How long is measured.

    Attributes:
        rounds: how often each thing has its turn.
        slice_micros: about how long a turn is; what takes longer is done once.
        seconds: after how much CPU time no further round of a phase begins, once there are five.
        warm_up: how often each thing is done beforehand, at most for ten slices and at least twice.
    """

    rounds: int = 40
    slice_micros: float = 8_000
    seconds: float = 12
    warm_up: int = 400


def in_process(call: Callable[[], object]) -> Timed:
    """Measure a call of our own process."""

    def timed(calls: int) -> float:
        began = time.process_time_ns()
        for _ in range(calls):
            call()
        return (time.process_time_ns() - began) / 1_000 / calls

    return timed


def interleave(things: Mapping[str, Timed], pace: Pace) -> Figures:
    """Let each thing have its turn in each round."""
    calls = {name: _calls(timed, pace) for name, timed in things.items()}
    figures: Figures = {name: [] for name in things}
    spent = 0.0
    for number in range(pace.rounds):
        if number >= FEWEST_ROUNDS and spent > pace.seconds * 1_000_000:
            break
        for name, timed in things.items():
            figures[name].append(timed(calls[name]))
            spent += figures[name][-1] * calls[name]
    return figures


def _calls(timed: Timed, pace: Pace) -> int:
    """Warm a thing up, and tell how many calls make a turn."""
    first = max(timed(1), 1.0)
    timed(max(1, min(pace.warm_up, int(10 * pace.slice_micros / first))))
    return max(1, int(pace.slice_micros / max(timed(2), 1.0)))
