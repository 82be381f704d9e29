"""Canonical JSON agrees with the published figures of RFC 8785."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from credentials.canonical_json import canonicalize
from credentials.errors import JsonError
from credentials.strict_json import parse

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("name", ["arrays", "french", "structures", "unicode", "values", "weird"])
def test_the_official_figures_are_reproduced_byte_for_byte(vectors: Path, name: str) -> None:
    value = parse((vectors / "jcs" / "input" / f"{name}.json").read_bytes())
    assert canonicalize(value) == (vectors / "jcs" / "output" / f"{name}.json").read_bytes()
    assert canonicalize(value) == bytes.fromhex((vectors / "jcs" / "outhex" / f"{name}.txt").read_text())


def test_the_example_of_rfc_8785_section_3_2_is_reproduced() -> None:
    value = parse(
        b'{"numbers":[333333333.33333329,1E30,4.50,2e-3,0.000000000000000000000000001],'
        b'"string":"\\u20ac$\\u000F\\u000aA\'\\u0042\\u0022\\u005c\\\\\\"\\/","literals":[null,true,false]}'
    )
    assert (
        canonicalize(value)
        == (
            '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],'
            '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}'
        ).encode()
    )


@pytest.mark.parametrize(
    "value", [float("nan"), float("inf"), 2**53, "\ud800", {"\ud800": 1}, {1: 2}, {"a": {1, 2}}, [b"x"]]
)
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(JsonError):
        canonicalize(value)


NAMES = st.text(st.characters(codec="utf-8"), max_size=6) | st.sampled_from(["\ue000", "\U00010000", "é", "a"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | NAMES,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(NAMES, inside, max_size=4),
    max_leaves=12,
)


@given(VALUES)
def test_both_writers_write_the_same_letters(value: object) -> None:
    assert canonicalize(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [1.0, {"\ue000": 1, "\U00010000": 2}, [[2.5]], {"a": {"é": [True, None]}}])
def test_what_sorts_or_rounds_otherwise_is_left_to_the_library(value: object) -> None:
    assert canonicalize(value) == rfc8785.dumps(value)


def test_a_value_that_is_deeper_than_any_document_still_has_its_one_form() -> None:
    deep: object = 1
    for _ in range(60):
        deep = [deep]
    assert canonicalize(deep) == rfc8785.dumps(deep)
