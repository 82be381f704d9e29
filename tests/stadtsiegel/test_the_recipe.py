"""docs/recipes/add-a-use-case.md, walked as a new user would: its commands, its one edited file, nothing else."""

from __future__ import annotations

import re
import shlex
from time import perf_counter
from typing import TYPE_CHECKING

from issuer.service import read_issuer_settings
from stadtsiegel.__main__ import main
from tests.house.source_files import ROOT
from use_cases.load import load_use_case

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

PAGE = (ROOT / "docs" / "recipes" / "add-a-use-case.md").read_text("utf-8")
WALK = PAGE.partition("## From nothing to a passing try")[2].partition("\n## ")[0]
COMMANDS = [shlex.split(line)[1:] for line in re.findall(r"^stadtsiegel .+$", WALK, re.MULTILINE)]
EDITS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", WALK, re.MULTILINE)
MOST_SECONDS = 60.0


def told_of_a_slip(file: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the check says of the slip that the page shows."""
    text = file.read_text("utf-8")
    file.write_text(text.replace('"parkzone"]', '"parkzon"]'), "utf-8")
    capsys.readouterr()
    assert main(["use-case", "check", file.parent.name]) == 1
    file.write_text(text, "utf-8")
    return capsys.readouterr().err


def test_from_nothing_to_a_passing_try(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (table,) = re.findall(r"```csv\n(.*?)```", WALK, re.DOTALL)
    (tmp_path / "permits.csv").write_text(table, "utf-8")
    begin, *rest = COMMANDS
    started = perf_counter()
    assert main(begin) == 0
    file = tmp_path / "parking_permit" / "use_case.toml"
    text = file.read_text("utf-8")
    for old, new in EDITS:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    file.write_text(text, "utf-8")
    assert told_of_a_slip(file, capsys) in WALK
    for command in rest:
        assert main(command) == 0
    assert perf_counter() - started < MOST_SECONDS
    assert [path.name for path in tmp_path.iterdir() if path.is_dir()] == ["parking_permit"]
    assert load_use_case(file.parent).title.en == "Resident parking permit"


def test_an_office_of_a_real_city_issues_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", "city", "--city", "Musterstadt", "--host", "musterstadt.example"]) == 0
    assert main(["use-case", "new", "parking_permit", "--folder", "city/packages", "--yes"]) == 0
    settings = tmp_path / "city" / "issuer.toml"
    (line,) = re.findall(r"write `(use_cases_folder = .+?)` above", PAGE)
    settings.write_text(f"{line}\n{settings.read_text('utf-8')}", "utf-8")
    (command,) = re.findall(r"^ +stadtsiegel (office add .+)$", PAGE, re.MULTILINE)
    assert main(shlex.split(command.replace("/srv/stadtsiegel", "city"))) == 0
    office = read_issuer_settings(settings)[0].offices["citizens-office"]
    assert list(office.use_cases) == ["parking_permit"]


def test_the_recipe_needs_at_most_three_commands_and_one_edited_file() -> None:
    assert 1 < len(COMMANDS) <= 3
    assert len(EDITS) > 3
    assert re.findall(r"edit\*\* `(.+?)`", WALK) == ["parking_permit/use_case.toml"]
