"""`stadtsiegel check-issued`: exit codes, words for people, an object for machines; nothing is ever changed."""

from __future__ import annotations

import json
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from stadtsiegel.__main__ import main

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("deployment") / "city"
    assert main(["init", str(made), "--city", "Musterstadt", "--host", "musterstadt.example"]) == 0
    return made


@pytest.fixture
def spoiled(folder: Path, tmp_path: Path) -> Path:
    """The deployment with an open list that nobody ever published, and one too small at that."""
    copy = tmp_path / "city"
    shutil.copytree(folder, copy)
    settings = copy / "issuer.toml"
    settings.write_text(settings.read_text().replace("publish_folder", "# publish_folder"))
    with closing(sqlite3.connect(copy / "data" / "issuer.sqlite")) as database:
        database.execute(
            "INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,"
            " created) VALUES ('one', 'library', 'revocation', 64, 'open', 0, -1, 0, 0)"
        )
        database.commit()
    return copy


def test_a_fresh_deployment_is_clean(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert main(["check-issued", str(folder)]) == 0
    assert capsys.readouterr().out.startswith("Checked: 0 records, 0 offers, 0 lists, 0 places, 2 keys, 0 copies.")


def test_findings_are_told_in_both_languages_with_their_places(
    spoiled: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-issued", str(spoiled)]) == 1
    told = capsys.readouterr().out
    assert "list-too-small: 1" in told
    assert "Eine Liste ist kleiner" in told
    assert "A list is smaller" in told
    assert "status_lists/one (64)" in told
    assert told.endswith("2 findings.\n")


def test_the_object_for_machines_names_each_finding_with_its_remedy(
    spoiled: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check-issued", str(spoiled), "--json", "--published", str(tmp_path)]) == 1
    report = json.loads(capsys.readouterr().out)
    assert report["passed"] is False
    assert report["counts"] == {"list-too-small": 1, "list-not-published": 1, "copy-missing": 1}
    assert report["checked"]["lists"] == 1
    assert {finding["place"] for finding in report["findings"]} == {
        "status_lists/one",
        "published/offices/library/did",
    }
    assert all(finding["remedy"]["en"] for finding in report["findings"])


def test_what_cannot_be_checked_is_told_as_such(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check-issued", str(tmp_path)]) == 78
    assert "Not checked: The settings file" in capsys.readouterr().err
