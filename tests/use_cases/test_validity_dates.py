from __future__ import annotations

import dataclasses
import datetime as dt
from pathlib import Path

import pytest

from tests.use_cases.package_texts import GOOD, load_text
from use_cases.derive.validity import NoLongerIssuedError, validity
from use_cases.use_case import Period, UseCase, Validity


@pytest.fixture
def card(tmp_path: Path) -> UseCase:
    return load_text(tmp_path, GOOD)


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


def holding(card: UseCase, *, zone: str = "Europe/Berlin", until: str | None = None, **period: int) -> UseCase:
    last_day = dt.date.fromisoformat(until) if until else None
    return dataclasses.replace(card, validity=Validity(zone, Period(**period) if period else None, last_day))


@pytest.mark.parametrize(
    ("issued", "first", "last"),
    [
        # winter to winter, summer to summer: midnight in Berlin is 23:00 or 22:00 UTC
        ("2026-01-15T10:11:12Z", "2026-01-14T23:00:00Z", "2027-01-15T22:59:59Z"),
        ("2026-07-15T10:11:12Z", "2026-07-14T22:00:00Z", "2027-07-15T21:59:59Z"),
        # just after midnight in Berlin it is still the day before in UTC
        ("2026-07-14T22:00:00Z", "2026-07-14T22:00:00Z", "2027-07-15T21:59:59Z"),
        ("2026-07-14T21:59:59Z", "2026-07-13T22:00:00Z", "2027-07-14T21:59:59Z"),
        # 29 February has no day of its number a year later
        ("2028-02-29T12:00:00Z", "2028-02-28T23:00:00Z", "2029-02-28T22:59:59Z"),
        # on the day the clocks are changed the day has 23 or 25 hours
        ("2026-03-29T12:00:00Z", "2026-03-28T23:00:00Z", "2027-03-29T21:59:59Z"),
        ("2026-10-25T12:00:00Z", "2026-10-24T22:00:00Z", "2027-10-25T21:59:59Z"),
    ],
)
def test_a_year_is_counted_in_the_citys_days(card: UseCase, issued: str, first: str, last: str) -> None:
    assert validity(card, at(issued), {}) == (at(first), at(last))


def test_two_cards_of_one_day_cannot_be_told_apart_by_their_times(card: UseCase) -> None:
    morning, evening = at("2026-07-15T06:00:01Z"), at("2026-07-15T21:59:59Z")
    assert validity(card, morning, {}) == validity(card, evening, {})


def test_a_card_is_valid_at_the_moment_of_its_issue(card: UseCase) -> None:
    for hour in range(0, 24 * 366, 7):
        issued = at("2026-01-01T00:00:00Z") + hour * 3600
        first, last = validity(card, issued, {})
        assert first <= issued < last


@pytest.mark.parametrize(
    ("period", "last"),
    [
        ({"months": 1}, "2026-02-28T22:59:59Z"),
        ({"months": 13}, "2027-02-28T22:59:59Z"),
        ({"months": 25}, "2028-02-29T22:59:59Z"),
        ({"days": 1}, "2026-02-01T22:59:59Z"),
        ({"years": 1, "months": 1, "days": 1}, "2027-03-01T22:59:59Z"),
    ],
)
def test_a_month_without_such_a_day_ends_on_its_last(card: UseCase, period: dict[str, int], last: str) -> None:
    issued = at("2026-01-31T12:00:00Z")
    assert validity(holding(card, **period), issued, {})[1] == at(last)


def test_a_fixed_last_day_is_valid_to_its_end_and_then_nothing_is_issued(card: UseCase) -> None:
    season = holding(card, until="2026-12-31")
    last_second = at("2026-12-31T22:59:59Z")
    assert validity(season, at("2026-05-03T10:00:00Z"), {})[1] == last_second
    assert validity(season, last_second, {})[1] == last_second
    with pytest.raises(NoLongerIssuedError, match="2026-12-31"):
        validity(season, last_second + 1, {})


def test_a_day_whose_midnight_the_clock_skips_begins_when_it_skips(card: UseCase) -> None:
    # In Beirut, the night to 30 March 2025 went from 23:59:59 (+02:00) to 01:00:00 (+03:00).
    first, _ = validity(holding(card, zone="Asia/Beirut", days=1), at("2025-03-30T12:00:00Z"), {})
    assert first == at("2025-03-29T22:00:00Z")
