"""The checker reads the issuer's settings by itself, and to the same end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.service import read_issuer_settings
from plumbing.settings import SettingsError
from stadtsiegel.check_issued.settings import read_deployment
from stadtsiegel.init import init

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployment") / "city"
    assert init(folder=folder, city="Musterstadt", host="musterstadt.example", office="library") == 0
    return folder / "issuer.toml"


def test_both_name_the_same_offices_authority_and_database(file: Path) -> None:
    checked = read_deployment(file, {})
    settings, service = read_issuer_settings(file)
    assert {one.id: (one.did, one.url) for one in checked.offices.values()} == {
        one.id: (one.did, one.identifier) for one in settings.offices.values()
    }
    assert list(checked.offices["library"].versions.values()) == list(settings.offices["library"].versions)
    assert checked.offices["library"].list_url("x") == settings.offices["library"].status_list_url("x")
    assert (checked.authority, checked.authority_keys) == (settings.trust.authority, settings.trust.keys)
    assert checked.service.database_url.reveal() == service.database_url.reveal()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('keys = ["z6Mk', 'keys = ["z6Xk'),
        ('public_url = "https://', 'public_url = "http://'),
        ("[trust]", 'use_cases_folder = "nowhere"\n[trust]'),
    ],
)
def test_settings_that_no_issuer_would_start_with_are_told_and_not_guessed(
    file: Path, tmp_path: Path, old: str, new: str
) -> None:
    spoiled = tmp_path / "issuer.toml"
    spoiled.write_text(file.read_text("utf-8").replace(old, new), "utf-8")
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "issuer.key").touch(mode=0o600)
    with pytest.raises(SettingsError):
        read_deployment(spoiled, {})
