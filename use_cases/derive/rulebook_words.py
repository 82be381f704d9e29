"""The words and the Markdown of a rulebook, in both languages."""

from __future__ import annotations

import re
from collections.abc import Iterable

from use_cases.local_text import LocalText
from use_cases.use_case import Kind, Rule, StatusPurpose

_MARKUP = re.compile(r"([\\`*_<>\[\]|#])")

KINDS = {
    Kind.TEXT: LocalText("Text", "text"),
    Kind.DATE: LocalText("Datum", "date"),
    Kind.NUMBER: LocalText("Zahl", "number"),
    Kind.BOOLEAN: LocalText("ja oder nein", "yes or no"),
    Kind.CHOICE: LocalText("Auswahl", "choice"),
    Kind.IMAGE: LocalText("Bild", "picture"),
    Kind.GROUP: LocalText("Gruppe", "group"),
    Kind.LIST: LocalText("Liste", "list"),
}
RULES = {
    Rule.AGE_AT_LEAST: (
        "{claim} folgt aus {source}: mindestens {years} Jahre alt.",
        "{claim} follows from {source}: at least {years} years old.",
    ),
    Rule.AGE_BELOW: (
        "{claim} folgt aus {source}: jünger als {years} Jahre.",
        "{claim} follows from {source}: younger than {years} years.",
    ),
    Rule.MAPPING: ("{claim} folgt aus {source}.", "{claim} follows from {source}."),
}
STATUS = {
    StatusPurpose.REVOCATION: LocalText("widerrufen", "revoke"),
    StatusPurpose.SUSPENSION: LocalText("aussetzen", "suspend"),
}


def heading(de: str, en: str) -> Iterable[LocalText]:
    """A heading of the second level."""
    return (same(""), LocalText(f"## {de}", f"## {en}"), same(""))


def paragraph(text: LocalText) -> Iterable[LocalText]:
    """A sentence with room around it."""
    return (same(""), text, same(""))


def same(text: str) -> LocalText:
    """What is not translated."""
    return LocalText(text, text)


def plain(text: LocalText) -> LocalText:
    """Words of a package as words, whatever Markdown would make of them."""
    return LocalText(escaped(text.de), escaped(text.en))


def escaped(text: str) -> str:
    """The same for one language."""
    return _MARKUP.sub(r"\\\1", text)


def yes(said: bool) -> LocalText:
    """Yes or no."""
    return LocalText("ja", "yes") if said else LocalText("nein", "no")
