"""The discount entitlement: the right without its reason."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.use_cases.catalogue.made_up import CATALOGUE, card, last_day, published, seen
from use_cases.derive.claims import ClaimsRefusedError

DOCUMENT = CATALOGUE["discount_entitlement"]
GROUNDS = DOCUMENT.claim("ground").choices


def test_the_card_says_how_much_and_nothing_else() -> None:
    for ground in GROUNDS:
        said = card(DOCUMENT, ground=ground.code)
        assert said in ({"discount": "free"}, {"discount": "half"})


def test_nobody_counts_back_from_a_discount_to_its_reason() -> None:
    discounts = [card(DOCUMENT, ground=ground.code)["discount"] for ground in GROUNDS]
    assert min(discounts.count(discount) for discount in discounts) >= 3


def test_no_reason_stands_in_anything_that_is_published() -> None:
    text = published(DOCUMENT)
    for ground in GROUNDS:
        assert ground.code not in text
        assert not [label for _, label in ground.label.by_locale() if label in text]


def test_the_museum_sees_one_fact_and_the_pool_shows_its_staff_none() -> None:
    assert seen(DOCUMENT, "museum_entry") == {"discount"}
    assert DOCUMENT.purpose("pool_entry").officer_sees == ()


def test_it_ends_with_the_notice_and_never_later_than_a_year() -> None:
    assert last_day(DOCUMENT, noticeEnds="2026-08-31") == dt.date(2026, 8, 31)
    assert last_day(DOCUMENT, noticeEnds="2031-08-31") == dt.date(2027, 5, 3)


def test_a_discount_is_never_typed_in() -> None:
    with pytest.raises(ClaimsRefusedError):
        card(DOCUMENT, discount="free")
