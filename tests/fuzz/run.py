"""Feeding a target: every input counted as refused or accepted, or found to be a crash, a hang or a forgery."""

from __future__ import annotations

import json
import random
import signal
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NoReturn

from tests.fuzz.mutate import mutate
from tests.fuzz.target import Forgery, Target

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

LONGEST_SECONDS = 1.0
"""Of processor time for one input; what takes longer is a hang."""
WRONG = ("crash", "hang", "forgery")


class _Hang(BaseException):
    """The time is over; no `except Exception` of the code under test may swallow it."""


@dataclass
class Outcome:
    """What came of some inputs.

    Attributes:
        counts: `refused`, `accepted`, and of `WRONG` those that were found.
        slowest: seconds of processor time of the slowest input.
        findings: the numbers of inputs with what went wrong, for `--input`.
    """

    counts: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    findings: list[tuple[int, str]] = field(default_factory=list)


def input_of(target: Target, seeds: list[object], *, seed: int, number: int) -> object:
    """The input of a target with this number; number 0 and the next are the good ones themselves."""
    if number < len(seeds):
        return seeds[number]
    return mutate(seeds, random.Random(f"{seed}/{target.name}/{number}"))  # noqa: S311 - repeatable, not secret


def feed(target: Target, numbers: Iterable[int], *, seed: int, keep: Path | None = None) -> Outcome:
    """Feed the inputs with these numbers to a target, one after the other.

    Args:
        target: what is fuzzed.
        numbers: which inputs.
        seed: of all random choices.
        keep: a folder in which inputs that found something are kept.
    """
    seeds = list(target.seeds())
    outcome = Outcome()
    before = signal.signal(signal.SIGVTALRM, _time_is_over)
    try:
        for number in numbers:
            value = input_of(target, seeds, seed=seed, number=number)
            started = time.process_time()
            came, detail = _feed_one(target, value)
            outcome.slowest = max(outcome.slowest, time.process_time() - started)
            outcome.counts[came] += 1
            if came in WRONG:
                outcome.findings.append((number, f"{came}: {detail}"))
                if keep is not None:
                    keep.mkdir(parents=True, exist_ok=True)
                    (keep / f"{target.name}-{number}.json").write_text(_written(value), "utf-8")
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
    return outcome


def _feed_one(target: Target, value: object) -> tuple[str, str]:
    try:
        signal.setitimer(signal.ITIMER_VIRTUAL, LONGEST_SECONDS)
        target.feed(value)
    except target.refusals:
        return "refused", ""
    except Forgery as forgery:
        return "forgery", str(forgery)
    except _Hang:
        return "hang", f"more than {LONGEST_SECONDS} s"
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        return "crash", f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return "accepted", ""


def _time_is_over(*_: object) -> NoReturn:
    raise _Hang


def _written(value: object) -> str:
    if isinstance(value, bytes):
        return json.dumps({"bytes": value.hex()})
    return json.dumps({"value": value})
