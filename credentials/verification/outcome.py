"""The three outcomes of a check, and a sentence in the two languages of the house."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Outcome(StrEnum):
    """What came of a check; only `passed` is good, and `undecided` is never taken for it."""

    PASSED = "passed"
    FAILED = "failed"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Message:
    """One statement for people: what is, and what to do about it."""

    de: str
    en: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What a code stands for: always the same check, the same outcome, the same sentence."""

    check: str
    outcome: Outcome
    message: Message
