"""`stadtsiegel office ...`: offices and their keys, on a deployment as `stadtsiegel init` makes it."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issuer.service import read_issuer_settings
from stadtsiegel.__main__ import main

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("deployment") / "city"
    assert main(["init", str(folder), "--city", "Musterstadt", "--host", "musterstadt.example"]) == 0
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    shutil.copytree(made, tmp_path / "city")
    return tmp_path / "city"


@pytest.fixture
def run(folder: Path, capsys: pytest.CaptureFixture[str]) -> Run:
    def run_office(command: str, *more: str) -> tuple[int, str, str]:
        capsys.readouterr()
        code = main(["office", command, str(folder), *more])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run_office


POOLS = ("baths", "--name-de", 'Bäder "Nord"', "--name-en", "Pools")


def key_rows(told: str) -> list[list[str]]:
    return [line.split() for line in told.splitlines()[1:]]


def test_an_added_office_stands_in_the_settings_below_everything_that_people_wrote(folder: Path, run: Run) -> None:
    file = folder / "issuer.toml"
    file.write_text(f"# a word of the operator\n{file.read_text('utf-8')}", "utf-8")
    before = file.read_text("utf-8").rstrip()
    code, told, _ = run("add", *POOLS)
    assert code == 0
    after = file.read_text("utf-8")
    assert after.startswith(before)
    office = read_issuer_settings(file)[0].offices["baths"]
    assert (office.name.de, list(office.use_cases)) == ('Bäder "Nord"', ["library_card"])
    assert office.did in told
    assert file.stat().st_mode & 0o777 == 0o600
    assert [left.name for left in folder.glob(".issuer.toml*")] == []


def test_its_key_is_made_its_api_key_is_shown_once_and_its_proposals_can_be_said(folder: Path, run: Run) -> None:
    _, told, _ = run("add", *POOLS)
    (secret,) = re.findall(r"sts_[A-Za-z0-9_-]{43}", told)
    files = [file for file in folder.rglob("*") if file.is_file()]
    assert not [file for file in files if secret.encode() in file.read_bytes()]
    (fingerprint,) = re.findall(r"z6Mk\w+", told)
    assert fingerprint in run("keys", "baths")[1]
    bodies = [Path(name) for name in re.findall(r"--data-binary @(\S+)", told)]
    assert [body.name for body in bodies] == ["credential-type-library_card.json", "may-issue-library_card.json"]
    assert json.loads(bodies[1].read_text("utf-8"))["entity"].endswith(":offices:baths")
    assert "https://vertrauen.musterstadt.example/api/statements" in told


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        (("library", "--name-de", "A", "--name-en", "B"), "an office of this deployment already"),
        (("Big Baths", "--name-de", "A", "--name-en", "B"), "office[1].id"),
        (("baths", "--name-de", "", "--name-en", "B"), "office[1].name.de"),
        (("baths", "--name-de", "A", "--name-en", "B", "--use-case", "dog_tag"), "names no use case"),
    ],
)
def test_an_office_that_cannot_be_leaves_the_settings_as_they_were(
    folder: Path, run: Run, given: tuple[str, ...], fault: str
) -> None:
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file() and "data" not in file.parts}
    code, told, faults = run("add", *given)
    assert (code, told) == (78, "")
    assert fault in faults
    assert {file: file.read_bytes() for file in before} == before
    assert sorted(file for file in folder.rglob("*") if file.is_file() and "data" not in file.parts) == sorted(before)


def test_the_next_key_is_published_once_and_only_for_an_office_that_is_here(run: Run) -> None:
    code, told, _ = run("rotate-key", "library")
    assert code == 0
    assert "library signs with it from" in told
    assert run("rotate-key", "library")[1] == told
    assert sorted(row[2] for row in key_rows(run("keys")[1])) == ["active", "active", "next", "next"]
    code, told, faults = run("rotate-key", "zoo")
    assert (code, told) == (78, "")
    assert "known are: library" in faults


def test_a_key_is_disowned_with_its_consequences_and_a_successor_signs_at_once(run: Run) -> None:
    (_, key_id, *_), _ = key_rows(run("keys", "library")[1])
    code, told, _ = run("mark-compromised", "library", key_id)
    assert code == 0
    assert "no way back" in told
    assert "without having been shown first" in told
    states = [row[2] for row in key_rows(run("keys", "library")[1])]
    assert sorted(states) == ["active", "active", "compromised"]
    assert "without having been shown first" not in run("mark-compromised", "library", key_id)[1]


def test_a_key_that_is_another_offices_cannot_be_disowned(run: Run) -> None:
    (_, key_id, *_), _ = key_rows(run("keys", "library")[1])
    run("add", *POOLS)
    code, _, faults = run("mark-compromised", "baths", key_id)
    assert code == 78
    assert "has no key" in faults
    assert [row[2] for row in key_rows(run("keys", "library")[1])] == ["active", "active"]


def test_an_office_is_retired_once_and_for_all(run: Run) -> None:
    code, told, _ = run("retire", "library")
    assert code == 0
    assert '{"as": "ended"}' in told
    assert run("retire", "library")[1] == told
    assert run("retire", "zoo")[0] == 78


def test_of_a_database_that_fails_nobody_says_that_nothing_was_changed(folder: Path, run: Run) -> None:
    for file in (folder / "data").glob("issuer.sqlite*"):
        file.write_bytes(b"no database, " * 100)
    code, told, faults = run("retire", "library")
    assert (code, told) == (78, "")
    assert faults.startswith("Not finished: ")
    assert "Run the same command again" in faults
    assert "Nothing was changed" not in faults


def test_a_folder_that_is_no_deployment_is_told_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["office", "keys", str(tmp_path)]) == 78
    assert "Nothing was changed: The settings file" in capsys.readouterr().err
