"""A sentence or name in the languages that the city speaks: German and English, neither left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LOCALES = {"de": "de-DE", "en": "en"}
"""Our language keys and the BCP 47 tags that wallets read (OpenID4VCI 1.0 section 12.2.4)."""


@dataclass(frozen=True, slots=True)
class LocalText:
    """The same text in German and in English."""

    de: str
    en: str

    @classmethod
    def of(cls, text: Mapping[str, str]) -> LocalText:
        """Take the text from a proven table with the keys `de` and `en`."""
        return cls(de=text["de"], en=text["en"])

    def to_json(self) -> dict[str, str]:
        """Give both languages as `{"de": ..., "en": ...}`."""
        return {"de": self.de, "en": self.en}

    def by_locale(self) -> tuple[tuple[str, str], ...]:
        """Give the pairs of BCP 47 tag and text, German first."""
        return tuple((tag, getattr(self, language)) for language, tag in LOCALES.items())
