"""w3c/vc-data-model-2.0-test-suite: each MUST with what has to be accepted and what has to be refused.

The titles are the suite's sections; each row is one assertion of it. A suite calls a refusal 400 or 422.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest

from tests.conformance.suite import LEFT_AWAY, V1, V2, Signer, Suite, credential

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
SUBJECT = {"id": "did:example:subject"}
EXAMPLE_TERMS = {
    "@protected": True,
    "ExampleStatus": "https://example.org/#ExampleStatus",
    "ExampleSchema": "https://example.org/#ExampleSchema",
    "ExampleRefresh": "https://example.org/#ExampleRefresh",
    "ExampleTerms": "https://example.org/#ExampleTerms",
    "ExampleEvidence": "https://example.org/#ExampleEvidence",
    "ExampleCredential": "https://example.org/#ExampleCredential",
}
TERMS = [V2, EXAMPLE_TERMS]
ENGLISH = {"@value": "Example", "@language": "en"}
RIGHT_TO_LEFT = {"@value": "HTML \u0648 CSS", "@language": "ar", "@direction": "rtl"}
SRI = "sha384-l/HrjlBCNWyAX91hr6LFV2Y3heB5Tcr6IeE4/Tje8YyzYBM8IhqjHWiWpr8+ZbYU"
MULTIHASH = "uEiBZlVztZpfWHgPyslVv6-UwirFoQoRvW1htfx963sknNA"
BARE_DIGEST = "uWZVc7WaX1h4D8rJVb-vlMIqxaEKEb1tYbX8fet7JJzQ"
OTHER_SRI = "sha384-" + "A" * 64
RESOURCE = {"id": V2, "digestSRI": SRI}


def typed(member: str, kind: str, **more: Any) -> dict[str, Any]:
    return {"@context": TERMS, member: {"type": kind, **more}}


ACCEPTED: dict[str, dict[str, Any]] = {
    "4.3 a context is an ordered set whose first item is the base context": {"@context": [V2]},
    "4.3 a second context may be a URL": {"@context": [V2, EXAMPLES]},
    "4.3 a second context may be an object": {"@context": TERMS},
    "4.4 id may be a DID": {"id": "did:example:credential"},
    "4.4 id may be any URL": {"id": "http://example.com/credentials/1"},
    "4.4 the subject's id may be a URL": {"credentialSubject": {"id": "https://example.com/people#me"}},
    "4.5 type may have a further type that a context maps": {
        "@context": TERMS,
        "type": ["VerifiableCredential", "ExampleCredential"],
    },
    "4.5 type may be an absolute URL": {"type": ["VerifiableCredential", "https://example.org/#ExampleCredential"]},
    "4.6 name is a text": {"name": "Example"},
    "4.6 name has a language": {"name": ENGLISH},
    "4.6 name has a language and a direction": {"name": RIGHT_TO_LEFT},
    "4.6 name in several languages": {"name": [ENGLISH, RIGHT_TO_LEFT]},
    "4.6 description is a text": {"description": "Example"},
    "4.6 description in several languages": {"description": [ENGLISH, RIGHT_TO_LEFT]},
    "4.8 one subject": {"credentialSubject": SUBJECT},
    "4.8 several subjects": {"credentialSubject": [SUBJECT, {"id": "did:example:other"}]},
    "4.9 validFrom with a zone": {"validFrom": "2020-01-01T00:00:00Z"},
    "4.9 validFrom with an offset": {"validFrom": "2020-01-01T02:00:00+02:00"},
    "4.9 validUntil after validFrom": {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2040-01-01T00:00:00Z"},
    "4.9 one moment": {"validFrom": "2020-01-01T00:00:00Z", "validUntil": "2020-01-01T01:00:00+01:00"},
    "4.10 a status without an id": typed("credentialStatus", "ExampleStatus"),
    "4.10 a status with an id": typed("credentialStatus", "ExampleStatus", id="did:example:status"),
    "4.11 a schema": typed("credentialSchema", "ExampleSchema", id="https://example.org/schema.json"),
    "4.11 several schemas": {
        "@context": TERMS,
        "credentialSchema": [
            {"type": "ExampleSchema", "id": "https://example.org/a.json"},
            {"type": "ExampleSchema", "id": "https://example.org/b.json"},
        ],
    },
    "5.3 a related resource with digestSRI": {"relatedResource": [RESOURCE]},
    "5.3 a related resource with digestMultibase": {"relatedResource": [{"id": V2, "digestMultibase": MULTIHASH}]},
    "5.3 a related resource with a bare digest": {"relatedResource": [{"id": V2, "digestMultibase": BARE_DIGEST}]},
    "5.3 a related resource with its media type": {"relatedResource": [{**RESOURCE, "mediaType": "text/plain"}]},
    "5.4 a refresh service": typed("refreshService", "ExampleRefresh"),
    "5.5 terms of use": typed("termsOfUse", "ExampleTerms"),
    "5.5 terms of use with an id": typed("termsOfUse", "ExampleTerms", id="https://example.org/terms"),
    "5.6 evidence": typed("evidence", "ExampleEvidence"),
    "5.6 several pieces of evidence": {
        "@context": TERMS,
        "evidence": [{"type": "ExampleEvidence"}, {"type": "ExampleEvidence", "id": "https://example.org/e"}],
    },
}

REFUSED: dict[str, dict[str, Any]] = {
    "4.3 no context": {"@context": LEFT_AWAY},
    "4.3 an empty set of contexts": {"@context": []},
    "4.3 the base context is missing": {"@context": [EXAMPLES]},
    "4.3 the base context is not first": {"@context": [EXAMPLES, V2]},
    "4.3 a context that is a number": {"@context": [V2, 7]},
    "4.3 a context that is null": {"@context": [V2, None]},
    "4.3 a context that is no URL": {"@context": [V2, "not a url"]},
    "4.3 a context that nobody knows": {"@context": [V2, "https://example.org/unknown/v1"]},
    "4.3 a context that is a text": {"@context": V2},
    "4.4 id is null": {"id": None},
    "4.4 several ids": {"id": ["did:example:a", "did:example:b"]},
    "4.4 id is no URL": {"id": "not a url"},
    "4.4 the subject has several ids": {"credentialSubject": {"id": ["did:example:a", "did:example:b"]}},
    "4.4 the subject's id is no URL": {"credentialSubject": {"id": "nobody"}},
    "4.5 no type": {"type": LEFT_AWAY},
    "4.5 the type VerifiableCredential is missing": {"@context": TERMS, "type": ["ExampleCredential"]},
    "4.5 a type that no context maps": {"type": ["VerifiableCredential", "UnmappedCredential"]},
    "4.5 a type that is mapped to no URL": {
        "@context": [V2, {"ExampleCredential": "not a url"}],
        "type": ["VerifiableCredential", "ExampleCredential"],
    },
    "4.5 a type that is a number": {"type": ["VerifiableCredential", 7]},
    "4.6 name with a further member": {"name": {**ENGLISH, "extra": "x"}},
    "4.6 name is a number": {"name": 7},
    "4.6 description with a further member": {"description": {**ENGLISH, "extra": "x"}},
    "4.7 issuer is null": {"issuer": None},
    "4.7 issuer is no URL": {"issuer": "nobody"},
    "4.7 issuer is an array": {"issuer": ["did:example:issuer"]},
    "4.7 issuer has an id that is null": {"issuer": {"id": None}},
    "4.7 issuer has an id that is no URL": {"issuer": {"id": "nobody"}},
    "4.7 issuer has no id": {"issuer": {"name": "Example"}},
    "4.7 issuer's name with a further member": {"issuer": {"id": "did:example:i", "name": {**ENGLISH, "extra": "x"}}},
    "4.8 no subject": {"credentialSubject": LEFT_AWAY},
    "4.8 a subject without claims": {"credentialSubject": {}},
    "4.8 several subjects, one without claims": {"credentialSubject": [SUBJECT, {}]},
    "4.8 an empty set of subjects": {"credentialSubject": []},
    "4.8 a subject that is a text": {"credentialSubject": "did:example:subject"},
    "4.9 validFrom without a zone": {"validFrom": "2020-01-01T00:00:00"},
    "4.9 validFrom is no moment": {"validFrom": "yesterday"},
    "4.9 validUntil is no moment": {"validUntil": "2020-13-01T00:00:00Z"},
    "4.9 validUntil before validFrom": {"validFrom": "2040-01-01T00:00:00Z", "validUntil": "2020-01-01T00:00:00Z"},
    "4.9 a member of version 1.1": {"issuanceDate": "2020-01-01T00:00:00Z"},
    "4.10 a status without a type": {"credentialStatus": {"id": "did:example:status"}},
    "4.10 a status with several ids": typed("credentialStatus", "ExampleStatus", id=["did:a:b", "did:a:c"]),
    "4.10 a status whose id is no URL": typed("credentialStatus", "ExampleStatus", id="nowhere"),
    "4.10 a status whose type no context maps": {"credentialStatus": {"type": "UnmappedStatus"}},
    "4.11 a schema without an id": typed("credentialSchema", "ExampleSchema"),
    "4.11 a schema without a type": {"credentialSchema": {"id": "https://example.org/schema.json"}},
    "4.11 a schema whose id is no URL": typed("credentialSchema", "ExampleSchema", id="schema.json"),
    "5.2 a context that redefines a term": {
        "@context": [V2, {"VerifiableCredential": "https://example.org/#ExampleCredential"}]
    },
    "5.2 a context that redefines a protected term of another": {
        "@context": [*TERMS, {"ExampleCredential": "https://example.org/#Other"}],
        "type": ["VerifiableCredential", "ExampleCredential"],
    },
    "5.3 related resources that are texts": {"relatedResource": [V2]},
    "5.3 a related resource without an id": {"relatedResource": [{"digestSRI": SRI}]},
    "5.3 a related resource twice": {"relatedResource": [RESOURCE, RESOURCE]},
    "5.3 a related resource without a digest": {"relatedResource": [{"id": V2}]},
    "5.3 a digestSRI of other bytes": {"relatedResource": [{"id": V2, "digestSRI": OTHER_SRI}]},
    "5.3 a digestSRI that is none": {
        "relatedResource": [{"id": "https://example.org/r", "digestSRI": "sha256-" + "0f" * 32}]
    },
    "5.3 a digestMultibase that is none": {"relatedResource": [{"id": V2, "digestMultibase": "uAAAA"}]},
    "5.4 a refresh service without a type": {"refreshService": {"id": "https://example.org/refresh"}},
    "5.5 terms of use without a type": {"termsOfUse": {"id": "https://example.org/terms"}},
    "5.6 evidence without a type": {"evidence": {"id": "https://example.org/evidence"}},
    "a term that no context defines": {"credentialSubject": {**SUBJECT, "undefined": "x"}},
    "a proof that is there already": {"proof": {"type": "DataIntegrityProof"}},
}


@pytest.mark.parametrize("name", ACCEPTED)
def test_what_the_data_model_allows_is_issued_and_verified(suite: Suite, name: str) -> None:
    secured = suite.issued(credential(**ACCEPTED[name]))
    expected = credential(**ACCEPTED[name])
    assert {member: secured[member] for member in expected} == expected
    assert secured["issuer"] == suite.issuer()
    if "credentialStatus" in expected:
        return  # of nobody's type: it says nothing that could be verified
    status, answer = suite.verify(secured)
    assert (status, answer["verified"]) == (200, True), answer


@pytest.mark.parametrize("name", REFUSED)
def test_what_the_data_model_forbids_is_not_issued(suite: Suite, name: str) -> None:
    status, problem = suite.issue(credential(**REFUSED[name]))
    assert status == 400
    assert problem["type"].startswith(("https://www.w3.org/", "https://w3id.org/security#"))
    assert problem["detail"]


@pytest.mark.parametrize("name", [name for name in REFUSED if "proof" not in name])
def test_what_the_data_model_forbids_is_not_verified_either(suite: Suite, name: str) -> None:
    changed = {**suite.example(), **credential(**REFUSED[name])}
    for member, value in REFUSED[name].items():
        if value is LEFT_AWAY:
            del changed[member]
    status, answer = suite.verify(changed)
    assert status == 400
    assert answer["verified"] is False
    assert answer["problemDetails"]


def test_a_credential_without_an_issuer_is_not_issued(suite: Suite) -> None:
    assert suite.post("/credentials/issue", {"credential": credential()})[0] == 400


def test_the_name_and_description_of_an_issuer_stay_with_it(suite: Suite) -> None:
    named = {"id": "did:example:issuer", "name": [ENGLISH, RIGHT_TO_LEFT], "description": "Example"}
    secured = suite.issued(credential(issuer=named))
    assert secured["issuer"] == {**named, "id": suite.issuer()}


def test_a_changed_signature_is_refused(suite: Suite, signer: Signer) -> None:
    presentation = signer.presentation()
    assert suite.verify_presentation(presentation)[0] == 200
    presentation["proof"]["proofValue"] = "z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"
    assert suite.verify_presentation(presentation)[0] == 400


def unsecured(**members: Any) -> JsonObject:
    return {"@context": [V2], "type": ["VerifiablePresentation"], **members}


def test_4_13_a_presentation_may_be_unsigned_have_an_id_and_hold_nothing(suite: Suite, signer: Signer) -> None:
    assert suite.verify_presentation(unsecured())[0] == 200
    assert suite.verify_presentation(unsecured(id="urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"))[0] == 200
    assert suite.verify_presentation(signer.presentation(id="urn:example:presentation"))[0] == 200


def test_4_13_a_presentation_holds_one_or_several_credentials(suite: Suite, signer: Signer) -> None:
    one, other = signer.credential(), suite.issued(credential())
    assert suite.verify_presentation(signer.presentation(verifiableCredential=[one]))[0] == 200
    assert suite.verify_presentation(signer.presentation(verifiableCredential=[one, other]))[0] == 200
    assert suite.verify_presentation(unsecured(verifiableCredential=one))[0] == 200


@pytest.mark.parametrize(
    "members",
    [
        {"verifiableCredential": "did:example:credential"},
        {"verifiableCredential": [7]},
        {"verifiableCredential": [None]},
        {"verifiableCredential": ["https://example.org/credential"]},
        {"verifiableCredential": [{}]},
        {"type": ["VerifiableCredential"]},
        {"type": 7},
        {"id": "not a url"},
        {"holder": "nobody"},
        {"holder": {"name": "Example"}},
        {"holder": None},
        {"@context": []},
        {"@context": [V2, "https://example.org/unknown/v1"]},
        {"@context": ["https://example.org/unknown/v1", V2]},
        {"undefined": "x"},
    ],
    ids=str,
)
def test_4_13_a_malformed_presentation_is_refused(suite: Suite, members: JsonObject) -> None:
    status, answer = suite.verify_presentation(unsecured(**members))
    assert status == 400
    assert answer["verified"] is False


def test_4_13_one_bad_credential_makes_the_presentation_bad(suite: Suite, signer: Signer) -> None:
    good, bad = signer.credential(), signer.credential()
    bad["credentialSubject"] = {"id": "did:example:other"}
    status, answer = suite.verify_presentation(signer.presentation(verifiableCredential=[good, bad]))
    assert (status, answer["verified"]) == (400, False)


def test_4_13_the_holder_is_the_one_who_presents(suite: Suite, signer: Signer) -> None:
    assert suite.verify_presentation(signer.presentation(holder=signer.did))[0] == 200
    assert suite.verify_presentation(signer.presentation(holder={"id": signer.did}))[0] == 200
    assert suite.verify_presentation(signer.presentation(holder="did:example:acme"))[0] == 400


def test_4_13_4_a_self_asserted_credential_needs_its_issuer_as_holder(suite: Suite, signer: Signer) -> None:
    own, foreign = credential(issuer=signer.did), credential(issuer="did:example:acme")
    good = signer.presentation(holder=signer.did, verifiableCredential=[own])
    assert suite.verify_presentation(good)[0] == 200
    for bad in (
        signer.presentation(verifiableCredential=[own]),
        signer.presentation(holder="did:example:acme", verifiableCredential=[own]),
        signer.presentation(holder=signer.did, verifiableCredential=[foreign]),
        unsecured(holder=signer.did, verifiableCredential=[own]),
    ):
        assert suite.verify_presentation(bad)[0] == 400


def test_a_credential_of_version_1_1_is_issued_with_the_context_that_its_proof_needs(suite: Suite) -> None:
    old = credential(**{"@context": [V1], "issuanceDate": "2020-01-01T00:00:00Z"})
    secured = suite.issued(old)
    assert secured["@context"] == [V1, "https://w3id.org/security/data-integrity/v2"]
    assert suite.verify(secured)[0] == 200
    bare = copy.deepcopy(secured)
    bare["@context"] = [V1]
    assert suite.verify(bare)[0] == 400
    assert suite.issue(credential(**{"@context": [V1]}))[0] == 400  # without issuanceDate
