from __future__ import annotations

import re
from time import perf_counter

import pytest

from credentials.json_schema.bounded_pattern import read_pattern
from use_cases.pattern import PatternError, parse_pattern, sample_text, shortest


@pytest.mark.parametrize(
    ("pattern", "sample"),
    [
        ("^M-[0-9]{8}$", "M-00000000"),
        ("^[A-Z]{2}[0-9]{1,6}$", "AA0"),
        (r"^[a-z]+\.[0-9]?$", "a."),
        ("^[a-z]*$", "a"),
        ("^[0-9]{2}[0-9]+$", "000"),
        ("^[äöüa-z]{3}$", "äää"),
        (r"^\[[.+-]\]$", "[.]"),
        ("^a?b*c$", "c"),
    ],
)
def test_a_pattern_of_the_subset_is_read_and_has_a_sample_and_verifiers_apply_it(pattern: str, sample: str) -> None:
    pieces = parse_pattern(pattern)
    assert read_pattern(pattern).is_found_in(sample)
    assert read_pattern(pattern).admits(1_000)
    assert sample_text(pieces) == sample
    assert shortest(pieces) <= len(sample)
    assert re.fullmatch(pattern, sample)


@pytest.mark.parametrize(
    "pattern",
    [
        "",
        "^",
        "[0-9]{8}",
        "^[0-9]{8}",
        r"^a\$",
        "^(a+)+$",
        "^a|b$",
        "^.*$",
        r"^\d+$",
        "^[^a]$",
        "^[a-$",
        "^[z-a]$",
        "^[]$",
        "^[[a]]$",
        "^[a--b]$",
        "^a{3,2}$",
        "^a{0}$",
        "^a{,3}$",
        "^a**$",
        "^a+?$",
        "^a{2}{2}$",
        "^(?i)a$",
        "^(?=a)a$",
        r"^(a)\1$",
        "^*$",
        "^a\n$",
        "^" + "a" * 300 + "$",
    ],
)
def test_a_pattern_outside_the_subset_is_refused_with_a_remedy(pattern: str) -> None:
    with pytest.raises(PatternError, match=r"\."):
        parse_pattern(pattern)


@pytest.mark.parametrize(
    "pattern", ["^a*a*$", "^[a-z]+[a-f]{2}$", "^a{1,5}b?a$", "^[0-9]*x?[0-9]*$", "^a?a?a?aaa$", "^[a-c]+[x]*[c]$"]
)
def test_a_pattern_that_could_split_a_text_in_two_ways_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError, match="slow"):
        parse_pattern(pattern)


def test_an_accepted_pattern_answers_a_long_hostile_text_at_once() -> None:
    pattern = "^" + "".join(f"[{letter}]*" for letter in "abcdefghijkl") + "m$"
    parse_pattern(pattern)
    text = "".join(letter * 1000 for letter in "abcdefghijkl") + "!"
    started = perf_counter()
    assert not re.fullmatch(pattern, text)
    assert perf_counter() - started < 1
