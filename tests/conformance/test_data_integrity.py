"""data-integrity-test-suite-assertion, vc-di-eddsa-test-suite and vc-di-ecdsa-test-suite, for each suite and curve.

A proof as it must be made, and every way of spoiling one that a verifier must refuse with an error.
"""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.proof import TYPE
from credentials.encoding import decode_multibase
from credentials.keys.algorithm import Algorithm
from credentials.model.instant import parse_instant
from tests.conformance.suite import ADDRESSES, DATA_INTEGRITY, V1, V2, Signer, Suite, credential

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject

BASE_58 = re.compile(r"z[1-9A-HJ-NP-Za-km-z]+")
BASE_64 = re.compile(r"u[A-Za-z0-9_-]+")
MULTIKEY_PREFIXES = {"Ed25519": "z6Mk", "P-256": "zDna", "P-384": "z82L"}
SIGNATURE_LENGTHS = {"Ed25519": 64, "P-256": 64, "P-384": 96}
V1_CREDENTIAL = {"@context": [V1], "issuanceDate": "2020-01-01T00:00:00Z"}
WHOLE = [address for address in ADDRESSES if "-sd-" not in address]
"""Suites that show a document whole; one that shows a part has base proofs, which no verifier takes."""


@pytest.fixture(params=ADDRESSES, scope="module")
def address(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=WHOLE, scope="module")
def whole(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def proof_of(secured: JsonObject) -> JsonObject:
    proof: JsonObject = secured["proof"]
    assert isinstance(proof, dict)
    return proof


@pytest.mark.parametrize("members", [{}, V1_CREDENTIAL], ids=["2.0", "1.1"])
def test_create_a_proof_has_what_the_specification_asks(suite: Suite, address: str, members: JsonObject) -> None:
    _, name, curve = address.split("/")
    secured = suite.issued(credential(**members), path=address)
    proof = proof_of(secured)
    assert proof["type"] == TYPE
    assert proof["cryptosuite"] == name
    assert proof["proofPurpose"] == "assertionMethod"
    assert parse_instant(proof["created"])
    assert {V2, DATA_INTEGRITY} & set(secured["@context"])
    assert proof["verificationMethod"].startswith(secured["issuer"] + "#" + MULTIKEY_PREFIXES[curve])
    assert not proof.keys() & {"previousProof", "nonce", "challenge", "domain"}


def test_create_a_proof_value_is_a_signature_in_the_multibase_of_its_suite(suite: Suite, whole: str) -> None:
    value = proof_of(suite.issued(credential(), path=whole))["proofValue"]
    assert BASE_58.fullmatch(value)
    assert len(decode_multibase(value)) == SIGNATURE_LENGTHS[whole.split("/")[2]]


def test_create_a_jcs_proof_carries_the_contexts_of_its_document(suite: Suite, whole: str) -> None:
    secured = suite.issued(credential(), path=whole)
    assert ("@context" in secured["proof"]) == ("-jcs-" in whole)
    if "-jcs-" in whole:
        assert secured["proof"]["@context"] == secured["@context"]


def test_create_the_key_of_the_proof_is_in_the_issuers_document_for_its_purpose(suite: Suite, address: str) -> None:
    _, name, curve = address.split("/")
    listed = next(one for one in suite.announced["issuers"] if one["tags"] == [name, curve])
    secured = suite.issued(credential(), path=address)
    assert secured["issuer"] == listed["id"]
    assert secured["proof"]["verificationMethod"].partition("#")[0] == listed["id"]


@pytest.mark.parametrize("members", [{}, V1_CREDENTIAL], ids=["2.0", "1.1"])
def test_verify_what_was_issued(suite: Suite, whole: str, members: JsonObject) -> None:
    secured = suite.issued(credential(**members), path=whole)
    assert suite.verify(secured)[0] == 200
    status, answer = suite.post("/credentials/verify", {"verifiableCredential": secured})  # without options
    assert (status, answer) == (200, {"verified": True, "problemDetails": []})


def test_verify_a_set_of_one_proof(suite: Suite, whole: str) -> None:
    secured = suite.issued(credential(), path=whole)
    assert suite.verify({**secured, "proof": [secured["proof"]]})[0] == 200


def spoilt(**members: Any) -> Callable[[JsonObject], None]:
    def change(secured: JsonObject) -> None:
        for name, value in members.items():
            if value is ...:
                del secured["proof"][name]
            else:
                secured["proof"][name] = value

    return change


def whole_proof(value: Any) -> Callable[[JsonObject], None]:
    return lambda secured: secured.update(proof=value)


SPOILT: dict[str, Callable[[JsonObject], None]] = {
    "the proof is missing": lambda secured: secured.pop("proof"),
    "the proof is null": whole_proof(None),
    "the proof is a text": whole_proof("proof"),
    "the proof is a number": whole_proof(7),
    "the proof is an empty set": whole_proof([]),
    "the proof is empty": whole_proof({}),
    "type is missing": spoilt(type=...),
    "type is another": spoilt(type="UnknownProofType"),
    "type is empty": spoilt(type=""),
    "type is null": spoilt(type=None),
    "type is an array": spoilt(type=[TYPE]),
    "cryptosuite is missing": spoilt(cryptosuite=...),
    "cryptosuite is unknown": spoilt(cryptosuite="UnknownCryptosuite"),
    "cryptosuite is empty": spoilt(cryptosuite=""),
    "cryptosuite is a number": spoilt(cryptosuite=7),
    "verificationMethod is missing": spoilt(verificationMethod=...),
    "verificationMethod is no URL": spoilt(verificationMethod="key-1"),
    "verificationMethod is no key": spoilt(verificationMethod="did:key:invalidVm"),
    "verificationMethod is of somebody else": spoilt(
        verificationMethod="did:key:z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"
        "#z6MkpJySvETLnxhQG9DzEdmKJtysBDjuuTeDfUj1uNNCUqcj"
    ),
    "verificationMethod would have to be fetched": spoilt(verificationMethod="https://attacker.example/key"),
    "verificationMethod is null": spoilt(verificationMethod=None),
    "proofPurpose is missing": spoilt(proofPurpose=...),
    "proofPurpose is another": spoilt(proofPurpose="authentication"),
    "proofPurpose is none": spoilt(proofPurpose="invalidPurpose"),
    "proofPurpose is null": spoilt(proofPurpose=None),
    "proofValue is missing": spoilt(proofValue=...),
    "proofValue is null": spoilt(proofValue=None),
    "proofValue is a number": spoilt(proofValue=7),
    "proofValue is empty": spoilt(proofValue=""),
    "proofValue is no multibase": lambda secured: spoilt(proofValue=secured["proof"]["proofValue"][1:])(secured),
    "proofValue is of another multibase": lambda secured: spoilt(
        proofValue=("u" if secured["proof"]["proofValue"][0] == "z" else "z") + secured["proof"]["proofValue"][1:]
    )(secured),
    "proofValue has letters of no alphabet": spoilt(proofValue="z0OIl"),
    "proofValue is cut off": lambda secured: spoilt(proofValue=secured["proof"]["proofValue"][:-3])(secured),
    "proofValue is another signature": spoilt(proofValue="z5nmMBw2u9TGKd9NxxHJtyZKgjN2Eh"),
    "created is no moment": spoilt(created="invalidDate"),
    "created is another moment": spoilt(created="2020-01-01T00:00:00Z"),
    "created is a number": spoilt(created=1_577_836_800),
    "expires is no moment": spoilt(expires="invalidDate"),
    "expires was not signed": spoilt(expires="2099-01-01T00:00:00Z"),
    "previousProof is not there": spoilt(previousProof="urn:uuid:missing"),
    "previousProof is no text": spoilt(previousProof=7),
    "previousProof names some that are not there": spoilt(previousProof=["urn:uuid:a", "urn:uuid:b"]),
    "a member that was not signed": spoilt(nonce="added"),
    "the subject was changed": lambda secured: secured.update(credentialSubject={"id": "urn:invalid"}),
    "a claim was added": lambda secured: secured.update(name="Example"),
    "the issuer is another": lambda secured: secured.update(issuer="did:example:issuer"),
}


@pytest.mark.parametrize("name", SPOILT)
def test_verify_a_spoilt_proof_is_an_error(suite: Suite, whole: str, name: str) -> None:
    secured = suite.example(whole)
    SPOILT[name](secured)
    status, answer = suite.verify(secured)
    assert (status, answer["verified"]) == (400, False)
    assert answer["problemDetails"]
    assert all(problem["type"].startswith(("https://", "urn:")) for problem in answer["problemDetails"])


@pytest.mark.parametrize(
    ("options", "type_"),
    [
        ({"expectedProofPurpose": "authentication"}, "PROOF_VERIFICATION_ERROR"),
        ({"expectedProofPurpose": "capabilityInvocation"}, "PROOF_VERIFICATION_ERROR"),
        ({"domain": "domain.example"}, "INVALID_DOMAIN_ERROR"),
        ({"challenge": "1235abcd6789"}, "INVALID_CHALLENGE_ERROR"),
    ],
    ids=str,
)
def test_verify_what_the_options_demand(suite: Suite, whole: str, options: JsonObject, type_: str) -> None:
    secured = suite.example(whole)
    status, answer = suite.verify(secured, **options)
    assert status == 400
    assert [problem["type"] for problem in answer["problemDetails"]] == [f"https://w3id.org/security#{type_}"]
    assert suite.verify(secured, expectedProofPurpose="assertionMethod")[0] == 200


@pytest.mark.parametrize(
    ("changes", "type_"),
    [
        ({"purpose": "authentication"}, "https://w3id.org/security#PROOF_VERIFICATION_ERROR"),
        ({"purpose": "keyAgreement"}, "https://w3id.org/security#"),
        ({"expires": 1_577_836_800, "created": 1_577_836_700}, "https://w3id.org/security#PROOF_VERIFICATION_ERROR"),
        ({"created": 4_102_444_800}, "https://w3id.org/security#PROOF_VERIFICATION_ERROR"),
        ({"verification_method": "did:key:invalidVm"}, "https://"),
    ],
    ids=str,
)
def test_verify_a_proof_that_was_signed_so_is_refused_too(
    suite: Suite, signer: Signer, changes: JsonObject, type_: str
) -> None:
    said = {"purpose": "assertionMethod", **changes}
    status, answer = suite.verify(signer.sign(credential(issuer=signer.did), **said))
    assert status == 400
    assert answer["problemDetails"][0]["type"].startswith(type_)


def test_verify_a_proof_may_say_nothing_of_when_it_was_made_long_ago(suite: Suite, signer: Signer) -> None:
    old = signer.sign(credential(issuer=signer.did), purpose="assertionMethod", created=1_577_836_800)
    assert suite.verify(old)[0] == 200


@pytest.mark.parametrize(
    ("algorithm", "seed"),
    [(Algorithm.ED25519, b"e" * 32), (Algorithm.P256, b"p" * 32), (Algorithm.P384, b"q" * 48)],
    ids=str,
)
def test_verify_issuers_that_are_not_ours(suite: Suite, algorithm: Algorithm, seed: bytes) -> None:
    foreign = Signer(seed, algorithm)
    for name in {address.split("/")[1] for address in WHOLE if address.endswith(algorithm.value)}:
        secured = foreign.sign(credential(issuer=foreign.did), purpose="assertionMethod", cryptosuite=name)
        assert suite.verify(secured)[0] == 200, name


def test_verify_all_proofs_of_a_set_and_one_of_them_of_the_issuer(suite: Suite, signer: Signer) -> None:
    other = Signer(b"other" * 6 + b"ab")
    first = signer.credential()
    both = other.sign(first, purpose="assertionMethod", previous=[])
    assert len(both["proof"]) == 2
    spoilt_set = copy.deepcopy(both)
    spoilt_set["proof"][1]["proofValue"] = first["proof"]["proofValue"]
    assert suite.verify(spoilt_set)[0] == 400
    of_nobody = other.sign(credential(issuer=signer.did), purpose="assertionMethod")
    assert suite.verify(of_nobody)[0] == 400


def test_verify_a_presentation_answers_the_challenge_and_the_domain_of_the_options(
    suite: Suite, signer: Signer
) -> None:
    asked = {"challenge": "123456789", "domain": "suite.example"}
    presentation = signer.presentation(**asked)
    assert suite.verify_presentation(presentation, **asked)[0] == 200
    assert suite.verify_presentation(presentation)[0] == 200  # nobody asks
    for options, type_ in (
        ({**asked, "challenge": "another"}, "INVALID_CHALLENGE_ERROR"),
        ({**asked, "domain": "another.example"}, "INVALID_DOMAIN_ERROR"),
        ({**asked, "expectedProofPurpose": "assertionMethod"}, "PROOF_VERIFICATION_ERROR"),
    ):
        status, answer = suite.verify_presentation(presentation, **options)
        assert status == 400
        assert answer["problemDetails"][0]["type"].endswith(type_)
    del presentation["proof"]
    assert suite.verify_presentation(presentation, **asked)[0] == 400


def test_verify_a_challenge_of_this_server_is_good_once(suite: Suite, signer: Signer) -> None:
    status, answer = suite.post("/challenges")
    assert status == 200
    presentation = signer.presentation(challenge=answer["challenge"])
    assert suite.verify_presentation(presentation, challenge=answer["challenge"])[0] == 200
    assert suite.verify_presentation(presentation, challenge=answer["challenge"])[0] == 400
