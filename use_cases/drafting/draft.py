"""What a source gives for a first package: claims as a package writes them, and notes about the rest."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from credentials.strict_json import JsonObject
from use_cases.local_text import LocalText

MOST_CLAIMS = 60
MOST_MEMBERS = 20
MOST_CHOICES = 100
MOST_NOTES = 100


class SourceError(Exception):
    """A file that no package can be made of; the text says why and what to do, in both languages."""

    def __init__(self, de: str, en: str) -> None:
        self.message = LocalText(de, en)
        super().__init__(en)


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was not taken over as it stands: where, and what became of it."""

    place: str
    message: LocalText


@dataclass(frozen=True, slots=True)
class Draft:
    """The claims of a new package, as its `[claims]` are written.

    Attributes:
        claims: name to table, in the order of the source.
        notes: what a person should know or do, in the order of the source.
        title: what the document is called, if the source says so.
        description: one sentence about it, if the source says so.
    """

    claims: JsonObject
    notes: tuple[Note, ...] = ()
    title: str | None = None
    description: str | None = None


def capped(notes: Iterable[Note]) -> Iterator[Note]:
    """Cut a list that nobody would read to its end, and say how much was cut."""
    told = list(notes)
    yield from told[:MOST_NOTES]
    if (more := len(told) - MOST_NOTES) > 0:
        yield Note("", LocalText(f"Es gibt {more} weitere Hinweise.", f"There are {more} more notes."))
