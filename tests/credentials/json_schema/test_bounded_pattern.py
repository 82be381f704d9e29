"""Patterns of schemas: what could run away is refused, what cards need is applied as JSON Schema means it."""

from __future__ import annotations

import re
import time
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.bounded_pattern import read_pattern


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
        ("^a$|^b$", "a\n", False),
        ("(^a$)", "a\n", False),
        ("^a.c$", "a\rc", False),
        ("^(DE|AT)[0-9]+$", "DE12", True),
        ("^([A-Z]{2}-){2}[0-9]{1,4}$", "HB-AB-12", True),
        ("^[A-Z]{1,3}-[A-Z]{1,2} [0-9]{1,4}[EH]?$", "HB-AB 12E", True),
        (r"^[\]a]+$", "]a", True),
        ("^[[a&&b]+$", "[&", True),
        ("^(?=.*[0-9])[a-z0-9]{8,}$", "abcdefg1", True),
        ("^a*?b$", "aab", True),
        (r"^\u00e4$", "ä", True),
        ("a" * 512, "a" * 512, True),
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
        "^(a?){50}$",
        "^([a-z]+)*@",
        "(a+)??*",
        "(",
        ")",
        "(a",
        "[",
        "[]",
        "[z-a]",
        "*a",
        "a{99999999999}",
        "a{3,2}",
        "a" * 513,
    ],
)
def test_a_pattern_that_could_run_away_or_is_none_is_refused(pattern: str) -> None:
    with pytest.raises(SchemaNotAppliedError):
        read_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    [
        r"(a+)\1",
        r"(?P<x>a)",
        r"(?P<x>a)(?P=x)",
        "(?i)a",
        "(?>a)b",
        "(?#a)b",
        "a++",
        "a*+",
        "^*a",
        "a$+",
        r"\b?a",
        "(?=a)*",
        "(?<!a){2}",
        "a{,3}",
        "a{x}",
        "}",
        "]",
        "[]a]",
        "[^][a]",
        r"\Aa\Z",
        r"\p{L}",
        r"\cA",
        r"\0",
        r"\a",
        r"[\B]",
        r"\ud83d",
        "\\",
    ],
)
def test_a_pattern_that_python_and_ecmascript_read_differently_is_refused(pattern: str) -> None:
    with pytest.raises(SchemaNotAppliedError):
        read_pattern(pattern)


RUNAWAY = [
    "a*a*a*a*a*a*b",
    "^a*a*a*b$",
    ".*.*.*=",
    "^a?a?a*a+a{1,5}$",
    "^" + "a?" * 40 + "a" * 40 + "$",
    "^" + "(a|a)" * 40 + "b$",
    "^" + "a{0,9}" * 12 + "b$",
    "^(((a{999}){999}){999}){999}$",
    "^(((){999}){999}){999}$",
]


@pytest.mark.parametrize("pattern", RUNAWAY)
def test_trap_a_text_too_long_for_a_pattern_is_not_tried(pattern: str) -> None:
    begun = time.process_time()
    with pytest.raises(SchemaNotAppliedError):
        read_pattern(pattern).is_found_in("a" * 10_000)
    assert time.process_time() - begun < 1


def test_a_long_text_is_tried_where_that_takes_little_work() -> None:
    assert read_pattern("^[a-z ]+$").is_found_in("a b " * 10_000)


@pytest.mark.parametrize(
    ("pattern", "shorter_than"),
    [
        ("^a+$", 250_000),
        ("^(a+|b)$", 71_000),
        ("a+$", 705),
        ("^a+|^b", 630),
        ("^a+b+$", 575),
        ("^a{0,9}b+$", 5_881),
        ("^(?:ab){3}$", 10**9),
    ],
)
def test_how_long_a_text_may_be_follows_from_the_ways_to_match_it(pattern: str, shorter_than: int) -> None:
    bounded = read_pattern(pattern)
    assert bounded.admits(shorter_than // 2)
    assert bounded.admits(shorter_than * 2) is (shorter_than == 10**9)


atoms = st.sampled_from(["a", "b", "[ab]", ".", r"\w", "[^b]", "()"])
repeats = st.sampled_from(["", "", "*", "+", "?", "*?", "{2}", "{1,3}", "{2,}", "{30}"])
patterns = st.recursive(
    st.builds("".join, st.lists(st.builds("".join, st.tuples(atoms, repeats)), min_size=1, max_size=4)),
    lambda inner: st.builds(
        lambda one, other, repeat: f"({one}|{other}){repeat}" if other else f"({one}){repeat}{one}",
        inner,
        inner | st.just(""),
        repeats,
    ),
    max_leaves=8,
)


@given(patterns, st.sampled_from(["a", "ab", "aab"]), st.integers(0, 2_000), st.booleans())
@settings(max_examples=300, derandomize=True)
def test_whatever_is_not_refused_is_decided_in_little_time(pattern: str, text: str, times: int, whole: bool) -> None:
    begun = time.process_time()
    with suppress(SchemaNotAppliedError):
        read_pattern(f"^{pattern}$" if whole else pattern + "c").is_found_in(text * times)
    assert time.process_time() - begun < 1


@given(patterns, st.text("ab", max_size=8))
@settings(max_examples=300, derandomize=True)
def test_the_bound_changes_nothing_of_what_a_pattern_finds(pattern: str, text: str) -> None:
    try:
        found = read_pattern(f"^{pattern}$").is_found_in(text)
    except SchemaNotAppliedError:
        return
    assert found is (re.fullmatch(pattern if "|" not in pattern else f"^{pattern}$", text) is not None)
