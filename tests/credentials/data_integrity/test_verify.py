"""A proof is refused for every single thing that is wrong with it, each under its own name (SECURITY V-10, J-07)."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.data_integrity.proof import Proof
from credentials.data_integrity.proof_set import extract_proof
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.verify import verify_proof
from credentials.encoding import decode_multibase, encode_base58btc, encode_multibase
from credentials.errors import (
    AlgorithmError,
    ContextError,
    CredentialError,
    DataLossError,
    InvalidChallengeError,
    InvalidDomainError,
    ModelError,
    ProofVerificationError,
    SignatureError,
)
from credentials.jsonld.context_set import ContextSet
from credentials.keys.private_key import PrivateKey

V2 = "https://www.w3.org/ns/credentials/v2"
CITY = "https://city.example/contexts/card/v1"
TERMS = {
    "@protected": True,
    "LibraryCard": "https://city.example/terms#LibraryCard",
    "level": "https://city.example/terms#level",
    "branch": "https://city.example/terms#branch",
}
CONTEXTS = ContextSet.bundled().with_context(CITY, json.dumps({"@context": TERMS}).encode())
KEY = PrivateKey.from_seed(b"\x01" * 32)
NOW = 1_772_000_000
ACCEPTED: dict[str, Any] = {
    "contexts": CONTEXTS,
    "suites": frozenset({"eddsa-rdfc-2022"}),
    "purpose": "assertionMethod",
    "domain": None,
    "challenge": None,
    "now": NOW,
}
CARD: dict[str, Any] = {
    "@context": [V2, CITY],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "LibraryCard"],
    "issuer": "did:web:city.example",
    "validFrom": "2026-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:holder", "level": "gold", "branch": "Altstadt"},
}


def secured(document: dict[str, Any] = CARD, **changes: Any) -> dict[str, Any]:
    wishes: dict[str, Any] = {
        "cryptosuite": "eddsa-rdfc-2022",
        "verification_method": "did:web:city.example#key-1",
        "proof_purpose": "assertionMethod",
        "created": NOW - 10,
        "contexts": CONTEXTS,
    }
    to_be_signed = prepare(document, **{**wishes, **changes})
    return to_be_signed.attach(KEY.sign(to_be_signed.signing_input))


def verify(document: dict[str, Any], **changes: Any) -> Proof:
    return verify_proof(document, KEY.public_key, **{**ACCEPTED, **changes})


def with_proof(**members: Any) -> dict[str, Any]:
    document = secured()
    proof = {**document["proof"], **members}
    return {**document, "proof": {name: value for name, value in proof.items() if value is not ...}}


def test_a_proof_that_is_good_in_every_respect_is_accepted() -> None:
    document = secured(
        proof_purpose="authentication", domain="did:web:library.example", challenge="n-1", expires=NOW + 300
    )
    proof = verify(document, purpose="authentication", domain="did:web:library.example", challenge="n-1")
    assert (proof.created, proof.expires) == (NOW - 10, NOW + 300)
    assert (proof.domain, proof.challenge) == (("did:web:library.example",), "n-1")


def test_a_set_of_one_proof_is_that_proof() -> None:
    document = secured()
    assert verify({**document, "proof": [document["proof"]]}).verification_method == "did:web:city.example#key-1"


def test_securing_leaves_the_document_as_it_was() -> None:
    document = copy.deepcopy(CARD)
    assert secured(document)["proof"]["proofPurpose"] == "assertionMethod"
    assert document == CARD


@pytest.mark.parametrize(
    "proof",
    [
        None,
        [],
        "proof",
        [None],
        {},
        [{}, {}],
    ],
)
def test_what_is_no_single_proof_is_refused(proof: Any) -> None:
    with pytest.raises(ProofVerificationError):
        verify({**secured(), "proof": proof})


def test_two_proofs_are_refused_even_if_both_are_good() -> None:
    proofs = [secured()["proof"], secured(created=NOW - 20)["proof"]]
    with pytest.raises(ProofVerificationError, match="has 2"):
        verify({**CARD, "proof": proofs})


@pytest.mark.parametrize("document", [None, [], "x", {}, CARD])
def test_a_document_without_a_proof_is_refused(document: Any) -> None:
    with pytest.raises(ProofVerificationError):
        extract_proof(document)


@pytest.mark.parametrize(
    "members",
    [
        {"type": ...},
        {"type": "Ed25519Signature2020"},
        {"type": ["DataIntegrityProof"]},
        {"cryptosuite": ...},
        {"cryptosuite": ["eddsa-rdfc-2022"]},
        {"verificationMethod": ...},
        {"verificationMethod": ["did:web:city.example#key-1", "did:web:evil.example#key-1"]},
        {"verificationMethod": {"id": "did:web:city.example#key-1"}},
        {"verificationMethod": "#key-1"},
        {"proofPurpose": ...},
        {"proofPurpose": "authentication"},
        {"proofPurpose": ["assertionMethod", "authentication"]},
        {"proofValue": ...},
        {"proofValue": ""},
        {"proofValue": 5},
        {"proofValue": "z"},
        {"proofValue": "z0OIl"},
        {"proofValue": "z" + "1" * 5000},
        {"proofValue": "z" + encode_base58btc(bytes(63))},
        {"proofValue": "z" + encode_base58btc(bytes(65))},
        {"proofValue": "z" + encode_base58btc(bytes(64))},
        {"created": "2026-01-01T00:00:00"},
        {"created": "2026-01-01"},
        {"created": None},
        {"created": 5},
        {"created": ...},
        {"created": "2026-02-25T06:13:10+00:00"},
        {"expires": "9999-12-31T23:59:59"},
        {"expires": "9999-12-31T23:59:59Z"},
        {"domain": []},
        {"domain": [5]},
        {"domain": ""},
        {"domain": ["a", "a"]},
        {"domain": "did:web:library.example"},
        {"challenge": ""},
        {"challenge": 5},
        {"challenge": "n-1"},
        {"nonce": "x"},
        {"id": "urn:proof:1"},
        {"previousProof": "urn:proof:0"},
        {"@context": [V2]},
    ],
)
def test_a_proof_with_one_member_changed_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(ProofVerificationError):
        verify(with_proof(**members))


def test_the_same_signature_in_another_base_is_refused() -> None:
    signature = decode_multibase(secured()["proof"]["proofValue"])
    with pytest.raises(ProofVerificationError):
        verify(with_proof(proofValue=encode_multibase("u", signature)))


@pytest.mark.parametrize("members", [{"comment": "x"}, {"cryptosuite2": "x"}, {"jws": "x"}, {"domain2": []}])
def test_a_member_of_the_proof_that_nothing_defines_is_refused(members: dict[str, Any]) -> None:
    with pytest.raises(DataLossError):
        verify(with_proof(**members))


@pytest.mark.parametrize("bit", range(0, 512, 7))
def test_a_signature_with_one_bit_changed_is_refused(bit: int) -> None:
    signature = bytearray(decode_multibase(secured()["proof"]["proofValue"]))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(ProofVerificationError):
        verify(with_proof(proofValue=encode_multibase("z", bytes(signature))))


@pytest.mark.parametrize(
    "change",
    [
        {"id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc34"},
        {"issuer": "did:web:evil.example"},
        {"validFrom": "2026-01-01T00:00:01Z"},
        {"validUntil": "2030-01-01T00:00:00Z"},
        {"type": ["VerifiableCredential"]},
        {"credentialSubject": {"id": "did:example:holder", "level": "platinum", "branch": "Altstadt"}},
        {"credentialSubject": {"id": "did:example:other", "level": "gold", "branch": "Altstadt"}},
        {"credentialSubject": {"id": "did:example:holder", "level": "Altstadt", "branch": "gold"}},
        {"credentialSubject": {"id": "did:example:holder", "level": "gold"}},
    ],
)
def test_a_document_with_one_member_changed_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ProofVerificationError, match="changed"):
        verify({**secured(), **change})


def test_a_member_that_no_context_defines_is_refused_though_the_signature_would_fit() -> None:
    with pytest.raises(DataLossError):
        verify({**secured(), "favouriteColour": "blue"})


def test_names_of_claims_cannot_be_exchanged_by_another_context() -> None:
    # the attack of vc-data-integrity issue 272: the statements stay the same, but a reader sees other names
    swapped = {**TERMS, "level": TERMS["branch"], "branch": TERMS["level"]}
    evil = "https://evil.example/v1"
    document = secured() | {
        "@context": [V2, evil],
        "credentialSubject": {"id": "did:example:holder", "branch": "gold", "level": "Altstadt"},
    }
    with pytest.raises(ContextError):
        verify(document)
    # the same statements, so the proof would fit; only the set of contexts protects
    verify(document, contexts=CONTEXTS.with_context(evil, json.dumps({"@context": swapped}).encode()))


@pytest.mark.parametrize("context", [None, [], [V2], [V2, CITY, {}], [V2, CITY, "https://elsewhere.example/v1"]])
def test_other_contexts_than_those_signed_are_refused(context: Any) -> None:
    with pytest.raises((ContextError, DataLossError)):
        verify({**secured(), "@context": context})


def test_the_order_of_contexts_is_not_what_a_proof_protects() -> None:
    # no statement changes by it; that credentials/v2 comes first is a rule of the data model, and is judged there
    verify({**secured(), "@context": [CITY, V2]})


def test_a_document_without_contexts_is_refused() -> None:
    document = secured()
    del document["@context"]
    with pytest.raises(ContextError):
        verify(document)


def test_another_key_is_refused() -> None:
    with pytest.raises(ProofVerificationError):
        verify_proof(secured(), PrivateKey.from_seed(b"\x02" * 32).public_key, **ACCEPTED)


@pytest.mark.parametrize("suites", [frozenset(), frozenset({"eddsa-jcs-2022"}), frozenset({"eddsa-rdfc-2022 "})])
def test_a_cryptosuite_that_is_not_accepted_is_refused(suites: frozenset[str]) -> None:
    with pytest.raises(AlgorithmError):
        verify(secured(), suites=suites)


@pytest.mark.parametrize("name", ["eddsa-2022", "ecdsa-2019", "bbs-2023", "EDDSA-RDFC-2022"])
def test_a_cryptosuite_that_does_not_exist_here_is_refused_even_when_listed(name: str) -> None:
    with pytest.raises(AlgorithmError):
        verify(with_proof(cryptosuite=name), suites=frozenset({name}))


@pytest.mark.parametrize(
    "domain", [None, "did:web:other.example", ["did:web:library.example", "did:web:other.example"]]
)
def test_a_proof_for_somebody_else_is_refused(domain: Any) -> None:
    document = secured()
    if domain is not None:
        document["proof"]["domain"] = domain
    with pytest.raises(InvalidDomainError):
        verify(document, domain="did:web:library.example")


@pytest.mark.parametrize("challenge", [None, "n-2", "N-1", "n-1 "])
def test_a_proof_in_answer_to_something_else_is_refused(challenge: str | None) -> None:
    with pytest.raises(InvalidChallengeError):
        verify(secured(challenge=challenge), challenge="n-1")


def test_the_purpose_is_judged_before_audience_challenge_and_signature() -> None:
    broken = secured()
    broken["proof"]["proofValue"] = "z" + encode_base58btc(bytes(64))
    with pytest.raises(ProofVerificationError, match="purpose"):
        verify(broken, purpose="authentication", domain="d", challenge="c")
    with pytest.raises(InvalidDomainError):
        verify(broken, domain="d", challenge="c")
    with pytest.raises(InvalidChallengeError):
        verify(broken, challenge="c")


def test_a_proof_holds_until_it_expires_give_or_take_the_skew_of_clocks() -> None:
    document = secured(expires=NOW + 10)
    verify(document, now=NOW + 69)
    with pytest.raises(ProofVerificationError, match="expired"):
        verify(document, now=NOW + 70)
    with pytest.raises(ProofVerificationError, match="expired"):
        verify(document, now=NOW + 10, clock_skew=0)


def test_a_proof_from_the_future_is_refused_beyond_the_skew_of_clocks() -> None:
    verify(secured(created=NOW + 60))
    with pytest.raises(ProofVerificationError, match="future"):
        verify(secured(created=NOW + 61))


@pytest.mark.parametrize(
    ("document", "changes", "error"),
    [
        (secured(), {}, ModelError),
        (CARD, {"expires": NOW - 10}, ModelError),
        (CARD, {"cryptosuite": "eddsa-2022"}, AlgorithmError),
        (CARD, {"verification_method": "#key-1"}, DataLossError),
        (CARD, {"proof_purpose": "anything"}, DataLossError),
        (CARD, {"created": 10**12}, ModelError),
        ({**CARD, "favouriteColour": "blue"}, {}, DataLossError),
        ({**CARD, "@context": [V2, CITY, "https://elsewhere.example/v1"]}, {}, ContextError),
        ({"id": "urn:x"}, {}, ContextError),
    ],
)
def test_what_would_not_verify_is_not_even_prepared(
    document: dict[str, Any], changes: dict[str, Any], error: type[CredentialError]
) -> None:
    with pytest.raises(error):
        secured(document, **changes)


def test_a_signature_of_the_wrong_length_is_not_attached() -> None:
    to_be_signed = prepare(
        CARD,
        cryptosuite="eddsa-rdfc-2022",
        verification_method="did:web:city.example#key-1",
        proof_purpose="assertionMethod",
        created=NOW,
        contexts=CONTEXTS,
    )
    with pytest.raises(SignatureError):
        to_be_signed.attach(bytes(63))


def test_a_presentation_covers_the_proofs_of_its_credentials() -> None:
    presentation = {
        "@context": [V2],
        "type": "VerifiablePresentation",
        "holder": "did:example:holder",
        "verifiableCredential": [secured(), secured({**CARD, "id": "urn:uuid:2"})],
    }
    document = secured(presentation, proof_purpose="authentication")
    verify(document, purpose="authentication")
    changed = copy.deepcopy(document)
    changed["verifiableCredential"][0]["proof"]["created"] = "2026-01-01T00:00:00Z"
    with pytest.raises(ProofVerificationError):
        verify(changed, purpose="authentication")
    del changed["verifiableCredential"][1]["proof"]
    with pytest.raises(ProofVerificationError):
        verify(changed, purpose="authentication")


@given(st.text(max_size=8), st.none() | st.text(max_size=8) | st.integers() | st.lists(st.text(max_size=2), max_size=2))
@settings(max_examples=200, deadline=None, derandomize=True)
def test_whatever_is_added_to_a_signed_document_refuses_it(name: str, value: Any) -> None:
    document = secured()
    for place in (document, document["credentialSubject"], document["proof"]):
        if name in place:
            continue
        place[name] = value
        with pytest.raises(CredentialError):
            verify(document)
        del place[name]
