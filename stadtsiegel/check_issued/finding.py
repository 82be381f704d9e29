"""What the checker finds, and the bounded pile it goes on: counted all, kept as many as a person reads."""

from __future__ import annotations

import tomllib
from collections import Counter
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from credentials.strict_json import JsonObject

KEEP_OF_A_KIND = 1_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as it must be.

    Attributes:
        code: which kind; its words are in `findings.toml`.
        place: which row or file: `table/id`, opaque ids only.
        detail: what was met there, in a few technical words.
    """

    code: str
    place: str
    detail: str = ""

    def to_json(self) -> JsonObject:
        """Write the finding for machines."""
        words = WORDS[self.code]
        return {
            "code": self.code,
            "place": self.place,
            "detail": self.detail,
            "sentence": words.sentence.to_json(),
            "remedy": words.remedy.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Words:
    """What people read about a kind of finding."""

    sentence: LocalText
    remedy: LocalText


class Pile:
    """All findings of a run, in bounded memory."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.kept: list[Finding] = []

    def add(self, findings: Iterable[Finding]) -> None:
        """Count findings and keep the first thousand of each kind."""
        for finding in findings:
            self.counts[finding.code] += 1
            if self.counts[finding.code] <= KEEP_OF_A_KIND:
                self.kept.append(finding)


def _read_words() -> Mapping[str, Words]:
    table = tomllib.loads((files(__package__) / "findings.toml").read_text("utf-8"))
    return {
        code: Words(LocalText(text["de"], text["en"]), LocalText(text["remedy_de"], text["remedy_en"]))
        for code, text in table.items()
    }


WORDS = _read_words()
"""The words of every kind of finding, by its code."""
