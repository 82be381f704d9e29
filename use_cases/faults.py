"""Faults of a use-case package: what is wrong, where, and what to do; all of a package told at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""The way from the top of the file to a value: keys, and numbers inside lists."""

MAX_FAULTS = 100
"""Past so many, a longer list helps nobody; the last line says how many more there are."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: the file, the line where it can be told, the place as a dotted path, a sentence with its remedy."""

    file: str
    line: int | None
    place: str
    message: str

    def __str__(self) -> str:
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{where}: {self.place}: {self.message}" if self.place else f"{where}: {self.message}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A fault before it has a file and a line: the path inside the document and the sentence."""

    path: Path
    message: str


class UseCaseError(Exception):
    """A use-case package cannot be used.

    Attributes:
        every_fault: every reason.
        faults: as many of them as a person reads.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.every_fault = list(faults)
        self.faults = capped(self.every_fault)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def capped(faults: list[Fault]) -> list[Fault]:
    """Cut a list that nobody would read to its end, and say how much was cut."""
    if len(faults) <= MAX_FAULTS:
        return faults
    more = len(faults) - MAX_FAULTS
    rest = Fault(faults[0].file, None, "", f"There are {more} more faults. Mend these first, then check again.")
    return [*faults[:MAX_FAULTS], rest]


def render_place(path: Path) -> str:
    """Write a path as a person would: `claims.cardNumber.label.de`, `purposes.lending.claims[1]` (counted from 0)."""
    place = ""
    for part in path:
        if isinstance(part, int):
            place += f"[{part}]"
        else:
            place += f".{shown(part)}" if place else shown(part)
    return place


def shown(text: object, limit: int = 60) -> str:
    """Show a value from a file inside a sentence: on one line, printable, and never longer than it helps."""
    plain = "".join(letter if letter.isprintable() else "�" for letter in str(text))
    return plain if len(plain) <= limit else plain[: limit - 1] + "…"
