"""Cards of which the holder shows a part: what may be withheld is not missing, and what is added is noticed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from credentials.data_integrity.selective.derived_proof import derive
from credentials.data_integrity.suites import SUITES
from credentials.did import did_key
from credentials.json_schema.apply import find_fault
from credentials.keys.algorithm import Algorithm
from credentials.sd_jwt.compact import parse_compact
from credentials.strict_json import JsonObject
from credentials.verification.verdict import CheckName
from tests.credentials.verification.city import (
    CONTEXTS,
    REVOCATION_LIST,
    SCHEMA,
    SCHEMA_URL,
    THIEF,
    THIEF_KEY,
    City,
    sign,
    sign_by_office,
    status_entry,
    status_list,
)
from tests.credentials.verification.rows.ldp_vc import city_in_part
from tests.credentials.verification.rows.vc_sd_jwt import SdTokenCity

SUITE = SUITES["ecdsa-sd-2023"]


def city() -> City:
    return city_in_part(SUITE, Algorithm.P256)


def code_of(city: City, check: CheckName) -> str:
    (found,) = [one for one in city.verdict().checks if one.name is check]
    return found.code


def test_a_claim_that_is_required_and_withheld_is_not_missing() -> None:
    shown = city().presentation()["verifiableCredential"][0]
    assert "readingRoom" not in shown["credentialSubject"]
    assert "readingRoom" in city().schemas[SCHEMA_URL]["properties"]["credentialSubject"]["required"]
    assert city().verdict().valid


def test_nobody_can_leave_out_what_is_required_of_a_card_that_is_shown_whole() -> None:
    whole = City()
    del whole.card["credentialSubject"]["cardNumber"]
    assert code_of(whole, CheckName.SCHEMA) == "schema-not-met"


def test_what_is_shown_must_still_have_the_form_that_its_schema_says() -> None:
    wrong = city()
    wrong.card["credentialSubject"]["cardNumber"] = "1234"
    assert code_of(wrong, CheckName.SCHEMA) == "schema-not-met"


MISSING = [
    {"required": ["a"]},
    {"minProperties": 3},
    {"dependentRequired": {"b": ["a"]}},
    {"properties": {"list": {"minItems": 2}}},
    {"properties": {"list": {"contains": {"const": 2}}}},
]


@pytest.mark.parametrize("rule", MISSING)
def test_every_rule_that_something_be_there_waits_for_what_may_be_withheld(rule: JsonObject) -> None:
    schema = {**SCHEMA, "properties": {}, **rule}
    assert find_fault(schema, {"b": 1, "list": [1]}) is not None
    assert find_fault(schema, {"b": 1, "list": [1]}, always_shown=()) is None


def test_what_nobody_may_withhold_is_missed_in_a_part_too() -> None:
    # the office should have made it mandatory; where it has not, the holder of an old card would rather not show it
    hiding = city()
    hiding.schemas[SCHEMA_URL]["required"] = ["validUntil", "name"]
    assert hiding.verdict().valid
    hiding.show = _without("validUntil")
    assert code_of(hiding, CheckName.SCHEMA) == "schema-not-met"


def test_a_claim_withheld_from_an_sd_jwt_of_the_data_model_is_not_missing() -> None:
    withholding = SdTokenCity(claims=[{"path": ["credentialSubject", "borough"]}])
    assert "cardNumber" in withholding.schemas[SCHEMA_URL]["properties"]["credentialSubject"]["required"]
    _, borough = parse_compact(withholding.signed_card()).disclosures
    withholding.present = {"disclosed": (borough,)}
    assert withholding.verdict().valid


def test_nobody_can_leave_out_what_is_required_of_an_sd_jwt_without_anything_concealed() -> None:
    whole = SdTokenCity(claims=[{"path": ["credentialSubject", "borough"]}], issue={"disclosable": ()})
    del whole.card["credentialSubject"]["cardNumber"]
    assert code_of(whole, CheckName.SCHEMA) == "schema-not-met"


def test_somebody_who_signs_a_part_does_not_say_that_it_is_the_whole() -> None:
    countersigned = city()
    show = countersigned.show

    def show_and_sign(card: JsonObject) -> JsonObject:
        part = show(card)
        issuers = part.pop("proof")
        added = sign(part, THIEF_KEY, did_key.verification_method(THIEF))["proof"]
        return {**part, "proof": [issuers, added]}

    countersigned.show = show_and_sign
    countersigned.rules["suites"] |= {"eddsa-rdfc-2022"}
    assert countersigned.verdict().valid


def test_the_holders_own_proof_is_refused_with_a_sentence_of_its_own() -> None:
    careless = city()
    careless.show = lambda card: card
    assert code_of(careless, CheckName.CREDENTIAL_PROOF) == "credential-base-proof-shown"


@pytest.mark.parametrize("show", [lambda card: card, lambda card: derive(card, [], CONTEXTS)], ids=["base", "part"])
def test_a_presentation_is_never_signed_so_that_a_part_could_be_left_out(
    show: Callable[[JsonObject], JsonObject],
) -> None:
    strange = city()
    value = show(sign_by_office(strange.card, **strange.issue))["proof"]["proofValue"]

    def relabel(shown: JsonObject) -> None:
        shown["proof"] |= {"cryptosuite": SUITE.name, "proofValue": value}

    strange.tamper = relabel
    assert code_of(strange, CheckName.PRESENTATION_PROOF) == "presentation-algorithm-not-accepted"


def test_a_verifier_that_accepts_no_parts_refuses_them() -> None:
    strict = city()
    strict.rules["suites"] -= {SUITE.name}
    assert code_of(strict, CheckName.CREDENTIAL_PROOF) == "credential-algorithm-not-accepted"


def test_a_status_that_was_withheld_is_missing_where_one_is_required() -> None:
    # the office should have made it mandatory; where it has not, the holder of a revoked card would rather not show it
    hiding = city()
    hiding.show = _without("credentialStatus")
    assert code_of(hiding, CheckName.STATUS) == "status-missing"


def test_a_status_that_only_tells_something_is_none_where_one_is_required() -> None:
    # otherwise the holder of a revoked card would show this one of its entries, and not that one
    hiding = city()
    hiding.card["credentialStatus"] = [status_entry("refresh", REVOCATION_LIST, 3)]
    hiding.lists[REVOCATION_LIST] = sign_by_office(status_list(REVOCATION_LIST, "refresh"))
    assert code_of(hiding, CheckName.STATUS) == "status-missing"
    hiding.rules["status_required"] = False
    assert code_of(hiding, CheckName.STATUS) == "status-good"


def _without(name: str) -> Any:
    def show(card: JsonObject) -> JsonObject:
        members = [member for member in card if member not in ("@context", "proof", "credentialSubject", name)]
        pointers = [f"/{member}" for member in members] + ["/credentialSubject/id", "/credentialSubject/cardNumber"]
        return derive(card, [*pointers, "/credentialSubject/borough"], CONTEXTS)

    return show
