"""What the holder is asked before anything is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.dcql.ask import SUBJECT
from credentials.dcql.claims_path import render_path

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath

LocalText = dict[str, str]

WORDS: dict[str, LocalText] = {
    "asks": {"de": "fragt", "en": "asks"},
    "legal_basis": {"de": "Rechtsgrundlage", "en": "Legal basis"},
    "no_legal_basis": {
        "de": "nicht genannt. Bitte fragen Sie die Stelle danach.",
        "en": "not stated. Please ask the service.",
    },
    "kept": {"de": "Das Ergebnis wird aufbewahrt", "en": "The result is kept"},
    "override": {
        "de": "Ausnahme der Stadt, fragt mehr als vorgesehen",
        "en": "Exception by the city, asks for more than usual",
    },
    "whole_card": {"de": "Der ganze Ausweis wird gezeigt", "en": "The whole card is shown"},
}

_UNITS: tuple[tuple[int, dict[str, tuple[str, str]]], ...] = (
    (86_400, {"de": ("Tag", "Tage"), "en": ("day", "days")}),
    (3_600, {"de": ("Stunde", "Stunden"), "en": ("hour", "hours")}),
    (60, {"de": ("Minute", "Minuten"), "en": ("minute", "minutes")}),
    (1, {"de": ("Sekunde", "Sekunden"), "en": ("second", "seconds")}),
)


def name_of(path: ClaimsPath) -> str:
    """What a claim is called, in whatever format it stands: its place below the subject, such as `address.city`."""
    return render_path(path[1:] if path[:1] == (SUBJECT,) and path[1:] else path)


@dataclass(frozen=True, kw_only=True)
class ConsentQuestion:
    """Everything a holder needs to decide, in German and English.

    Attributes:
        who: Name of who asks, as the authority signed it.
        purpose: What it is for.
        reason: Why these claims are needed.
        legal_basis: By what right; None where the authority does not say it.
        override: Why the authority lets it ask for more than this kind of document has; None where it does not.
        claims: Names of the claims that are asked for, such as `address.city`.
        shown: Names of the claims that the other side will see; of a card that cannot be shown in part, all.
        beyond: Those of them that nobody asked for.
        retention_seconds: How long the result is kept.
    """

    who: LocalText
    purpose: LocalText
    reason: LocalText
    legal_basis: LocalText | None
    override: LocalText | None
    claims: tuple[str, ...]
    shown: tuple[str, ...]
    beyond: tuple[str, ...]
    retention_seconds: int

    @property
    def shows_more_than_asked(self) -> bool:
        """Whether the format shows claims that nobody asked for."""
        return bool(self.beyond)

    def lines(self, language: str = "en") -> list[str]:
        """The question as a person reads it, in German or English, each line a sentence."""
        say = {name: words[language] for name, words in WORDS.items()}
        lines = [
            f"{self.who[language]} {say['asks']}: {', '.join(self.claims)}",
            f"{self.purpose[language]}: {self.reason[language]}",
            f"{say['legal_basis']}: {self.legal_basis[language] if self.legal_basis else say['no_legal_basis']}",
            f"{say['kept']}: {_span(self.retention_seconds, language)}",
        ]
        if self.override:
            lines.append(f"{say['override']}: {self.override[language]}")
        if self.shows_more_than_asked:
            lines.append(f"{say['whole_card']}: {', '.join(self.shown)}")
        return [line if line.endswith((".", "?", "!")) else f"{line}." for line in lines]


def _span(seconds: int, language: str) -> str:
    """A span of time in its largest whole unit, such as 90 days or 1 hour."""
    unit, names = next(one for one in _UNITS if seconds % one[0] == 0)
    count = seconds // unit
    return f"{count} {names[language][count != 1]}"


AskHolder = Callable[[ConsentQuestion], Awaitable[bool]]


async def always_yes(_question: ConsentQuestion) -> bool:
    """A holder who agrees to everything; for demonstrations."""
    return True
