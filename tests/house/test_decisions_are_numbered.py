"""Decisions are told by their number: each has its own, without a gap, in its file's name as in its heading."""

from __future__ import annotations

from tests.house.source_files import ROOT


def test_every_decision_has_a_number_of_its_own() -> None:
    files = sorted((ROOT / "docs" / "adr").glob("*.md"))
    assert [int(file.name[:4]) for file in files] == list(range(len(files)))
    wrong = [file.name for file in files if not file.read_text("utf-8").startswith(f"# {int(file.name[:4])}. ")]
    assert wrong == []
