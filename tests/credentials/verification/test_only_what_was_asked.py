"""A verifier that wants no more than it asked for refuses a card that says more of its holder, in every format."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from credentials.verification.judge_presentation import judge_presentation
from credentials.verification.verdict import Check, CheckName
from tests.credentials.verification.city import NOW, City
from tests.credentials.verification.sd_jwt_city import SdJwtCity

STRICT = {"only_what_was_asked": True}


def answered(city: City) -> Check:
    verdict = judge_presentation(city.presentation(), policy=city.policy(), evidence=city.evidence(), now=NOW)
    return next(check for check in verdict.checks if check.name is CheckName.QUERY_ANSWERED)


def test_all_that_is_asked_for_may_be_shown() -> None:
    assert answered(City(rules=STRICT)).code == "query-answered"


def test_a_whole_card_shows_more_and_the_first_fact_too_many_is_named() -> None:
    city = City(rules=STRICT)
    city.claims = city.claims[:1]
    check = answered(city)
    assert (check.code, check.detail) == ("more-shown-than-asked", "credentialSubject.borough")


@pytest.mark.parametrize(
    ("asked", "shown", "code"),
    [
        ([["cardNumber"]], 1, "query-answered"),
        ([["cardNumber"]], 2, "more-shown-than-asked"),
        ([["cardNumber"], ["borough"]], 2, "query-answered"),
        ([["cardNumber"], ["borough"], ["address", "city"]], 3, "query-answered"),
        ([["cardNumber"], ["borough"]], 3, "more-shown-than-asked"),
    ],
)
def test_of_an_sd_jwt_exactly_the_asked_for_part_is_taken(asked: list[Any], shown: int, code: str) -> None:
    city = SdJwtCity(rules=STRICT)
    city.claims = [{"path": path} for path in asked]
    city.show = lambda card: replace(card, disclosures=card.disclosures[:shown])
    assert answered(city).code == code
