"""Eligibility for consultations: from which district, old enough or not, and no name."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import CATALOGUE, card, last_day
from use_cases.use_case import OnChange

DOCUMENT = CATALOGUE["consultation_eligibility"]


def test_the_card_knows_neither_name_nor_birth_date_nor_number() -> None:
    assert card(DOCUMENT) == {"district": "north", "oldEnough": True}


def test_who_is_too_young_has_a_card_that_says_so_until_the_day_before_the_birthday() -> None:
    born = "2010-06-10"
    assert card(DOCUMENT, birthDate=born)["oldEnough"] is False
    assert last_day(DOCUMENT, birthDate=born) == dt.date(2026, 6, 9)


def test_what_the_next_card_is_made_of_is_kept_for_a_reason_and_no_longer_than_a_card_holds() -> None:
    assert DOCUMENT.claim("oldEnough").derived.on_change is OnChange.RENEW  # type: ignore[union-attr]
    assert DOCUMENT.retention.claims_seconds == 366 * 86_400
    assert DOCUMENT.retention.reason is not None


def test_no_purpose_takes_a_card_that_is_shown_whole() -> None:
    assert all(form.selective for form in DOCUMENT.formats)
    assert all(purpose.selective_disclosure == "required" for purpose in DOCUMENT.purposes)
