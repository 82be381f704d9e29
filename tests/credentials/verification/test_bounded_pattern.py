"""Patterns of schemas: what could run away is refused, what cards need is applied as JSON Schema means it."""

from __future__ import annotations

import time

import pytest

from credentials.verification.checks.bounded_pattern import PatternRefusedError, read_pattern


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("^M-[0-9]{8}$", "M-12345678", True),
        ("^M-[0-9]{8}$", "M-12345678\n", False),
        ("^M-[0-9]{8}$", "xM-12345678", False),
        (r"^\d{2}$", "12", True),
        (r"^\d{2}$", "١٢", False),
        (r"^a\$$", "a$", True),
        (r"^a\\$", "a\\", True),
        (r"a\$", "xa$x", True),
        ("^(DE|AT)[0-9]+$", "DE12", True),
        ("^([A-Z]{2}-){2}[0-9]{1,4}$", "HB-AB-12", True),
        ("^[A-Z]{1,3}-[A-Z]{1,2} [0-9]{1,4}[EH]?$", "HB-AB 12E", True),
        ("^[]a]+$", "]a", True),
        ("", "x", True),
    ],
)
def test_a_pattern_means_what_json_schema_says(pattern: str, text: str, found: bool) -> None:
    assert read_pattern(pattern).is_found_in(text) is found


@pytest.mark.parametrize(
    "pattern",
    [
        "^(a+)+$",
        "^(a*)*$",
        "^(a|a)*$",
        "^(a|aa)+$",
        "^((a+))+$",
        "^(?:a+){2,}$",
        "^(a*){50}$",
        "^([a-z]+)*@",
        r"(a+)\1",
        r"(?P<x>a)(?P=x)+(",
        "(",
        ")",
        "[",
        "a{99999999999}",
        "a" * 513,
    ],
)
def test_a_pattern_that_could_run_away_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefusedError):
        read_pattern(pattern)


@pytest.mark.parametrize("pattern", ["a*a*a*a*a*a*b", "^a*a*a*b$", ".*.*.*=", "^a?a?a*a+a{1,5}$"])
def test_a_text_too_long_for_a_pattern_is_not_tried(pattern: str) -> None:
    begun = time.perf_counter()
    with pytest.raises(PatternRefusedError):
        read_pattern(pattern).is_found_in("a" * 10_000)
    assert time.perf_counter() - begun < 1


def test_a_long_text_is_tried_where_that_takes_little_work() -> None:
    assert read_pattern("^[a-z ]+$").is_found_in("a b " * 10_000)
