"""Claims path pointers: the examples of OpenID4VP 1.0 section 7.3 and what must be refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.dcql.claims_path import (
    MOST_SELECTED,
    lies_within,
    locate_path,
    parse_path,
    places_of,
    render_path,
    select_path,
    shared,
)
from credentials.errors import QueryError

ARTHUR = {
    "name": "Arthur Dent",
    "address": {"street_address": "42 Market Street", "locality": "Milliways", "postal_code": "12345"},
    "degrees": [
        {"type": "Bachelor of Science", "university": "University of Betelgeuse"},
        {"type": "Master of Science", "university": "University of Betelgeuse"},
    ],
    "nationalities": ["British", "Betelgeusian"],
}


@pytest.mark.parametrize(
    ("path", "selected"),
    [
        (["name"], ["Arthur Dent"]),
        (["address"], [ARTHUR["address"]]),
        (["address", "street_address"], ["42 Market Street"]),
        (["degrees", None, "type"], ["Bachelor of Science", "Master of Science"]),
        (["nationalities", 1], ["Betelgeusian"]),
        (["degrees", 0, "university"], ["University of Betelgeuse"]),
    ],
)
def test_the_examples_of_the_specification_select_what_it_says(path: list[Any], selected: list[Any]) -> None:
    assert select_path(ARTHUR, parse_path(path)) == selected


@pytest.mark.parametrize(
    "path",
    [
        ["missing"],
        ["address", "missing"],
        ["name", "first"],
        ["name", 0],
        ["name", None],
        ["address", 0],
        ["degrees", "type"],
        ["degrees", 2],
        ["degrees", 2, "type"],
        ["nationalities", None, "name"],
    ],
)
def test_a_path_that_selects_nothing_or_the_wrong_kind_is_refused(path: list[Any]) -> None:
    with pytest.raises(QueryError):
        select_path(ARTHUR, parse_path(path))


def test_each_selected_value_has_a_way_that_leads_to_it() -> None:
    document = {"a": [{"b": 1}, {"c": 2}, {"b": [3]}]}
    assert locate_path(document, ("a", None, "b")) == [(("a", 0, "b"), 1), (("a", 2, "b"), [3])]
    assert locate_path(document, ("a", 1)) == [(("a", 1), {"c": 2})]


def test_elements_without_the_member_are_dropped_and_the_others_stay() -> None:
    assert select_path({"a": [{"b": 1}, {"c": 2}, {"b": 3}]}, ("a", None, "b")) == [1, 3]


@pytest.mark.parametrize("path", [None, "name", {}, [], [1.0], [True], [-1], [["a"]], [{}], ["a"] * 17])
def test_what_is_no_path_is_refused(path: Any) -> None:
    with pytest.raises(QueryError):
        parse_path(path)


def test_a_path_that_would_select_too_much_is_stopped() -> None:
    nested: Any = ["x"] * 200
    document = [nested] * 200
    with pytest.raises(QueryError, match=str(MOST_SELECTED)):
        select_path(document, (None, None))


def test_a_path_is_written_for_people() -> None:
    assert render_path(("credentialSubject", "degrees", None, "name")) == "credentialSubject.degrees[*].name"
    assert render_path((0, "a")) == "[0].a"


@pytest.mark.parametrize(
    ("path", "other", "within"),
    [
        (("a",), ("a",), True),
        (("a",), ("a", "b"), True),
        (("a",), ("a", 0), True),
        (("a", None), ("a", 0), True),
        (("a", None), ("a", None), True),
        (("a", "b"), ("a",), False),
        (("a", 0), ("a", None), False),
        (("a", None), ("a", "b"), False),
        (("a",), ("b",), False),
    ],
)
def test_a_path_lies_within_another_that_leads_to_all_of_it(path: Any, other: Any, within: bool) -> None:
    assert lies_within(other, path) is within


@pytest.mark.parametrize(
    ("paths", "others", "both"),
    [
        ([("a",), ("b",)], [("b",)], (("b",),)),
        ([("a", "b")], [("a",)], (("a", "b"),)),
        ([("a",)], [("a", "b"), ("a", "c")], (("a", "b"), ("a", "c"))),
        ([("a",), ("a", "b")], [("a", "b")], (("a", "b"),)),
        ([("a",)], [], ()),
        ([("a",)], [("b",)], ()),
    ],
)
def test_what_two_sets_of_paths_share_is_the_inner_of_two_that_lie_in_each_other(
    paths: Any, others: Any, both: Any
) -> None:
    assert shared(paths, others) == both


def test_members_of_groups_say_something_each_and_a_list_as_a_whole() -> None:
    said = {"a": 1, "b": {"c": [{"d": 2}], "e": {"f": None}, "g": {}}, "h": {"id": "x", "i": 3}, "j": {"id": "y"}}
    places = [("a",), ("b", "c"), ("b", "e", "f"), ("b", "g"), ("h", "i"), ("j",)]
    assert list(places_of(said, aside=["id"])) == places
    assert list(places_of("text", ("at",))) == list(places_of({}, ("at",))) == [("at",)]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
ELEMENT = st.sampled_from(["a", "b", "c", None, 0, 1])


@given(document=JSON, path=st.lists(ELEMENT, min_size=1, max_size=5))
def test_any_path_on_any_document_selects_or_is_refused(document: Any, path: list[Any]) -> None:
    try:
        selected = select_path(document, parse_path(path))
    except QueryError:
        return
    assert selected
