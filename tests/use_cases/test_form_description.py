"""The form of a card as data: what a desk needs to draw it, and nothing that judges differently later."""

from __future__ import annotations

import dataclasses
import json
from typing import Any

from hypothesis import given, settings

from tests.use_cases.any_use_case import use_cases
from tests.use_cases.claim_pieces import choice, claim, group, list_of, use_case, words
from use_cases.derive.form import form_description
from use_cases.use_case import (
    Derived,
    FormStep,
    Identification,
    Issuance,
    Kind,
    OnChange,
    Register,
    Rule,
    UseCase,
    Width,
)

OVER_16 = Derived("birthDate", Rule.AGE_AT_LEAST, years=16, on_change=OnChange.RENEW)
FARE = Derived("reason", Rule.MAPPING, values=(("student", "half"), ("worker", "full")))
CARD = use_case(
    claim("birthDate", Kind.DATE, on_card=False, latest="today", register="residents"),
    choice("reason", "student", "worker", on_card=False, default="worker"),
    claim("over16", Kind.BOOLEAN, derived=OVER_16),
    choice("fare", "half", "full", derived=FARE),
    group("home", claim("street", Kind.TEXT, max_length=100), claim("number", Kind.NUMBER, withholdable=False)),
    list_of("tags", claim("tags", Kind.TEXT, max_length=10), min_items=2),
    claim("note", Kind.TEXT, width=Width.LONG, help=words("help")),
    registers=(Register("residents", words("Register"), ("note",)),),
    issuance=Issuance(Identification.REGISTER, words("Look"), tx_code=False, second_clerk=True),
)


def fields(use_case: UseCase) -> list[dict[str, Any]]:
    return [field for step in form_description(use_case)["steps"] for field in step["fields"]]


def test_a_form_without_steps_has_one_and_each_derived_claim_follows_its_source() -> None:
    (step,) = form_description(CARD)["steps"]
    assert step["title"] == CARD.title.to_json()
    names = [field["name"] for field in step["fields"]]
    assert names == ["birthDate", "over16", "reason", "fare", "home", "tags", "note"]


def test_steps_keep_their_order_and_their_headings() -> None:
    steps = (FormStep(words("B"), ("note", "tags", "home")), FormStep(words("A"), ("reason", "birthDate")))
    form = form_description(dataclasses.replace(CARD, steps=steps))
    assert [step["title"]["en"] for step in form["steps"]] == ["B in English", "A in English"]
    assert [field["name"] for field in form["steps"][1]["fields"]] == ["reason", "fare", "birthDate", "over16"]


def test_a_field_says_what_it_is_and_where_it_comes_from() -> None:
    by_name = {field["name"]: field for field in fields(CARD)}
    assert by_name["birthDate"] == {
        "name": "birthDate",
        "kind": "date",
        "label": words("birthDate").to_json(),
        "help": None,
        "mandatory": True,
        "on_card": False,
        "withholdable": True,
        "width": "short",
        "default": None,
        "register": "residents",
        "computed": None,
        "earliest": None,
        "latest": "today",
    }
    assert by_name["over16"]["computed"] == {
        "from": "birthDate",
        "rule": "age_at_least",
        "years": 16,
        "on_change": "renew",
    }
    assert by_name["fare"]["computed"]["values"] == {"student": "half", "worker": "full"}
    assert [one["code"] for one in by_name["reason"]["choices"]] == ["student", "worker"]
    assert by_name["reason"]["default"] == "worker"
    assert [one["name"] for one in by_name["home"]["members"]] == ["street", "number"]
    assert (by_name["tags"]["item"]["kind"], by_name["tags"]["min_items"], by_name["tags"]["max_items"]) == (
        "text",
        2,
        5,
    )
    assert by_name["note"]["help"] == words("help").to_json()


def test_a_field_is_as_wide_as_what_is_written_into_it_unless_the_package_says_so() -> None:
    by_name = {field["name"]: field for field in fields(CARD)}
    assert by_name["note"]["width"] == "long"
    assert by_name["home"]["members"][0]["width"] == "long"
    assert by_name["tags"]["item"]["width"] == "short"


def test_the_form_says_how_the_person_is_identified_and_who_else_approves() -> None:
    form = form_description(CARD)
    assert (form["identification"], form["tx_code"], form["second_clerk"]) == ("register", False, True)
    assert form["instructions"] == words("Look").to_json()
    assert form["registers"] == [{"id": "residents", "title": words("Register").to_json(), "asks": ["note"]}]


@settings(max_examples=30, deadline=None)
@given(use_cases())
def test_every_claim_of_any_package_has_its_field_once(use_case: UseCase) -> None:
    assert sorted(field["name"] for field in fields(use_case)) == sorted(claim.name for claim in use_case.claims)
    json.dumps(form_description(use_case), allow_nan=False)
