"""The volunteer card: hours are counted once and then forgotten."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.use_cases.catalogue.made_up import BERLIN, CATALOGUE, MAY, card, given, last_day, seen
from use_cases.derive.claims import judge_claims
from use_cases.derive.validity import NoLongerIssuedError, validity

DOCUMENT = CATALOGUE["volunteer_card"]


def test_the_hours_are_a_condition_and_no_part_of_the_card() -> None:
    assert "hoursInTheYear" not in card(DOCUMENT)
    faults = judge_claims(DOCUMENT, given(DOCUMENT, hoursInTheYear=249), on=MAY)
    assert [fault.path for fault in faults] == [("hoursInTheYear",)]


def test_the_level_is_always_shown_so_every_purpose_names_it() -> None:
    assert not DOCUMENT.claim("cardLevel").withholdable
    assert all("cardLevel" in seen(DOCUMENT, purpose.id) for purpose in DOCUMENT.purposes)


def test_a_partner_needs_no_name() -> None:
    assert seen(DOCUMENT, "partner_offer") == {"cardLevel"}


def test_all_cards_end_on_one_day_and_none_is_issued_after_it() -> None:
    assert last_day(DOCUMENT) == dt.date(2028, 12, 31)
    new_year = int(dt.datetime(2029, 1, 1, tzinfo=BERLIN).timestamp())
    with pytest.raises(NoLongerIssuedError):
        validity(DOCUMENT, new_year, given(DOCUMENT))
