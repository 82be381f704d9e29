"""What is fuzzed: a parser or a judge, good inputs to begin with, and what it may answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from credentials.errors import CredentialError


class Forgery(Exception):  # noqa: N818 - what was found, not how something failed
    """A changed input was taken for genuine though it says something else."""


@dataclass(frozen=True)
class Target:
    """One entry that meets the world.

    Attributes:
        name: as on the command line and in the report.
        seeds: good inputs, or inputs that are nearly good: bytes, text, or JSON values.
        feed: gives one input to the code; raises `Forgery` where it was wrongly believed.
        refusals: the errors by which this entry refuses; any other is a crash.
        share: how many inputs it gets in comparison with the others: less where one costs more.
    """

    name: str
    seeds: Callable[[], Sequence[object]]
    feed: Callable[[object], object]
    refusals: tuple[type[Exception], ...] = (CredentialError,)
    share: int = 20
