"""A package is told that its cards would be too large before one is issued that nobody could sign or judge."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from credentials.json_schema.apply import find_fault
from tests.use_cases.claim_pieces import choice, claim, group, list_of, use_case
from tests.use_cases.signed_cards import document, show_selectively, sign_sd_jwt, sign_selectively
from use_cases.derive.claims import card_claims
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import json_schema
from use_cases.proving.parts import claim_parts
from use_cases.proving.size_meaning import MAX_CHOICES, MAX_STATEMENTS, judge_size
from use_cases.use_case import Kind, UseCase

MAY = dt.date(2026, 5, 3)
IN_PART = [{"format": "ldp_vc", "cryptosuite": "ecdsa-sd-2023"}]
WHOLE = [{"format": "ldp_vc", "cryptosuite": "eddsa-rdfc-2022"}]


def findings(claims: dict[str, Any], formats: object = IN_PART) -> list[tuple[str, str]]:
    found = judge_size(list(claim_parts({"claims": claims})), formats)
    return [(".".join(map(str, one.path)), one.message) for one in found]


def members(count: int) -> dict[str, Any]:
    return {f"m{number}": {"kind": "number"} for number in range(count)}


def lists(count: int, size: int) -> dict[str, Any]:
    entry = {"kind": "group", "claims": members(size)}
    return {f"l{number}": {"kind": "list", "max_items": 100, "item": entry} for number in range(count)}


def test_a_list_that_makes_more_statements_than_can_be_signed_one_by_one_is_told() -> None:
    assert findings(lists(1, 3)) == []
    ((place, message),) = findings(lists(1, 5))
    assert place == "claims.l0.item.claims.m3"
    assert "ecdsa-sd-2023" in message
    assert "Lower max_items" in message
    assert findings(lists(1, 5), WHOLE) == []


def test_more_choices_than_a_verifier_applies_are_told() -> None:
    many = {f"c{n}": {"kind": "choice", "choices": {f"x{m}": {} for m in range(100)}} for n in range(11)}
    ((place, message),) = findings(many, WHOLE)
    assert place == "claims.c10.choices"
    assert f"more than {MAX_CHOICES}" in message


def test_texts_and_pictures_that_no_message_could_carry_are_told() -> None:
    photo = {"kind": "image", "max_bytes": 20_000}
    text = {"kind": "text", "max_length": 2_000}
    assert findings({"photo": photo} | {f"t{number}": text for number in range(4)}) == []
    ((place, message),) = findings({"photo": photo} | {f"t{number}": text for number in range(5)}, WHOLE)
    assert (place, "36000 bytes together" in message) == ("claims.t4.max_length", True)
    assert len(findings({f"t{number}": text for number in range(60)})) == 60 - 9
    entries = {"notes": {"kind": "list", "max_items": 100, "item": text}}
    assert [place for place, _ in findings(entries)] == ["claims.notes.item.max_length"]


@pytest.mark.parametrize("formats", [None, "x", [None], [{"cryptosuite": 5}]])
def test_formats_that_cannot_be_read_are_told_elsewhere(formats: object) -> None:
    assert findings(lists(1, 5), formats) == []


def full(kind: UseCase) -> Any:
    return card_claims(kind, sample_claims(kind, on=MAY), on=MAY)


def test_the_largest_card_that_is_allowed_can_be_signed_and_shown_in_part() -> None:
    entries = group("zones", *(claim(f"m{number}", Kind.NUMBER) for number in range(3)))
    rest = [claim(f"n{number}", Kind.NUMBER) for number in range(MAX_STATEMENTS - 400)]
    card = use_case(list_of("zones", entries, most=100, min_items=100), *rest)
    shown = show_selectively(card, sign_selectively(card, full(card)), [("zones",)])
    assert len(shown["zones"]) == 100


@pytest.mark.parametrize("withholdable", [True, False])
def test_the_longest_texts_that_are_allowed_can_be_signed_in_every_format(withholdable: bool) -> None:
    texts = [claim(f"t{number}", Kind.TEXT, max_length=2_000, withholdable=withholdable) for number in range(9)]
    card = use_case(*texts)
    given = {one.name: "ä" * 2_000 for one in texts}
    claims = card_claims(card, given, on=MAY)
    for said in (sign_selectively(card, claims)["credentialSubject"], sign_sd_jwt(card, claims).credential.claims):
        assert said["t8"] == given["t8"]


def test_the_largest_schema_that_is_allowed_is_applied_by_verifiers() -> None:
    codes = [f"x{number}" for number in range(100)]
    claims = [choice(f"c{number}", *codes) for number in range(MAX_CHOICES // 100)]
    card = use_case(*claims, *(claim(f"n{number}", Kind.TEXT, pattern="^[A-Z]{2}$") for number in range(190)))
    assert find_fault(json_schema(card), document(card, full(card))) is None
