"""What the restore of an issuer tells the person who has done it, in German and English."""

from __future__ import annotations

from typing import TYPE_CHECKING

from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from issuer.restoring.keep_status import StatusKept
    from issuer.restoring.void_offers import Voided


def tell_missing_folder(folder: Path | None) -> LocalText:
    """Nothing is known of what came after the backup."""
    return LocalText(
        f"ACHTUNG: kein Veröffentlichungsordner mit Statuslisten ({folder or 'nicht eingestellt'}). Was seit der "
        "Sicherung widerrufen oder ausgesetzt wurde, ist hier unbekannt: bitte aus den Akten der Ämter nachtragen.",
        f"ATTENTION: there is no publish folder with status lists ({folder or 'not set'}). What was revoked or "
        "suspended since the backup is unknown here: please enter it again from the offices' own files.",
    )


def tell_status(kept: StatusKept, unreadable: Sequence[str]) -> Iterator[LocalText]:
    """What became of the status lists."""
    yield LocalText(
        f"Statuslisten: {kept.lists} abgeglichen, {kept.adopted} seit der Sicherung eröffnete übernommen; {kept.bits} "
        f"gesetzte Stellen behalten; {kept.resumed} Aussetzungen waren schon wieder aufgehoben. Alle sind für neue "
        "Plätze geschlossen, beim Start entstehen neue.",
        f"Status lists: {kept.lists} compared, {kept.adopted} opened since the backup taken in; {kept.bits} set "
        f"places kept; {kept.resumed} suspensions had been lifted already. All are closed for new places, new ones "
        "are opened at the start.",
    )
    if kept.missing:
        yield LocalText(
            f"{kept.missing} Listen der Sicherung hatten keine Datei; für sie gilt der Stand der Sicherung.",
            f"{kept.missing} lists of the backup had no file; for them the backup's state holds.",
        )
    if kept.unproven:
        yield LocalText(
            f"{kept.unproven} Listen tragen keine Unterschrift eines gültigen Schlüssels; nur gesetzte Stellen zählen.",
            f"{kept.unproven} lists are signed by no good key of their office; only their set places were counted.",
        )
    if kept.foreign or unreadable:
        names = ", ".join(unreadable) or "-"
        yield LocalText(
            f"Nicht verwendet: {kept.foreign} Dateien, die der Sicherung widersprechen; unlesbar: {names}.",
            f"Not used: {kept.foreign} files that contradict the backup; unreadable: {names}.",
        )


def tell_keys(new: Sequence[str], compromised: Sequence[str]) -> Iterator[LocalText]:
    """Which keys the backup did not know, or knew as good."""
    if new:
        names = ", ".join(new)
        yield LocalText(
            f"Schlüssel seit der Sicherung, ohne privaten Teil übernommen (sie prüfen nur noch): {names}.",
            f"Keys made since the backup, taken in without their private half (they only verify): {names}.",
        )
    if compromised:
        names = ", ".join(compromised)
        yield LocalText(
            f"Seit der Sicherung als kompromittiert gemeldet und nun auch hier: {names}.",
            f"Marked compromised since the backup, and now here as well: {names}.",
        )


def tell_voided(voided: Voided) -> Iterator[LocalText]:
    """What is not good any more, and what stays so."""
    yield LocalText(
        f"Ungültig gemacht: {voided.offers} offene Angebote, {voided.tokens} Zugriffstoken, alle Nonces und "
        "Idempotency-Keys. Bitte erstellen Sie betroffene Angebote neu.",
        f"Voided: {voided.offers} open offers, {voided.tokens} access tokens, all nonces and idempotency keys. "
        "Please make those offers again.",
    )
    if voided.in_doubt:
        yield LocalText(
            f"{voided.in_doubt} Karten wurden im Augenblick der Sicherung ausgegeben; sie gelten als ausgegeben.",
            f"{voided.in_doubt} cards were being handed out at the backup's moment; they count as handed out.",
        )
    yield LocalText(
        "Karten, die seit der Sicherung ausgegeben wurden, gelten weiter; widerrufen werden sie über Liste und Platz "
        "(docs/recipes/card-without-record.md). Seither stillgelegte Ämter bitte erneut stilllegen.",
        "Cards issued since the backup stay good; they are revoked by list and place "
        "(docs/recipes/card-without-record.md). Please retire offices again that were retired since.",
    )
