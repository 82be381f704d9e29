"""Moments on the wire: one way to write, few ways to read, none without a zone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import ModelError
from credentials.model.instant import FIRST, LAST, parse_instant, render_instant


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("2023-02-24T23:36:38Z", 1677281798),
        ("2023-02-25T00:36:38+01:00", 1677281798),
        ("2023-02-24T18:06:38-05:30", 1677281798),
        ("2023-02-24T23:36:38.999Z", 1677281798),
        ("1969-12-31T23:59:59.5Z", -1),
        ("2023-02-24T23:36:38-00:00", 1677281798),
        ("0001-01-01T00:00:00Z", FIRST),
        ("9999-12-31T23:59:59Z", LAST),
        ("2024-02-29T00:00:00Z", 1709164800),
        ("2024-02-29T00:00:00." + "0" * 43 + "Z", 1709164800),
    ],
)
def test_a_moment_with_its_zone_is_read(text: str, seconds: int) -> None:
    assert parse_instant(text) == seconds


@pytest.mark.parametrize(
    "text",
    [
        "2023-02-24T23:36:38",
        "2023-02-24",
        "2023-02-24 23:36:38Z",
        "2023-02-24t23:36:38z",
        "2023-02-24T23:36Z",
        "2023-02-24T23:36:38+01",
        "2023-02-24T23:36:38+0100",
        "2023-02-24T23:36:38+14:01",
        "2023-02-24T23:36:38+01:60",
        "2023-02-30T00:00:00Z",
        "2023-02-24T24:00:00Z",
        "2023-02-24T23:36:61Z",
        "2023-02-24T23:36:38.Z",
        "0000-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
        "-2023-01-01T00:00:00Z",
        "0001-01-01T00:00:00+01:00",
        "9999-12-31T23:59:59-01:00",
        "٢٠٢٣-02-24T23:36:38Z",
        "2023-02-24T23:36:38Z\n",
        "2023-02-24T23:36:38." + "9" * 100 + "Z",
        "2023-02-24T23:36:38." + "9" * 44 + "Z",
        "",
        None,
        1677281798,
        ["2023-02-24T23:36:38Z"],
    ],
)
def test_a_moment_that_is_unclear_is_refused(text: object) -> None:
    with pytest.raises(ModelError):
        parse_instant(text)


def test_a_moment_without_a_zone_is_told_apart_from_nonsense() -> None:
    with pytest.raises(ModelError, match="time zone"):
        parse_instant("2023-02-24T23:36:38")


def test_a_leap_second_is_refused_and_named() -> None:
    with pytest.raises(ModelError, match="leap second"):
        parse_instant("2016-12-31T23:59:60Z")


@pytest.mark.parametrize("seconds", [FIRST - 1, LAST + 1])
def test_a_moment_outside_the_calendar_is_not_written(seconds: int) -> None:
    with pytest.raises(ModelError):
        render_instant(seconds)


@given(st.integers(FIRST, LAST))
def test_what_is_written_is_read_back(seconds: int) -> None:
    assert parse_instant(render_instant(seconds)) == seconds
