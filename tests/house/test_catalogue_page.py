"""docs/catalogue.md says what the packages say."""

from __future__ import annotations

from tests.house.catalogue_page import PAGE, render_page


def test_the_page_of_the_catalogue_is_up_to_date() -> None:
    assert PAGE.read_text("utf-8") == render_page(), "write it anew: python -m tests.house.catalogue_page"
