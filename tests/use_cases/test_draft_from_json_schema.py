"""A JSON Schema becomes the claims of a package; what cannot be taken over is told by its place, never dropped."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from use_cases.derive.claims import judge_claims
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import schema_bytes
from use_cases.drafting.answers import Answers, compose, first_answers, judge_answers
from use_cases.drafting.draft import Draft, SourceError
from use_cases.drafting.from_json_schema import draft_from_json_schema
from use_cases.drafting.leave_out import leave_out_refused
from use_cases.load import load_catalogue
from use_cases.proving.assemble import assemble
from use_cases.use_case import UseCase

TODAY = dt.date(2026, 5, 3)
CATALOGUE = load_catalogue()


def draft_of(properties: object, **more: object) -> Draft:
    return draft_from_json_schema(json.dumps({"type": "object", "properties": properties, **more}).encode())


def claim_of(schema: object) -> dict[str, Any]:
    """The one claim that is made of a schema, without its names."""
    (claim,) = draft_of({"fact": schema}).claims.values()
    return {key: value for key, value in claim.items() if key not in ("mandatory", "label")}


def assert_ready(answers: Answers) -> None:
    """The package loads, and the card that is made up for it can be issued."""
    assert judge_answers(answers) == []
    use_case = assemble(compose(answers))
    assert judge_claims(use_case, sample_claims(use_case, on=TODAY), on=TODAY) == []


def told(draft: Draft) -> dict[str, str]:
    return {note.place: note.message.en for note in draft.notes}


@pytest.mark.parametrize(
    ("schema", "claim"),
    [
        ({"type": "string", "maxLength": 9}, {"kind": "text", "max_length": 9}),
        ({"type": "string"}, {"kind": "text", "max_length": 100}),
        (
            {"type": "string", "maxLength": 9, "pattern": r"^\d{2}[\d-]$"},
            {"kind": "text", "max_length": 9, "pattern": "^[0-9]{2}[0-9-]$"},
        ),
        ({"type": "string", "format": "date"}, {"kind": "date"}),
        ({"type": "integer", "minimum": 2, "maximum": 9}, {"kind": "number", "minimum": 2, "maximum": 9}),
        (
            {"type": "integer", "exclusiveMinimum": 2, "exclusiveMaximum": 9},
            {"kind": "number", "minimum": 3, "maximum": 8},
        ),
        ({"type": "number", "minimum": 2.5, "maximum": 9.5}, {"kind": "number", "minimum": 3, "maximum": 9}),
        (
            {"type": "number", "exclusiveMinimum": 2.5, "exclusiveMaximum": 9.5},
            {"kind": "number", "minimum": 3, "maximum": 9},
        ),
        ({"type": "boolean", "default": False}, {"kind": "boolean", "default": False}),
        (
            {"enum": ["halfDay", "Groß & klein"]},
            {
                "kind": "choice",
                "choices": {
                    "halfDay": {"de": "Half day", "en": "Half day"},
                    "gross_klein": {"de": "Groß & klein", "en": "Groß & klein"},
                },
            },
        ),
        (
            {"oneOf": [{"const": "n", "title": "North"}, {"const": 2}]},
            {"kind": "choice", "choices": {"n": {"de": "North", "en": "North"}, "2": {"de": "2", "en": "2"}}},
        ),
        ({"const": "A.1"}, {"kind": "text", "max_length": 3, "pattern": r"^A\.1$"}),
        ({"type": "integer", "const": 7}, {"kind": "number", "minimum": 7, "maximum": 7}),
        (
            {"type": "array", "items": {"type": "string", "maxLength": 4}, "minItems": 1, "maxItems": 3},
            {"kind": "list", "min_items": 1, "max_items": 3, "item": {"kind": "text", "max_length": 4}},
        ),
        (
            {"type": "string", "contentMediaType": "image/png", "contentEncoding": "base64"},
            {"kind": "image", "media_types": ["image/png"], "max_bytes": 16_000},
        ),
    ],
)
def test_a_schema_of_ordinary_shape_becomes_a_claim(schema: object, claim: object) -> None:
    assert claim_of(schema) == claim


def test_objects_become_groups_and_words_become_labels() -> None:
    draft = draft_of(
        {
            "homeAddress": {
                "type": "object",
                "title": "Anschrift",
                "description": "Wo die\nPerson wohnt",
                "properties": {"postal_code": {"type": "string", "maxLength": 5}},
                "required": ["postal_code"],
                "additionalProperties": False,
            }
        },
        title="Meldebescheinigung",
        description="Bescheinigt die Anschrift.",
    )
    assert (draft.title, draft.description) == ("Meldebescheinigung", "Bescheinigt die Anschrift.")
    assert told(draft) == {"properties.homeAddress.properties.postal_code": "The fact is called postalCode."}
    assert draft.claims == {
        "homeAddress": {
            "kind": "group",
            "mandatory": False,
            "label": {"de": "Anschrift", "en": "Anschrift"},
            "help": {"de": "Wo die Person wohnt", "en": "Wo die Person wohnt"},
            "claims": {
                "postalCode": {
                    "kind": "text",
                    "mandatory": True,
                    "label": {"de": "Postal code", "en": "Postal code"},
                    "max_length": 5,
                }
            },
        }
    }


@pytest.mark.parametrize(
    ("schema", "place", "piece"),
    [
        ({"type": "string", "minLength": 3, "maxLength": 9}, "minLength", "no rule for this"),
        ({"type": "string"}, "maxLength", "here it is 100"),
        ({"type": "string", "maxLength": 9000}, "maxLength", "here it is 2000"),
        ({"type": "string", "maxLength": 9, "format": "email"}, "format", "no rule for this"),
        ({"type": "string", "format": "date-time"}, "format", "only the day"),
        ({"type": "number"}, "type", "whole number"),
        ({"type": "integer", "multipleOf": 5}, "multipleOf", "no rule"),
        ({"type": "integer", "exclusiveMinimum": True}, "exclusiveMinimum", "no rule"),
        ({"type": "boolean", "const": True}, "const", "no rule"),
        ({"enum": ["a b", "c"]}, "enum", "as the code a_b"),
        ({"enum": ["a", "b"], "oneOf": [{"minLength": 1}]}, "oneOf", "no rule"),
        ({"enum": ["a", "b"], "anyOf": [{"const": "a"}, {"const": "b"}]}, "enum", "no rule"),
        ({"type": "array", "items": {"type": "integer"}}, "maxItems", "here it is 20"),
        ({"type": "array", "items": {"type": "integer"}, "maxItems": 9, "uniqueItems": True}, "uniqueItems", "no rule"),
        ({"type": "array", "items": {"type": "string", "maxLength": 2, "x-y": 1}, "maxItems": 9}, "items.x-y", "no r"),
        ({"type": "object", "properties": {"a": {"type": "integer"}}, "if": {}}, "if", "no rule"),
        ({"type": "object", "properties": {"a": {"type": "integer", "$ref": "#/no"}}}, "properties.a.$ref", "no part"),
        ({"$ref": "https://example.org/s", "type": "integer"}, "$ref", "leads to no part of this file"),
        ({"type": "integer", "examples": [1]}, "examples", "no rule"),
    ],
)
def test_what_does_not_hold_any_more_is_told_by_its_place(schema: object, place: str, piece: str) -> None:
    notes = told(draft_of({"fact": schema}))
    assert piece in notes.pop(f"properties.fact.{place}")
    assert notes == {}


LEFT_OUT = {
    "several types": ({"type": ["string", "integer"]}, "exactly one type"),
    "no type": ({}, "exactly one type"),
    "a truth value": (True, "exactly one type"),
    "an unknown type": ({"type": "file"}, "exactly one type"),
    "a type that is none": ({"type": {"a": []}}, "exactly one type"),
    "nothing": ({"type": "null"}, "exactly one type"),
    "lists in lists": ({"type": "array", "items": {"type": "array"}}, "do not lie in each other"),
    "a list of anything": ({"type": "array"}, "exactly one type"),
    "an object without properties": ({"type": "object"}, "has no"),
    "a group of nothing": ({"type": "object", "properties": {}}, "no fact is left"),
    "a circle": ({"$ref": "#/properties/fact"}, "exactly one type"),
}


@pytest.mark.parametrize(("schema", "piece"), LEFT_OUT.values(), ids=LEFT_OUT)
def test_a_property_that_cannot_be_a_fact_is_left_out_and_told(schema: object, piece: str) -> None:
    draft = draft_of({"fact": schema, "other": {"type": "boolean"}})
    assert list(draft.claims) == ["other"]
    assert piece in told(draft)["properties.fact"]


def test_references_inside_of_the_schema_are_followed_and_deep_groups_left_out() -> None:
    node = {
        "type": "object",
        "title": "Knoten",
        "properties": {"next": {"$ref": "#/$defs/node"}, "end": {"type": "boolean"}},
    }
    draft = draft_of({"first": {"$ref": "#/$defs/node", "title": "Erster"}}, **{"$defs": {"node": node}})
    first = draft.claims["first"]
    assert first["label"]["de"] == "Erster"
    assert first["claims"]["next"]["label"]["de"] == "Knoten"
    assert list(first["claims"]["next"]["claims"]) == ["end"]
    assert "two levels" in told(draft)["properties.first.properties.next.properties.next"]


def test_a_fact_is_never_called_like_the_group_around_it() -> None:
    draft = draft_of({"address": {"properties": {"address": {"type": "boolean"}}}, "name": {"type": "boolean"}})
    assert list(draft.claims["address"]["claims"]) == ["address2"]
    assert told(draft) == {
        "properties.address.properties.address": "The fact is called address2.",
        "properties.name": "The fact is called cardName.",
    }


def test_of_facts_without_end_some_are_taken_and_the_rest_told() -> None:
    small = {"type": "object", "properties": {f"b{number}": {"type": "boolean"} for number in range(20)}}
    large = {"type": "object", "properties": {f"a{number}": {"$ref": "#/$defs/small"} for number in range(20)}}
    properties = {f"p{number}": {"$ref": "#/$defs/large"} for number in range(60)}
    draft = draft_of(properties, **{"$defs": {"small": small, "large": large}})
    assert "at most 200 facts" in draft.notes[-1].message.en or "no fact is left" in draft.notes[-1].message.en
    assert leave_out_refused(draft.claims) == (draft.claims, [])


def test_of_texts_that_no_card_could_carry_together_the_first_are_kept() -> None:
    long = {f"note{number}": {"type": "string", "maxLength": 2_000} for number in range(60)}
    kept, notes = leave_out_refused(draft_from_json_schema(json.dumps({"properties": long}).encode()).claims)
    assert list(kept) == list(long)[:9]
    assert len(notes) == len(long) - 9


def test_what_the_package_format_refuses_is_left_out_in_its_own_words() -> None:
    draft = draft_of(
        {
            "code": {"type": "string", "maxLength": 9, "pattern": "^(a|b)+$"},
            "zone": {"enum": ["a", "b"], "default": "c"},
            "span": {"type": "integer", "minimum": 9, "maximum": 2},
        }
    )
    claims, notes = leave_out_refused(draft.claims)
    assert list(claims) == ["code", "zone", "span"]
    assert "pattern" not in claims["code"]
    assert "no groups" in {note.place: note.message.en for note in notes}["claims.code.pattern"]
    assert judge_answers(first_answers("any_schema", claims)) == []


def test_a_fact_may_be_called_like_a_key_of_the_format() -> None:
    faulty = {"type": "integer", "const": "no number"}
    group = {"type": "object", "properties": {"claims": faulty, "item": faulty, "kind": faulty}}
    members = {"claims": group, "item": {"type": "array", "maxItems": 2, "items": group}}
    claims, notes = leave_out_refused(draft_of(members).claims)
    assert list(claims) == ["claims", "item"]
    assert [note.place for note in notes] == [
        f"{group}.claims.{member}.{limit}"
        for group, members in (
            ("claims.claims", ("claims2", "item", "kind")),
            ("claims.item.item", ("claims", "item2", "kind")),
        )
        for member in members
        for limit in ("maximum", "minimum")
    ]


@pytest.mark.parametrize("use_case", CATALOGUE.values(), ids=CATALOGUE)
def test_the_schema_of_each_document_gives_its_facts_again(use_case: UseCase) -> None:
    claims, notes = leave_out_refused(draft_from_json_schema(schema_bytes(use_case)).claims)
    assert notes == []
    assert {name: (claim["kind"], claim["mandatory"]) for name, claim in claims.items()} == {
        claim.name: (claim.kind, claim.mandatory) for claim in use_case.card_claims
    }


def test_what_may_be_null_is_not_mandatory() -> None:
    properties = {"a": {"type": ["boolean", "null"]}, "b": {"enum": ["x", "y", None]}, "c": {"type": "boolean"}}
    draft = draft_of(properties, required=["a", "b", "c"])
    assert [name for name, claim in draft.claims.items() if claim["mandatory"]] == ["c"]


def test_a_byte_order_mark_is_no_fault() -> None:
    assert list(draft_from_json_schema(b'\xef\xbb\xbf{"properties":{"a":{"type":"boolean"}}}').claims) == ["a"]


HOSTILE = {
    "empty": (b"", "this is not JSON"),
    "a list": (b"[]", "a JSON object belongs here"),
    "twice the same name": (b'{"type":"object","type":"object"}', "same name twice"),
    "too deep": (b'{"properties":' * 60 + b"1" + b"}" * 60, "nested deeper"),
    "too large": (b'{"a":"' + b"x" * 300_000 + b'"}', "more than 262144 bytes"),
    "not UTF-8": (b'{"title":"\xff"}', "UTF-8"),
    "no object": (b'{"type":"string"}', "describes no object"),
    "no properties": (b'{"type":"object"}', "describes no object"),
    "properties that are none": (b'{"properties":[1]}', "describes no object"),
    "nothing that fits": (b'{"properties":{"a":true}}', "describes no object"),
    "only a reference to itself": (b'{"$ref":"#"}', "describes no object"),
    "a holder only": (b'{"properties":{"credentialSubject":{"properties":{"id":{}}}}}', "describes no object"),
}


@pytest.mark.parametrize(("content", "piece"), HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_usable_schema_is_told_in_both_languages(content: bytes, piece: str) -> None:
    with pytest.raises(SourceError, match=piece) as refused:
        draft_from_json_schema(content)
    assert refused.value.message.de


VOCABULARY = """
type string integer number boolean object array null date format enum const pattern maxLength minLength minimum maximum
items maxItems minItems properties required title description default oneOf $ref #/$defs/a #/properties ^[a-z]+$ ^(a|b)$
contentMediaType image/png id name Straße fact
"""
WORDS = st.sampled_from(VOCABULARY.split())
NUMBERS = st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e9, 1e9).map(lambda number: number + 0.0)
SCHEMAS = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(-1e9, 1e9).map(lambda x: x + 0.0)
    | WORDS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(WORDS, inner, max_size=6),
    max_leaves=30,
)


@settings(max_examples=50)
@given(st.dictionaries(WORDS, SCHEMAS, min_size=1, max_size=5), st.dictionaries(WORDS, SCHEMAS, max_size=3))
def test_whatever_the_schema_says_the_package_is_good_or_it_is_refused(properties: object, definitions: object) -> None:
    try:
        draft = draft_of(properties, **{"$defs": definitions, "title": "Any"})
    except SourceError:
        return
    claims, _ = leave_out_refused(draft.claims)
    if claims:
        assert_ready(first_answers("any_schema", claims, title=draft.title))
