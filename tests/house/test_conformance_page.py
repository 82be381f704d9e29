"""The page about conformance leaves out no format, no cryptosuite and no test that runs beside independent code."""

from __future__ import annotations

import pytest

from credentials.data_integrity.suites import SUITES
from credentials.formats import FORMATS
from tests.house.source_files import ROOT, name_of, python_files

PAGE = (ROOT / "docs" / "conformance.md").read_text("utf-8")


@pytest.mark.parametrize("name", [*FORMATS, *SUITES])
def test_every_format_and_cryptosuite_has_its_place_on_the_page(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_the_page_names_every_test_that_runs_beside_independent_code() -> None:
    live = [name_of(path) for path in python_files() if path.match("tests/interop/test_*.py")]
    assert [name for name in live if f"../{name}" not in PAGE] == []
