"""Two versions of a document compared, and the difference as a text that is read aloud in a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.difference.breaking import find_breaking
from use_cases.difference.cards import compare_cards
from use_cases.difference.change import Difference, Topic
from use_cases.difference.claims import compare_claims
from use_cases.difference.issuing import compare_issuing
from use_cases.difference.purposes import compare_purposes
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from use_cases.use_case import UseCase

_HEADINGS = {
    Topic.BREAKING: LocalText("Nicht möglich", "Not possible"),
    Topic.ASKED: LocalText("Was neu verlangt wird", "What is asked anew"),
    Topic.NO_LONGER: LocalText("Was entfällt", "What is gone"),
    Topic.SEEN: LocalText("Wer mehr oder anderes sieht", "Who sees more, or something else"),
    Topic.KEPT: LocalText("Was wie lange aufbewahrt wird", "What is kept how long"),
    Topic.ISSUED: LocalText("Wie ausgestellt wird", "How it is issued"),
    Topic.CARDS: LocalText("Welche Karten gut bleiben", "Which cards remain good"),
}
_LANGUAGES = {"de": "Deutsch", "en": "English"}


def compare(old: UseCase, new: UseCase) -> Difference:
    """Find everything in which a version differs from an earlier one."""
    changes = [
        *find_breaking(old, new),
        *compare_claims(old, new),
        *compare_purposes(old, new),
        *compare_issuing(old, new),
        *compare_cards(old, new),
    ]
    return Difference(title=new.title, earlier=old.version, later=new.version, changes=tuple(changes))


def render_difference(difference: Difference) -> str:
    """Write the difference as text: all of it in German, then all of it in English."""
    return "\n".join(line for language in _LANGUAGES for line in _in_language(difference, language))


def _in_language(difference: Difference, language: str) -> Iterator[str]:
    title = getattr(difference.title, language)
    yield f"{_LANGUAGES[language]}: {title}, Version {difference.earlier} -> {difference.later}"
    for topic, heading in _HEADINGS.items():
        sentences = [getattr(change.text, language) for change in difference.changes if change.topic is topic]
        if sentences:
            yield f"  {getattr(heading, language)}:"
            yield from (f"  - {sentence}" for sentence in sentences)
    yield ""
