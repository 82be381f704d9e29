"""What a restore tells the person who has done it, in German and English: the window, what is void, what to do next."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, kw_only=True)
class Restored:
    """One restored service.

    Attributes:
        made_at: the backup's moment, and so the beginning of the window of which the backup knows nothing.
        restored_at: its end.
        rows: how many were taken in.
        living_keys: how many keys of sealed columns came back; None without a file of keys.
        epoch: that has begun.
        api_keys: the prefixes of all that are good now, or were until they were voided.
        told: what the service itself has to tell.
    """

    service: str
    made_at: int
    restored_at: int
    rows: int
    living_keys: int | None
    epoch: int
    api_keys: tuple[str, ...]
    api_keys_void: bool
    told: tuple[LocalText, ...]


def render_report(restored: Restored) -> str:
    """Write the report as plain text, German first."""
    sentences = list(_sentences(restored))
    german = "\n".join(f"- {sentence.de}" for sentence in sentences)
    english = "\n".join(f"- {sentence.en}" for sentence in sentences)
    return f"{restored.service}: wiederhergestellt\n{german}\n\n{restored.service}: restored\n{english}\n\n"


def _sentences(restored: Restored) -> Iterator[LocalText]:
    start, end = render_instant(restored.made_at), render_instant(restored.restored_at)
    yield LocalText(
        f"Fenster: von {start} (Sicherung) bis {end} (jetzt). Was darin nur in der Datenbank stand, ist verloren.",
        f"Window: from {start} (backup) to {end} (now). What stood in the database alone in between is lost.",
    )
    yield LocalText(
        f"{restored.rows} Zeilen zurück; Epoche {restored.epoch} beginnt.",
        f"{restored.rows} rows are back; epoch {restored.epoch} begins.",
    )
    yield from restored.told
    if restored.living_keys is None:
        yield LocalText(
            "Ohne Schlüsseldatei (--keys): versiegelte Angaben sind leer zurückgekommen.",
            "Without the file of keys (--keys): sealed columns came back empty.",
        )
    names = ", ".join(restored.api_keys) or "-"
    if restored.api_keys_void:
        yield LocalText(
            f"Alle API-Schlüssel sind ungültig ({names}); bitte neue ausstellen (--new-api-key).",
            f"All API keys are void ({names}); please make new ones (--new-api-key).",
        )
    else:
        yield LocalText(
            f"Diese API-Schlüssel gelten wieder, auch seither gesperrte: {names}. Sollen alle ungültig sein: noch "
            "einmal mit --void-api-keys wiederherstellen.",
            f"These API keys are good again, those revoked since as well: {names}. To void them all, restore once more "
            "with --void-api-keys.",
        )
    yield LocalText(
        "Als Nächstes: Dienst starten, eine Karte ausstellen und prüfen, diesen Bericht zu den Akten nehmen.",
        "Next: start the service, issue and check a card, keep this report.",
    )
