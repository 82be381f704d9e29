"""A sentence or name in the languages that the city speaks: German and English, neither left out, and further ones."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES = {"de": "de-DE", "en": "en"}
"""Our language keys and the BCP 47 tags that wallets read (OpenID4VCI 1.0 section 12.2.4)."""


@dataclass(frozen=True, slots=True)
class LocalText:
    """The same text in German, in English, and in what else the city speaks.

    Attributes:
        de: in German.
        en: in English.
        more: pairs of a BCP 47 tag and the text in that language, in the order of the package.
    """

    de: str
    en: str
    more: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, text: Mapping[str, str]) -> LocalText:
        """Take the text from a proven table with the keys `de`, `en` and further BCP 47 tags."""
        further = tuple((tag, words) for tag, words in text.items() if tag not in LOCALES)
        return cls(de=text["de"], en=text["en"], more=further)

    def to_json(self) -> dict[str, str]:
        """Give every language as `{"de": ..., "en": ..., "uk": ...}`."""
        return {"de": self.de, "en": self.en, **dict(self.more)}

    def by_locale(self) -> tuple[tuple[str, str], ...]:
        """Give the pairs of BCP 47 tag and text, German first."""
        return tuple((LOCALES.get(tag, tag), words) for tag, words in self.to_json().items())

    def in_locale(self, locale: str) -> str:
        """Give the text of a BCP 47 tag, in English where it is not written in that language."""
        return dict(self.by_locale()).get(locale, self.en)
