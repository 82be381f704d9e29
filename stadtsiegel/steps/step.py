"""One step of the demo and how it is told."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wallet_sim.refusals import ServiceRefused, WalletRefuses

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject


@dataclass(frozen=True, kw_only=True)
class Step:
    """What was tried and what came of it.

    Attributes:
        step: A sentence.
        expected: The outcome that is right.
        actual: The outcome that was seen.
        seconds: How long it took.
        chapter: Under which heading it is shown.
        note: One more line for people, such as what the officer reads.
    """

    step: str
    expected: str
    actual: str
    seconds: float
    chapter: str
    note: str = ""

    @property
    def agrees(self) -> bool:
        """Whether it went as it should."""
        return self.expected == self.actual

    def to_json(self) -> JsonObject:
        """The step for machines."""
        return {
            "step": self.step,
            "expected": self.expected,
            "actual": self.actual,
            "seconds": round(self.seconds, 3),
        }


@dataclass(frozen=True, kw_only=True)
class Seen:
    """What an attempt came to, in a word or code, with a line for people."""

    outcome: str
    note: str = ""


ToldStep = tuple[str, str, str, Callable[[], Awaitable[Seen]]]
"""Chapter, sentence, the outcome that is right, and the attempt."""


async def try_step(chapter: str, sentence: str, expected: str, attempt: Callable[[], Awaitable[Seen]]) -> Step:
    """Run one attempt; refusals of a service or of the wallet are outcomes like any other."""
    started = time.perf_counter()
    try:
        seen = await attempt()
    except ServiceRefused as refused:
        seen = Seen(outcome=f"{refused.status} {refused.error}".strip(), note=refused.description)
    except WalletRefuses as refused:
        seen = Seen(outcome=refused.code, note=refused.detail)
    except TimeoutError:
        seen = Seen(outcome="nothing happened in time")
    return Step(
        chapter=chapter,
        step=sentence,
        expected=expected,
        actual=seen.outcome,
        seconds=time.perf_counter() - started,
        note=seen.note,
    )
