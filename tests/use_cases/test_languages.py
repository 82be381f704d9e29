from __future__ import annotations

from typing import TYPE_CHECKING

from tests.use_cases.package_texts import load_text, spoilt
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.type_metadata import type_metadata
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from pathlib import Path

TITLE = ', en = "Library card" }'


def test_a_third_language_reaches_the_wallet_wherever_it_is_written(tmp_path: Path) -> None:
    text = spoilt(TITLE, ', en = "Library card", uk = "Читацький квиток" }')
    text = text.replace('en = "Given name" }', 'en = "Given name", "pt-BR" = "Nome" }')
    text = text.replace('en = "Card of the Musterstadt', 'uk = "Квиток бібліотеки", en = "Card of the Musterstadt')
    use_case = load_text(tmp_path, text)
    assert use_case.title.by_locale()[2] == ("uk", "Читацький квиток")
    (configuration,) = credential_configurations(use_case).values()
    shown = [(row["locale"], row["name"]) for row in configuration["credential_metadata"]["display"]]
    assert shown == [("de-DE", "Bibliotheksausweis"), ("en", "Library card"), ("uk", "Читацький квиток")]
    given_name = next(row for row in type_metadata(use_case)["claims"] if row["path"] == ["givenName"])
    assert given_name["display"][2] == {"locale": "pt-BR", "label": "Nome"}


def test_a_display_in_a_language_without_description_has_a_name_only(tmp_path: Path) -> None:
    use_case = load_text(tmp_path, spoilt(TITLE, ', en = "Library card", tr = "Kütüphane kartı" }'))
    (configuration,) = credential_configurations(use_case).values()
    turkish = configuration["credential_metadata"]["display"][2]
    assert turkish["name"] == "Kütüphane kartı"
    assert "description" not in turkish


def test_german_and_english_stand_first_and_nothing_is_lost() -> None:
    text = {"tr": "bir", "en": "one", "uk": "один", "de": "eins"}
    assert LocalText.of(text) == LocalText("eins", "one", (("tr", "bir"), ("uk", "один")))
    assert list(LocalText.of(text).to_json()) == ["de", "en", "tr", "uk"]
