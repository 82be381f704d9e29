"""`stadtsiegel use-case check`: packages by name, by folder and by a city's settings; every fault in plain words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from plumbing.service.run import UNUSABLE
from stadtsiegel.__main__ import main
from tests.use_cases.package_texts import SHIPPED as GOOD
from use_cases.load import FILE_NAME, load_catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., tuple[int, str, str]]

FAULTY = GOOD.replace('kind = "choice"', 'kind = "colour"').replace('claims = ["category"]', 'claims = ["shoeSize"]')


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Run:
    def run(*arguments: str) -> tuple[int, str, str]:
        code = main(["use-case", "check", *arguments])
        told = capsys.readouterr()
        return code, told.out, told.err

    return run


def package(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True)
    (folder / FILE_NAME).write_text(text, "utf-8")
    return folder


def test_without_a_name_the_whole_catalogue_is_checked(check: Run) -> None:
    code, told, faults = check()
    assert (code, faults) == (0, "")
    assert len(told.splitlines()) == len(load_catalogue()) + 1
    assert told.splitlines()[-1].startswith("Next: ")
    assert "library_card is good: Library card, version 1, with 5 claims, 4 forms, 2 purposes." in told


def test_a_package_is_named_by_its_folder_wherever_it_lies(check: Run, tmp_path: Path) -> None:
    assert check(str(package(tmp_path / "card", GOOD)))[0] == 0


def test_every_fault_is_told_with_its_line_and_nothing_is_called_good(check: Run, tmp_path: Path) -> None:
    folder = package(tmp_path / "card", FAULTY)
    code, told, faults = check(str(folder))
    assert (code, told) == (1, "")
    kind, asked = (number for number, line in enumerate(FAULTY.splitlines(), 1) if "colour" in line or "shoe" in line)
    assert f"{folder / FILE_NAME}:{kind}: claims.category.kind" in faults
    assert f"{folder / FILE_NAME}:{asked}: purposes.reduced_entry.claims[0]" in faults


def test_a_citys_own_package_takes_the_place_of_the_shipped_one(check: Run, tmp_path: Path) -> None:
    package(tmp_path / "own" / "library_card", GOOD.replace("version = 1", "version = 7"))
    settings = tmp_path / "issuer.toml"
    settings.write_text('use_cases_folder = "own"\n', "utf-8")
    for where in (("--settings", str(settings)), ("--folder", str(tmp_path / "own"))):
        code, told, _ = check("library_card", *where)
        assert (code, "version 7" in told) == (0, True)


def test_two_packages_for_one_document_are_refused_together(check: Run, tmp_path: Path) -> None:
    for name in ("card", "copy"):
        package(tmp_path / name, GOOD.replace('name = "library_card"', f'name = "{name}"'))
    code, _, faults = check("--folder", str(tmp_path))
    assert (code, "already describes" in faults) == (1, True)


def test_a_name_that_nothing_has_is_answered_with_those_that_are_known(check: Run) -> None:
    code, told, faults = check("dog_tag")
    assert (code, told) == (1, "")
    assert "library_card" in faults


@pytest.mark.parametrize("option", ["--folder", "--settings"])
def test_a_place_that_cannot_be_read_is_a_sentence(check: Run, tmp_path: Path, option: str) -> None:
    code, _, faults = check(option, str(tmp_path / "nowhere"))
    assert (code, faults.count("\n")) == (UNUSABLE, 1)
    assert "cannot be read" in faults
