"""Settings: what is unsafe or does not hold together is refused, all of it at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from issuer.service import read_issuer_settings
from issuer.settings import SCHEMA, prove_settings
from plumbing.entropy import SeededEntropy
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.settings import SettingsError
from tests.support.issuing import LIBRARY, SWIMMING_POOLS, settings_table

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE = """
public_url = "https://ausweise.musterstadt.example"

[trust]
authority = "did:web:register.musterstadt.example"
keys = ["{key}"]
list_url = "https://register.musterstadt.example/trust-list"

[[office]]
id = "stadtbibliothek"
name = {{ de = "Stadtbibliothek", en = "City library" }}
use_cases = ["library_card"]

[service]
listen_port = 8443
internal_port = 9443
tls = "proxy"
database_file = "issuer.sqlite"
unlock_key_file = "unlock.key"
"""


def places(error: SettingsError) -> list[str]:
    return [fault.place for fault in error.faults]


def test_offices_get_their_identifiers_from_the_public_address() -> None:
    settings = prove_settings(settings_table())
    assert list(settings.offices) == [LIBRARY, SWIMMING_POOLS]
    office = settings.offices[LIBRARY]
    assert office.identifier == "https://ausweise.musterstadt.example/offices/stadtbibliothek"
    assert office.did == "did:web:ausweise.musterstadt.example:offices:stadtbibliothek"
    assert (settings.offer_seconds, office.offer_unlisted) == (600, False)


def test_a_file_is_read(tmp_path: Path) -> None:
    file = tmp_path / "issuer.toml"
    file.write_text(EXAMPLE.format(key=settings_table()["trust"]["keys"][0]), encoding="utf-8")
    create_unlock_key_file(tmp_path / "unlock.key", SeededEntropy(1))
    settings, service = read_issuer_settings(file)
    assert list(settings.offices) == [LIBRARY]
    assert service.public_url == settings.public_url
    assert service.database_url.reveal() == f"sqlite:///{str(tmp_path).lstrip('/')}/issuer.sqlite"


def test_all_faults_are_told_at_once() -> None:
    office = settings_table()["office"][0]
    table = settings_table(
        public_url="https://127.0.0.1",
        trust=settings_table()["trust"] | {"keys": ["zzz"]},
        office=[office, office | {"use_cases": ["library_card", "parking_permit"]}],
    )
    with pytest.raises(SettingsError) as refused:
        prove_settings(table)
    assert places(refused.value) == ["public_url", "trust", "office[1].id", "office[1].use_cases[1]"]


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"public_url": "http://ausweise.musterstadt.example"}, "public_url"),
        ({"public_url": "https://ausweise.musterstadt.example/"}, "public_url"),
        ({"public_url": "https://ausweise.musterstadt.example/amt"}, "public_url"),
        ({"public_url": "https://user@ausweise.musterstadt.example"}, "public_url"),
        ({"offer_seconds": 10}, "offer_seconds"),
        ({"offer_seconds": 1_000_000}, "offer_seconds"),
        ({"office": []}, "office"),
        ({"office": [{"id": "Amt!", "name": {"de": "a", "en": "b"}, "use_cases": ["library_card"]}]}, "office[0].id"),
        ({"office": [{"id": "amt", "name": {"de": "a"}, "use_cases": ["library_card"]}]}, "office[0].name.en"),
        ({"office": [{"id": "amt", "name": {"de": "a", "en": "b"}, "use_cases": []}]}, "office[0].use_cases"),
        ({"debug": True}, "debug"),
    ],
)
def test_an_unsafe_or_unknown_value_is_refused_with_its_place(
    tmp_path: Path, changes: dict[str, Any], place: str
) -> None:
    file = tmp_path / "issuer.toml"
    file.write_text(render_toml(settings_table(**changes)), encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        read_issuer_settings(file)
    assert place in places(refused.value)


def test_a_folder_of_the_citys_own_packages_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        prove_settings(settings_table(use_cases_folder=str(tmp_path / "none")))
    assert places(refused.value) == ["use_cases_folder"]


def test_the_faults_of_the_citys_own_packages_are_told(tmp_path: Path) -> None:
    package = tmp_path / "parking"
    package.mkdir()
    (package / "use_case.toml").write_text("name = 1", encoding="utf-8")
    with pytest.raises(SettingsError) as refused:
        prove_settings(settings_table(use_cases_folder=str(tmp_path)))
    assert set(places(refused.value)) == {"use_cases_folder"}


def test_the_schema_describes_what_a_person_must_write() -> None:
    assert set(SCHEMA["required"]) <= SCHEMA["properties"].keys()


def render_toml(table: dict[str, Any]) -> str:
    """Write a table as TOML, inline where it is deep: enough for these tests."""
    return "\n".join(f"{name} = {_inline(value)}" for name, value in table.items())


def _inline(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{name} = {_inline(member)}" for name, member in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_inline, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)
