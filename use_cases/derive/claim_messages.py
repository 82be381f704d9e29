"""What a clerk reads when a claim is not right: what is wrong and how to do it right, in German and English.

No sentence repeats the value itself: it may be personal, and sentences end up in logs and tickets.
"""

from __future__ import annotations

import datetime as dt

from use_cases.derive.picture import MAX_SIDE, PictureFault
from use_cases.faults import shown
from use_cases.local_text import LocalText
from use_cases.use_case import Claim


def _about(claim: Claim, de: str, en: str) -> LocalText:
    return LocalText(f"„{claim.label.de}“ {de}", f"“{claim.label.en}” {en}")


def not_a_table() -> LocalText:
    """The claims as a whole are no object."""
    return LocalText(
        "Die Angaben fehlen. Bitte schicken Sie sie als JSON-Objekt mit einem Eintrag je Angabe.",
        "The claims are missing. Please send them as a JSON object with one member per claim.",
    )


def unknown(name: object) -> LocalText:
    """A claim that this kind of card does not have."""
    return LocalText(
        f"Die Angabe „{shown(name)}“ gehört nicht zu diesem Nachweis. Bitte lassen Sie sie weg.",
        f"The claim “{shown(name)}” does not belong to this document. Please leave it out.",
    )


def from_register(claim: Claim) -> LocalText:
    """A claim that was typed in although a register gives it."""
    return _about(
        claim,
        "kommt aus dem Register und wird nicht eingegeben. Bitte lassen Sie die Angabe weg.",
        "comes from the register and is not typed in. Please leave it out.",
    )


def missing(claim: Claim) -> LocalText:
    """A mandatory claim is not there."""
    return _about(claim, "fehlt. Bitte machen Sie diese Angabe.", "is missing. Please fill it in.")


def computed(claim: Claim) -> LocalText:
    """A claim that follows from another and is never typed in."""
    return _about(
        claim,
        "wird aus einer anderen Angabe berechnet. Bitte lassen Sie diese Angabe weg.",
        "is computed from another claim. Please leave it out.",
    )


def not_text(claim: Claim) -> LocalText:
    """Something other than text."""
    return _about(claim, "ist kein Text. Bitte geben Sie Text ein.", "is not text. Please enter text.")


def empty(claim: Claim) -> LocalText:
    """Text without a character."""
    if claim.mandatory:
        return _about(claim, "ist leer. Bitte füllen Sie das Feld aus.", "is empty. Please fill it in.")
    return _about(
        claim,
        "ist leer. Bitte füllen Sie das Feld aus oder lassen Sie die Angabe weg.",
        "is empty. Please fill it in or leave the claim out.",
    )


def blanks_around(claim: Claim) -> LocalText:
    """Blanks that nobody sees."""
    return _about(
        claim,
        "beginnt oder endet mit einem Leerzeichen. Bitte löschen Sie es.",
        "begins or ends with a blank. Please delete it.",
    )


def unprintable(claim: Claim) -> LocalText:
    """Characters that cannot be shown, or that change how others are shown."""
    return _about(
        claim,
        "enthält unsichtbare Steuerzeichen oder einen Zeilenumbruch. Bitte tippen Sie den Text neu ein.",
        "contains invisible control characters or a line break. Please type the text anew.",
    )


def too_long(claim: Claim, length: int) -> LocalText:
    """More characters than the limit."""
    return _about(
        claim,
        f"hat {length} Zeichen, möglich sind höchstens {claim.max_length}. Bitte kürzen Sie den Text.",
        f"has {length} characters, at most {claim.max_length} are possible. Please shorten the text.",
    )


def other_form(claim: Claim, example: object) -> LocalText:
    """Text that does not fit the pattern."""
    return _about(
        claim,
        f"hat nicht die vorgesehene Form. Bitte schreiben Sie es so wie in diesem Beispiel: {example}.",
        f"does not have the intended form. Please write it as in this example: {example}.",
    )


def not_a_date(claim: Claim) -> LocalText:
    """Not written as a date."""
    return _about(
        claim,
        "ist kein Datum. Bitte schreiben Sie Jahr, Monat und Tag, zum Beispiel 2026-05-03.",
        "is not a date. Please write year, month and day, for example 2026-05-03.",
    )


def not_in_calendar(claim: Claim) -> LocalText:
    """Written as a date that does not exist."""
    return _about(
        claim,
        "ist ein Tag, den es im Kalender nicht gibt. Bitte prüfen Sie Tag und Monat.",
        "is a day that the calendar does not have. Please check day and month.",
    )


def too_early(claim: Claim, earliest: dt.date) -> LocalText:
    """A day before the first possible one."""
    return _about(
        claim,
        f"liegt zu früh. Möglich ist ein Tag ab {earliest:%d.%m.%Y}. Bitte prüfen Sie das Datum.",
        f"is too early. It can be a day from {earliest.isoformat()} on. Please check the date.",
    )


def too_late(claim: Claim, latest: dt.date) -> LocalText:
    """A day after the last possible one."""
    return _about(
        claim,
        f"liegt zu spät. Möglich ist ein Tag bis {latest:%d.%m.%Y}. Bitte prüfen Sie das Datum.",
        f"is too late. It can be a day until {latest.isoformat()}. Please check the date.",
    )


def ends_before_it_begins(claim: Claim) -> LocalText:
    """A claim with which the card would end before it begins."""
    return _about(
        claim,
        "lässt den Nachweis enden, bevor er beginnt. Bitte prüfen Sie das Datum; ist es richtig, kann dieser Nachweis "
        "nicht ausgestellt werden.",
        "makes the document end before it begins. Please check the date; if it is right, this document cannot be "
        "issued.",
    )


def not_a_number(claim: Claim) -> LocalText:
    """Not a whole number."""
    return _about(
        claim,
        "ist keine ganze Zahl. Bitte geben Sie nur Ziffern ein.",
        "is not a whole number. Please enter digits only.",
    )


def out_of_range(claim: Claim, least: int, most: int) -> LocalText:
    """A number outside the limits."""
    return _about(
        claim,
        f"liegt außerhalb der Grenzen. Bitte geben Sie eine Zahl von {least} bis {most} ein.",
        f"is out of range. Please enter a number from {least} to {most}.",
    )


def not_yes_or_no(claim: Claim) -> LocalText:
    """Neither true nor false."""
    return _about(
        claim,
        "ist weder Ja noch Nein. Bitte wählen Sie eines von beiden (true oder false).",
        "is neither yes nor no. Please choose one of them (true or false).",
    )


def not_a_choice(claim: Claim) -> LocalText:
    """None of the choices."""
    de = ", ".join(f"{choice.label.de} ({choice.code})" for choice in claim.choices)
    en = ", ".join(f"{choice.label.en} ({choice.code})" for choice in claim.choices)
    return _about(
        claim,
        f"ist keine der Möglichkeiten. Bitte wählen Sie: {de}.",
        f"is none of the choices. Please choose one: {en}.",
    )


def not_this_picture(claim: Claim, fault: PictureFault) -> LocalText:
    """A picture that cannot stand on a card."""
    kinds = ", ".join(media_type.removeprefix("image/").upper() for media_type in claim.media_types)
    de, en = (words.format(kinds=kinds, bytes=claim.max_bytes, side=MAX_SIDE) for words in _PICTURES[fault])
    return _about(claim, de, en)


_PICTURES = {
    PictureFault.NO_DATA_URL: (
        "ist kein Bild. Bitte wählen Sie eine Bilddatei (als data:-URL mit base64).",
        "is not a picture. Please choose a picture file (as a data: URL in base64).",
    ),
    PictureFault.OTHER_KIND: (
        "ist kein Bild der vorgesehenen Art. Bitte speichern Sie es als {kinds}.",
        "is not a picture of the intended kind. Please save it as {kinds}.",
    ),
    PictureFault.TOO_LARGE: (
        "ist zu groß. Möglich sind höchstens {bytes} Byte. Bitte verkleinern Sie das Bild.",
        "is too large. At most {bytes} bytes are possible. Please make the picture smaller.",
    ),
    PictureFault.BROKEN: (
        "ist beschädigt oder unvollständig. Bitte speichern Sie das Bild neu.",
        "is damaged or incomplete. Please save the picture anew.",
    ),
    PictureFault.TOO_MANY_PIXELS: (
        "hat zu viele Bildpunkte. Breite und Höhe sind höchstens {side}. Bitte verkleinern Sie das Bild.",
        "has too many pixels. Width and height are at most {side}. Please make the picture smaller.",
    ),
    PictureFault.HIDDEN: (
        "enthält verborgene Angaben, etwa Ort oder Zeit der Aufnahme. Bitte speichern Sie das Bild ohne Metadaten.",
        "holds hidden facts, such as place or time of the photograph. Please save the picture without metadata.",
    ),
}


def not_a_group(claim: Claim) -> LocalText:
    """Something other than the claims of a group."""
    de = ", ".join(member.label.de for member in claim.members)
    en = ", ".join(member.label.en for member in claim.members)
    return _about(
        claim,
        f"besteht aus einzelnen Angaben. Bitte machen Sie mindestens eine davon: {de}.",
        f"consists of single claims. Please give at least one of them: {en}.",
    )


def not_a_list(claim: Claim) -> LocalText:
    """Something other than a list."""
    return _about(
        claim,
        "ist keine Liste. Bitte schicken Sie die Einträge als JSON-Array.",
        "is not a list. Please send the entries as a JSON array.",
    )


def other_number(claim: Claim, fewest: int, most: int) -> LocalText:
    """More or fewer entries than a list can have."""
    return _about(
        claim,
        f"hat nicht die vorgesehene Zahl von Einträgen. Bitte machen Sie {fewest} bis {most} Einträge.",
        f"does not have the intended number of entries. Please give {fewest} to {most} entries.",
    )


def twice(claim: Claim) -> LocalText:
    """An entry that stands in the list before."""
    return _about(
        claim,
        "enthält diesen Eintrag schon. Bitte löschen Sie ihn einmal.",
        "has this entry already. Please delete one of them.",
    )


def in_entry(number: int, message: LocalText) -> LocalText:
    """Say in which entry of a list something is wrong."""
    return LocalText(f"Eintrag {number}: {message.de}", f"Entry {number}: {message.en}")
