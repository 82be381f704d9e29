"""From what an office gives to what a card says: defaults, derived claims, and what is only asked for."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from tests.use_cases.claim_pieces import choice, claim, group, use_case
from use_cases.derive.claims import ClaimsRefusedError, card_claims, judge_claims
from use_cases.derive.derived_claims import birthday
from use_cases.use_case import Derived, Kind, OnChange, Rule

MAY = dt.date(2026, 5, 3)
OVER_16 = Derived("birthDate", Rule.AGE_AT_LEAST, years=16, on_change=OnChange.RENEW)
YOUTH = Derived("birthDate", Rule.AGE_BELOW, years=27, on_change=OnChange.END)
FARE = Derived("reason", Rule.MAPPING, values=(("student", "half"), ("worker", "full")))

CONSULTATION = use_case(
    claim("birthDate", Kind.DATE, on_card=False, latest="today"),
    claim("over16", Kind.BOOLEAN, derived=OVER_16),
    claim("youth", Kind.BOOLEAN, derived=YOUTH),
)
DISCOUNT = use_case(
    choice("reason", "student", "worker", on_card=False),
    choice("fare", "half", "full", derived=FARE),
)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("born", "on", "over16", "youth"),
    [
        ("2010-05-03", "2026-05-02", False, True),
        ("2010-05-03", "2026-05-03", True, True),  # the age is reached at the beginning of the birthday
        ("1999-05-03", "2026-05-02", True, True),
        ("1999-05-03", "2026-05-03", True, False),
        ("2010-12-31", "2026-12-30", False, True),
        ("2026-05-03", "2026-05-03", False, True),
    ],
)
def test_an_age_is_reached_on_the_birthday(born: str, on: str, over16: bool, youth: bool) -> None:
    assert card_claims(CONSULTATION, {"birthDate": born}, on=day(on)) == {"over16": over16, "youth": youth}


@pytest.mark.parametrize(
    ("born", "years", "reached"),
    [
        ("2008-02-29", 18, "2026-03-01"),  # BGB 187 II, 188 II: the 18th year ends with the end of 28 February
        ("2008-02-29", 16, "2024-02-29"),
        ("2008-02-28", 18, "2026-02-28"),
        ("2000-02-29", 100, "2100-03-01"),  # 2100 is no leap year
        ("9990-01-01", 16, "9999-12-31"),
    ],
)
def test_who_was_born_on_29_february_grows_older_on_1_march(born: str, years: int, reached: str) -> None:
    assert birthday(day(born), years) == day(reached)


def test_the_card_says_what_follows_and_not_from_what() -> None:
    assert card_claims(DISCOUNT, {"reason": "student"}, on=MAY) == {"fare": "half"}
    assert card_claims(DISCOUNT, {"reason": "worker"}, on=MAY) == {"fare": "full"}


def test_a_derived_claim_is_never_typed_in() -> None:
    (fault,) = judge_claims(DISCOUNT, {"reason": "worker", "fare": "half"}, on=MAY)
    assert fault.path == ("fare",)
    assert "wird aus einer anderen Angabe berechnet. Bitte lassen Sie" in fault.message.de
    assert "is computed from another claim. Please leave it out" in fault.message.en


def test_what_follows_from_a_claim_that_is_not_given_is_not_there_either() -> None:
    born = claim("birthDate", Kind.DATE, mandatory=False)
    card = use_case(born, claim("over16", Kind.BOOLEAN, mandatory=False, derived=OVER_16))
    assert judge_claims(card, {}, on=MAY) == []
    assert card_claims(card, {}, on=MAY) == {}


def test_a_default_speaks_where_nobody_does_also_inside_a_group_that_is_given() -> None:
    card = use_case(
        choice("tariff", "day", "night", default="day"),
        group(
            "seat",
            claim("row", Kind.NUMBER),
            claim("side", Kind.TEXT, mandatory=False, default="left"),
            mandatory=False,
        ),
    )
    given: dict[str, Any] = {"seat": {"row": 4}}
    assert judge_claims(card, given, on=MAY) == []
    assert card_claims(card, given, on=MAY) == {"tariff": "day", "seat": {"row": 4, "side": "left"}}
    assert card_claims(card, {"tariff": "night"}, on=MAY) == {"tariff": "night"}
    assert given == {"seat": {"row": 4}}


def test_a_claim_may_follow_from_a_default() -> None:
    reason = choice("reason", "student", "worker", default="student", on_card=False)
    card = use_case(reason, choice("fare", "half", "full", derived=FARE))
    assert card_claims(card, {}, on=MAY) == {"fare": "half"}


def test_claims_that_are_right_no_more_on_the_day_of_issue_are_never_made_into_a_card() -> None:
    card = use_case(claim("visit", Kind.DATE, earliest="today"))
    given = {"visit": "2026-05-03"}
    assert card_claims(card, given, on=MAY) == given
    with pytest.raises(ClaimsRefusedError) as refused:
        card_claims(card, given, on=MAY + dt.timedelta(days=1))
    (fault,) = refused.value.faults
    assert "Möglich ist ein Tag ab 04.05.2026" in fault.message.de
    assert "from 2026-05-04 on" in fault.message.en
