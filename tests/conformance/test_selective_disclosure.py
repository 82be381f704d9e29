"""vc-di-ecdsa-test-suite about ecdsa-sd-2023: issue with mandatory pointers, derive, verify what is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.selective.proof_value import decode, parse_base, parse_derived
from tests.conformance.suite import ADDRESSES, LEFT_AWAY, V1, Suite, credential

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

ISSUE, DERIVE = "/credentials/issue", "/credentials/derive"
(ADDRESS,) = [address for address in ADDRESSES if "-sd-" in address]
MANDATORY = ["/issuer", "/credentialSubject/id"]
SUBJECT = {"id": "did:example:subject", "name": "Anna", "description": "her own affair"}
V1_MEMBERS = {"@context": [V1, {"name": "https://schema.org/name", "description": "https://schema.org/description"}]}


def held(suite: Suite, *, mandatory: list[str] = MANDATORY, **members: Any) -> JsonObject:
    return suite.issued(credential(credentialSubject=SUBJECT, **members), path=ADDRESS, mandatoryPointers=mandatory)


def derived(suite: Suite, document: JsonObject, *pointers: str) -> JsonObject:
    body = {"verifiableCredential": document, "options": {"selectivePointers": list(pointers)}}
    status, answer = suite.post(DERIVE, body)
    assert status == 201, answer
    shown: JsonObject = answer["verifiableCredential"]
    return shown


def test_create_a_base_proof_says_what_is_mandatory(suite: Suite) -> None:
    value = held(suite)["proof"]["proofValue"]
    assert value.startswith("u2V0A")
    assert list(parse_base(decode(value)).mandatory_pointers) == MANDATORY


def test_create_two_base_proofs_of_one_document_share_no_secret(suite: Suite) -> None:
    first, second = (parse_base(decode(held(suite)["proof"]["proofValue"])) for _ in range(2))
    assert first.hmac_key != second.hmac_key
    assert first.public_key != second.public_key


def test_create_a_derived_proof_shows_the_mandatory_and_the_selected_alone(suite: Suite) -> None:
    shown = derived(suite, held(suite), "/credentialSubject/name")
    assert shown["credentialSubject"] == {"id": SUBJECT["id"], "name": SUBJECT["name"]}
    assert shown["proof"]["proofValue"].startswith("u2V0B")
    assert len(parse_derived(decode(shown["proof"]["proofValue"])).signatures) == 1


@pytest.mark.parametrize(
    "members",
    [{}, {**V1_MEMBERS, "issuanceDate": "2020-01-01T00:00:00Z"}],
    ids=["2.0", "1.1"],
)
@pytest.mark.parametrize("pointers", [[], ["/credentialSubject/name"], ["/credentialSubject"]], ids=str)
def test_verify_whatever_part_is_shown(suite: Suite, members: JsonObject, pointers: list[str]) -> None:
    mandatory = [*MANDATORY, *(f"/{name}" for name in members if name != "@context")]
    shown = derived(suite, held(suite, mandatory=mandatory, **members), *pointers)
    assert suite.verify(shown) == (200, {"verified": True, "problemDetails": []})


def test_verify_a_base_proof_is_refused(suite: Suite) -> None:
    status, answer = suite.verify(held(suite))
    assert (status, answer["verified"]) == (400, False)
    assert answer["problemDetails"][0]["type"].startswith("https://")


def test_verify_what_was_changed_added_or_withheld_after_deriving_is_refused(suite: Suite) -> None:
    shown = derived(suite, held(suite), "/credentialSubject/name")
    subject = shown["credentialSubject"]
    for spoilt in (
        {**subject, "name": "Mallory"},
        {**subject, "description": SUBJECT["description"]},
        {"id": subject["id"]},
    ):
        assert suite.verify({**shown, "credentialSubject": spoilt})[0] == 400


def test_derive_a_second_time_or_for_a_place_that_is_not_there_is_refused(suite: Suite) -> None:
    card = held(suite)
    shown = derived(suite, card, "/credentialSubject/name")
    for document, pointers in ((shown, []), (card, ["/credentialSubject/age"]), (card, ["credentialSubject"])):
        body = {"verifiableCredential": document, "options": {"selectivePointers": pointers}}
        assert suite.post(DERIVE, body)[0] == 400


@pytest.mark.parametrize("pointers", [None, "/issuer", [7], ["issuer"], ["/nothing/here"]], ids=str)
def test_create_with_malformed_mandatory_pointers_is_refused(suite: Suite, pointers: Any) -> None:
    status, answer = suite.issue(credential(), path=ADDRESS, mandatoryPointers=pointers)
    assert status == 400, answer


def test_create_with_mandatory_pointers_by_a_suite_that_shows_all_is_refused(suite: Suite) -> None:
    status, answer = suite.issue(credential(), mandatoryPointers=["/issuer"])
    assert status == 400
    assert answer["type"].endswith("UNKNOWN_OPTION_PROVIDED")


def test_create_without_a_subject_is_refused_as_by_every_suite(suite: Suite) -> None:
    assert suite.issue(credential(credentialSubject=LEFT_AWAY), path=ADDRESS)[0] == 400
