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
        claims: Names of the claims that are asked for, such as `address.city`.
        shown: Names of the claims that the other side will see; of a card that cannot be shown in part, all.
        beyond: Those of them that nobody asked for.
        retention_seconds: How long the result is kept.
    """

    who: LocalText
    purpose: LocalText
    reason: LocalText
    claims: tuple[str, ...]
    shown: tuple[str, ...]
    beyond: tuple[str, ...]
    retention_seconds: int

    @property
    def shows_more_than_asked(self) -> bool:
        """Whether the format shows claims that nobody asked for."""
        return bool(self.beyond)

    def lines(self, language: str = "en") -> list[str]:
        """The question as a person reads it."""
        german = language == "de"
        days, hours = divmod(self.retention_seconds, 86400)
        kept = (f"{days} Tage" if german else f"{days} days") if days else (f"{hours // 3600} h")
        lines = [
            f"{self.who[language]} {'fragt' if german else 'asks'}: {', '.join(self.claims)}",
            f"{self.purpose[language]}: {self.reason[language]}",
            f"{'Das Ergebnis wird aufbewahrt' if german else 'The result is kept'}: {kept}",
        ]
        if self.shows_more_than_asked:
            lines.append(
                f"Der ganze Ausweis wird gezeigt: {', '.join(self.shown)}"
                if german
                else f"The whole card is shown: {', '.join(self.shown)}"
            )
        return lines


AskHolder = Callable[[ConsentQuestion], Awaitable[bool]]


async def always_yes(_question: ConsentQuestion) -> bool:
    """A holder who agrees to everything; for demonstrations."""
    return True
