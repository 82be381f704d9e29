"""Schemas applied to documents: what they mean, which are not applied, and how much work one may make."""

from __future__ import annotations

import time
import tracemalloc
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from credentials.errors import SchemaNotAppliedError
from credentials.json_schema.apply import DIALECT, MOST_VALUES, find_fault
from credentials.json_schema.equality import identity


def test_the_dialect_is_the_one_that_the_specification_names() -> None:
    assert DIALECT == "https://json-schema.org/draft/2020-12/schema"


def test_a_schema_may_have_as_many_values_as_are_judged_and_no_more() -> None:
    # the schema itself, its $schema, its $id and the array are values too
    assert find_fault(schema(allOf=[True] * (MOST_VALUES - 4)), {}) is None
    with pytest.raises(SchemaNotAppliedError, match=str(MOST_VALUES)):
        find_fault(schema(allOf=[True] * (MOST_VALUES - 3)), {})


def schema(**rules: Any) -> dict[str, Any]:
    return {"$schema": DIALECT, "$id": "https://city.example/schemas/card/v1", **rules}


@pytest.mark.parametrize(
    ("rules", "document", "fault"),
    [
        ({}, {"anything": 1}, None),
        ({"required": ["a"]}, {}, ""),
        ({"properties": {"a": {"type": "integer"}}}, {"a": "1"}, "/a"),
        ({"properties": {"a": {"items": {"enum": [1, "x"]}}}}, {"a": [1, 1.0, "x", True]}, "/a/3"),
        ({"properties": {"a": {"const": {"x": [1, {"y": None}]}}}}, {"a": {"x": [1.0, {"y": None}]}}, None),
        ({"properties": {"a": {"const": 0}}}, {"a": False}, "/a"),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [1, True, "1", [1], {"b": 1}]}, None),
        ({"properties": {"a": {"uniqueItems": True}}}, {"a": [{"b": 1, "c": 2}, {"c": 2, "b": 1.0}]}, "/a"),
        ({"properties": {"a": {"uniqueItems": False}}}, {"a": [1, 1]}, None),
        ({"properties": {"a": {"format": "date-time"}}}, {"a": "2026-01-01T00:00:00"}, "/a"),
        ({"properties": {"a": {"format": "date"}}}, {"a": "2026-02-30"}, "/a"),
        ({"properties": {"a": {"format": "date-time"}}}, {"a": "2026-01-01T00:00:00+01:00"}, None),
        ({"properties": {"a": {"format": "date-time"}}}, {"a": 7}, None),
        ({"properties": {"a": {"format": "uri"}}}, {"a": "urn:a:b"}, None),
        ({"properties": {"a": {"format": "uri"}}}, {"a": "index.html"}, "/a"),
        ({"properties": {"a": {"format": "uri"}}}, {"a": 7}, None),
        ({"properties": {"a": {"format": "unheard-of"}}}, {"a": "x"}, None),
        ({"$defs": {"n": {"type": "integer"}}, "properties": {"a": {"$ref": "#/$defs/n"}}}, {"a": "1"}, "/a"),
        ({"$defs": {"n": {"$anchor": "n", "type": "integer"}}, "properties": {"a": {"$ref": "#n"}}}, {"a": "1"}, "/a"),
        ({"properties": {"a": {"$ref": "#"}}}, {"a": {"a": {"a": {}}}}, None),
        ({"properties": {"a": {"pattern": "^[0-9]+$"}}}, {"a": "12\n"}, "/a"),
        ({"x-note": "unknown words say nothing"}, {}, None),
    ],
)
def test_a_document_meets_a_schema_or_its_fault_is_told_by_its_place(
    rules: dict[str, Any], document: Any, fault: str | None
) -> None:
    assert find_fault(schema(**rules), document) == fault


@pytest.mark.parametrize(
    "wrong",
    [
        None,
        True,
        [],
        {},
        {"$schema": DIALECT},
        {"$id": "https://city.example/s"},
        schema() | {"$id": ""},
        schema() | {"$id": 7},
        schema() | {"$schema": "https://json-schema.org/draft/2019-09/schema"},
        schema() | {"$schema": "http://json-schema.org/draft-07/schema#"},
        schema() | {"$schema": DIALECT + "#"},
        schema() | {"$schema": [DIALECT]},
        schema(type=7),
        schema(required="a"),
        schema(allOf=[{"$schema": DIALECT}]),
        schema(allOf=[{"$vocabulary": {}}]),
        schema(properties={"a": {"pattern": "^(a+)+$"}}),
        schema(allOf=[True] * 3_000),
    ],
    ids=lambda wrong: str(wrong)[-50:],
)
def test_trap_what_is_no_schema_or_of_another_dialect_or_does_not_say_which_it_is_is_not_applied(wrong: Any) -> None:
    with pytest.raises(SchemaNotAppliedError):
        find_fault(wrong, {"a": "aaa"})


@pytest.mark.parametrize(
    "rules",
    [
        {"$ref": "https://evil.example/s"},
        {"$ref": "other.json"},
        {"$ref": "file:///etc/passwd"},
        {"$dynamicRef": "https://evil.example/s#n"},
        {"$ref": "#/$defs/none"},
        {"$ref": "#none"},
        {"$ref": "#"},
        {"allOf": [{"$id": "https://evil.example/", "allOf": [{"$ref": "#/$defs/none"}]}]},
        {"properties": {"a": {"not": {"items": [{"$ref": "https://evil.example/s"}]}}}},
    ],
    ids=str,
)
def test_trap_a_schema_that_refers_to_anything_outside_of_itself_is_not_applied(rules: dict[str, Any]) -> None:
    with pytest.raises(SchemaNotAppliedError):
        find_fault(schema(**rules), {"a": 1})


@pytest.mark.parametrize("word", ["patternProperties", "unevaluatedProperties", "unevaluatedItems"])
def test_what_cannot_be_applied_within_bounds_is_not_applied_wherever_it_stands(word: str) -> None:
    with pytest.raises(SchemaNotAppliedError, match=word):
        find_fault(schema(properties={"a": {"anyOf": [{word: {}}]}}), {"a": 1})


MANY = 20_000
EXPENSIVE: list[tuple[str, dict[str, Any], Any]] = [
    (
        "references that double",
        {
            "$defs": {f"d{n}": {"allOf": [{"$ref": f"#/$defs/d{n + 1}"}] * 2} for n in range(30)} | {"d30": {}},
            "$ref": "#/$defs/d0",
        },
        {},
    ),
    ("alternatives that double", {"items": {"anyOf": [{"anyOf": [{"type": "null"}] * 30}] * 30}}, [1] * MANY),
    ("unique objects", {"items": {"uniqueItems": True}}, [[{"a": n} for n in range(MANY)] for _ in range(3)]),
    ("a long enum for each item", {"items": {"enum": list(range(1_000))}}, [MANY] * MANY),
    ("a long enum of long lists", {"items": {"enum": [[n] * 100 for n in range(25)]}}, [[7] * 100] * 3_000),
    ("rules that say yes", {"items": {"allOf": [True] * 2_500}}, [1] * MANY),
    ("errors that quote the document", {"anyOf": [{"type": "null"}] * 900}, {"a": "x" * 200_000}),
    ("names", {"propertyNames": {"anyOf": [{"maxLength": 2}] * 100}}, {f"name{n}": n for n in range(MANY)}),
    ("additional members", {"anyOf": [{"additionalProperties": False}] * 500}, {f"name{n}": n for n in range(MANY)}),
    ("contained items", {"allOf": [{"contains": {"const": -1}}] * 500}, list(range(MANY))),
    ("required members", {"items": {"required": [f"a{n}" for n in range(1_000)]}}, [{"b": 1}] * MANY),
]


@pytest.mark.parametrize(("rules", "document"), [row[1:] for row in EXPENSIVE], ids=[row[0] for row in EXPENSIVE])
def test_trap_a_schema_that_would_make_too_much_work_is_given_up_in_a_second(
    rules: dict[str, Any], document: Any
) -> None:
    begun = time.process_time()
    with suppress(SchemaNotAppliedError):
        assert find_fault(schema(**rules), document) is not None
    assert time.process_time() - begun < 2


def test_alternatives_that_all_fail_do_not_each_keep_a_copy_of_the_document() -> None:
    tracemalloc.start()
    with suppress(SchemaNotAppliedError):
        find_fault(schema(anyOf=[{"type": "null"}] * 100), {"a": "x" * 1_000_000})
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


def test_a_large_card_stays_far_within_the_bounds() -> None:
    claims = {f"claim{n}": {"type": "string", "maxLength": 50, "pattern": "^[a-z0-9 ]+$"} for n in range(300)}
    subject = {"type": "object", "properties": claims, "required": list(claims), "additionalProperties": False}
    document = {"credentialSubject": dict.fromkeys(claims, "a value of a claim")}
    assert find_fault(schema(properties={"credentialSubject": subject}), document) is None


json_values = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 3) | st.sampled_from([1.0, -0.5, "", "a", "1"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
    max_leaves=6,
)
rules = st.fixed_dictionaries(
    {},
    optional={
        "const": json_values,
        "enum": st.lists(json_values, min_size=1, max_size=4),
        "uniqueItems": st.booleans(),
        "type": st.sampled_from(["array", "object", "string", "null"]),
        "minItems": st.integers(0, 2),
        "contains": st.fixed_dictionaries({"const": json_values}),
        "items": st.fixed_dictionaries({"enum": st.lists(json_values, min_size=1, max_size=4)}),
    },
)


@given(rules, json_values)
def test_the_library_without_bounds_gives_the_same_answer(rules: dict[str, Any], document: Any) -> None:
    allowed = Draft202012Validator(rules).is_valid(document)
    assert (find_fault(schema(**rules), document) is None) is allowed


@given(json_values, json_values)
def test_two_values_are_equal_when_a_schema_that_wants_the_one_takes_the_other(one: Any, other: Any) -> None:
    assert (identity(one) == identity(other)) is Draft202012Validator({"const": one}).is_valid(other)
