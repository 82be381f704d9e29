"""The house stays readable: floors hold, rooms say what lives in them and what never may, no file grows too long."""

from __future__ import annotations

import ast
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from tests.house.source_files import ROOT, name_of, package_folders, python_files
from use_cases.load import load_catalogue

if TYPE_CHECKING:
    from pathlib import Path

LONGEST_FILE = 400
LONGEST_PACKAGE_DOCSTRING = 8
VAGUE_WORDS = {"util", "utils", "helper", "helpers", "manager", "common", "misc", "handler", "handlers", "to", "dto"}


def test_the_floors_hold() -> None:
    linter = "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))"
    checked = subprocess.run(  # noqa: S603 - our own words, in a process of its own: the linter changes sys.path
        [sys.executable, "-c", linter], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "0 broken" in checked.stdout


@pytest.mark.parametrize("folder", package_folders(), ids=name_of)
def test_a_room_says_in_about_three_lines_what_lives_there_and_what_never_may(folder: Path) -> None:
    file = folder / "__init__.py"
    assert file.is_file(), "every package has an __init__.py"
    docstring = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    assert "never" in docstring.lower(), docstring
    assert 2 <= len(docstring.splitlines()) <= LONGEST_PACKAGE_DOCSTRING, docstring


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    lengths = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE} == {}


def test_no_file_or_folder_has_a_name_that_says_nothing() -> None:
    named = {
        name_of(path)
        for path in python_files()
        for part in path.relative_to(ROOT).with_suffix("").parts
        if VAGUE_WORDS & set(part.split("_")) - ({"to"} if "_" in part else set())
    }
    assert named == set()


def test_nothing_is_left_to_be_done_later() -> None:
    marks = ["".join(pieces) for pieces in (("TO", "DO"), ("FIX", "ME"), ("NotImplemented", "Error"))]
    marks.append(" ".join(("except Exception:", "pass")))
    left = [(name_of(path), mark) for path in python_files() for mark in marks if mark in path.read_text("utf-8")]
    assert left == []


def test_the_shipped_kinds_of_documents_load() -> None:
    catalogue = load_catalogue()
    assert "library_card" in catalogue
    assert all(use_case.title.de and use_case.title.en for use_case in catalogue.values())
