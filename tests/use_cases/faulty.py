"""One change of the good package `RICH`, and what must be said about it."""

from __future__ import annotations

from typing import NamedTuple

from tests.use_cases.rich_package import RICH


class Faulty(NamedTuple):
    """A package with one fault.

    Attributes:
        old: what is changed,
        new: into what.
        at: a piece of the line that is told.
        place: the place that is told.
        fault: a piece of what is wrong.
        remedy: a piece of what to do.
    """

    old: str
    new: str
    at: str
    place: str
    fault: str
    remedy: str

    @property
    def text(self) -> str:
        """The faulty package."""
        assert self.old in RICH, f"the package no longer has {self.old!r}"
        return RICH.replace(self.old, self.new, 1)


def table(header: str, until: str) -> str:
    """The lines of the package from one header to another."""
    return RICH[RICH.index(header) : RICH.index(until)]
