"""A change between two versions as a sentence under a topic."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from use_cases.local_text import LocalText


class Topic(StrEnum):
    """What a change is about, in the order in which people read them."""

    BREAKING = "breaking"
    ASKED = "asked"
    NO_LONGER = "no-longer"
    SEEN = "seen"
    KEPT = "kept"
    ISSUED = "issued"
    CARDS = "cards"


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        topic: what it is about.
        text: a sentence for people who read no packages.
    """

    topic: Topic
    text: LocalText


@dataclass(frozen=True, slots=True)
class Difference:
    """All that two versions of one document differ in, as far as it matters to people.

    Attributes:
        title: of the document, as the newer version says it.
        earlier: the number of the earlier version.
        later: the number of the newer version.
        changes: by topic, in the order of the package.
    """

    title: LocalText
    earlier: int
    later: int
    changes: tuple[Change, ...]

    @property
    def breaking(self) -> tuple[Change, ...]:
        """Why the newer version cannot follow the earlier one; empty when it can."""
        return tuple(change for change in self.changes if change.topic is Topic.BREAKING)
