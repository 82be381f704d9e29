"""What a token says about itself is judged to the second, and a malformed claim is never taken for a missing one."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.errors import TokenClaimError, TokenTimeError
from credentials.jose.jwt_claims import judge_age, judge_audience, judge_period, read_time

NOW = 1_800_000_000
SKEW = 60


@pytest.mark.parametrize("claims", [{}, {"exp": NOW - SKEW}, {"nbf": NOW + SKEW}, {"exp": NOW + 0.5, "nbf": NOW - 1.5}])
def test_a_token_within_its_time_is_accepted(claims: dict[str, Any]) -> None:
    judge_period(claims, now=NOW, clock_skew=SKEW)


@pytest.mark.parametrize(
    "claims", [{"exp": NOW - SKEW - 1}, {"nbf": NOW + SKEW + 1}, {"exp": 0}, {"nbf": 1e300}, {"iat": NOW + SKEW + 1}]
)
def test_a_token_outside_of_its_time_is_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(TokenTimeError):
        judge_period(claims, now=NOW, clock_skew=SKEW)


@pytest.mark.parametrize("moment", [None, True, "1800000000", [NOW], {}])
@pytest.mark.parametrize("name", ["exp", "nbf", "iat"])
def test_a_malformed_time_is_not_taken_for_a_missing_one(name: str, moment: object) -> None:
    with pytest.raises(TokenClaimError):
        judge_period({name: moment}, now=NOW, clock_skew=SKEW)
    with pytest.raises(TokenClaimError):
        read_time({name: moment}, name)


@pytest.mark.parametrize("made", [NOW, NOW - 600, NOW + SKEW])
def test_a_token_made_just_now_is_accepted(made: int) -> None:
    judge_age({"iat": made}, now=NOW, longest=600, clock_skew=SKEW)


@pytest.mark.parametrize("made", [NOW - 601, NOW + SKEW + 1])
def test_a_token_made_at_another_time_is_refused(made: int) -> None:
    with pytest.raises(TokenTimeError):
        judge_age({"iat": made}, now=NOW, longest=600, clock_skew=SKEW)


def test_a_token_that_does_not_say_when_it_was_made_is_refused() -> None:
    with pytest.raises(TokenClaimError):
        judge_age({}, now=NOW, longest=600, clock_skew=SKEW)


@pytest.mark.parametrize("audience", [None, "", "https://a.example/", ["https://a.example"], 1])
def test_a_token_for_anybody_else_is_refused(audience: object) -> None:
    judge_audience({"aud": "https://a.example"}, "https://a.example")
    with pytest.raises(TokenClaimError):
        judge_audience({"aud": audience}, "https://a.example")
