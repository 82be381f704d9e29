"""The four whole-document suites: what each covers, which keys go with it, and what its proof says of contexts."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from credentials import canonical_json
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.data_integrity.verify import verify_proof
from credentials.encoding import decode_multibase, encode_multibase
from credentials.errors import (
    AlgorithmError,
    ContextError,
    CredentialError,
    DataLossError,
    ProofTransformationError,
    ProofVerificationError,
    SignatureError,
)
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from tests.credentials.data_integrity.test_verify import CARD, CITY, CONTEXTS, NOW, TERMS, V2

KEYS = {algorithm: PrivateKey.from_seed(b"\x01" * algorithm.seed_length, algorithm) for algorithm in Algorithm}
FORMS = [
    (suite.name, algorithm)
    for suite in SUITES.values()
    if not suite.selective
    for algorithm in Algorithm
    if algorithm in suite.algorithms
]
EVERY_FORM = pytest.mark.parametrize(("name", "algorithm"), FORMS, ids=str)
JCS_FORMS = pytest.mark.parametrize(("name", "algorithm"), [form for form in FORMS if "-jcs-" in form[0]], ids=str)
MORE = "https://city.example/contexts/more/v1"
WITH_MORE = CONTEXTS.with_context(MORE, json.dumps({"@context": {"more": "https://city.example/terms#more"}}).encode())


def secured(name: str, algorithm: Algorithm, document: dict[str, Any] = CARD, **changes: Any) -> dict[str, Any]:
    wishes: dict[str, Any] = {
        "verification_method": "did:web:city.example#key-1",
        "proof_purpose": "assertionMethod",
        "created": NOW - 10,
        "contexts": CONTEXTS,
    }
    to_be_signed = prepare(copy.deepcopy(document), cryptosuite=name, algorithm=algorithm, **{**wishes, **changes})
    return to_be_signed.attach(KEYS[algorithm].sign(to_be_signed.signing_input))


def verify(document: dict[str, Any], algorithm: Algorithm, **changes: Any) -> None:
    accepted: dict[str, Any] = {
        "contexts": CONTEXTS,
        "suites": frozenset(SUITES),
        "purpose": "assertionMethod",
        "domain": None,
        "challenge": None,
        "now": NOW,
    }
    verify_proof(document, KEYS[algorithm].public_key, **{**accepted, **changes})


@EVERY_FORM
def test_what_was_secured_verifies_and_nothing_else_does(name: str, algorithm: Algorithm) -> None:
    document = secured(name, algorithm)
    verify(document, algorithm)
    assert document["proof"]["proofValue"].startswith("z")
    for change in (
        {"issuer": "did:web:evil.example"},
        {"validUntil": "2030-01-01T00:00:00Z"},
        {"credentialSubject": {**CARD["credentialSubject"], "level": "platinum"}},
        {"proof": {**document["proof"], "created": "2026-01-01T00:00:00Z"}},
        {"proof": {**document["proof"], "expires": "2099-01-01T00:00:00Z"}},
        {"proof": {**document["proof"], "id": "urn:proof:1"}},
    ):
        with pytest.raises(ProofVerificationError):
            verify({**document, **change}, algorithm)


@EVERY_FORM
@pytest.mark.parametrize("place", ["document", "subject", "proof"])
def test_a_member_that_no_context_defines_is_refused_whatever_secures_it(
    name: str, algorithm: Algorithm, place: str
) -> None:
    card = copy.deepcopy(CARD)
    ({"document": card, "subject": card["credentialSubject"]}.get(place, {}))["favouriteColour"] = "blue"
    if place != "proof":
        with pytest.raises(DataLossError):
            secured(name, algorithm, card)
    document = secured(name, algorithm)
    target = {"document": document, "subject": document["credentialSubject"], "proof": document["proof"]}[place]
    target["favouriteColour"] = "blue"
    with pytest.raises(DataLossError):
        verify(document, algorithm)


@EVERY_FORM
def test_another_kind_of_key_does_not_go_with_the_suite(name: str, algorithm: Algorithm) -> None:
    document = secured(name, algorithm)
    for other in Algorithm:
        if other is algorithm:
            continue
        expected = ProofVerificationError if other in SUITES[name].algorithms else AlgorithmError
        with pytest.raises(expected):
            verify(document, other)
    for other in set(Algorithm) - SUITES[name].algorithms:
        with pytest.raises(AlgorithmError, match="kind of key"):
            secured(name, other)


@EVERY_FORM
def test_a_proof_relabelled_as_of_another_suite_is_refused(name: str, algorithm: Algorithm) -> None:
    document = secured(name, algorithm)
    for other in SUITES.keys() - {name}:
        with pytest.raises(CredentialError):
            verify({**document, "proof": {**document["proof"], "cryptosuite": other}}, algorithm)


@EVERY_FORM
def test_a_signature_of_another_length_is_neither_attached_nor_accepted(name: str, algorithm: Algorithm) -> None:
    document = secured(name, algorithm)
    signature = decode_multibase(document["proof"]["proofValue"])
    assert len(signature) == algorithm.signature_length
    for other in (signature[:-1], signature + b"\0", signature * 2):
        document["proof"]["proofValue"] = encode_multibase("z", other)
        with pytest.raises(ProofVerificationError):
            verify(document, algorithm)
        with pytest.raises(SignatureError):
            prepare(
                CARD,
                cryptosuite=name,
                algorithm=algorithm,
                verification_method="did:web:city.example#key-1",
                proof_purpose="assertionMethod",
                created=NOW,
                contexts=CONTEXTS,
            ).attach(other)


@pytest.mark.parametrize("name", ["eddsa-2022", "ecdsa-2019", "bbs-2023", "eddsa-jcs-2022 "])
def test_an_old_or_unknown_name_is_not_emitted(name: str) -> None:
    """Trap: eddsa-2022 is an old name of eddsa-rdfc-2022."""
    with pytest.raises(AlgorithmError):
        secured(name, Algorithm.ED25519)


@JCS_FORMS
def test_a_jcs_proof_keeps_the_contexts_of_what_it_signed(name: str, algorithm: Algorithm) -> None:
    assert secured(name, algorithm)["proof"]["@context"] == CARD["@context"]


@JCS_FORMS
def test_a_context_added_behind_those_that_were_signed_must_not_change_what_is_said(
    name: str, algorithm: Algorithm
) -> None:
    document = secured(name, algorithm)
    document["@context"] = [*document["@context"], MORE]
    verify(document, algorithm, contexts=WITH_MORE)
    with pytest.raises(ContextError):
        verify(document, algorithm)  # where it is not known


@JCS_FORMS
def test_a_context_that_gives_signed_names_another_meaning_is_refused(name: str, algorithm: Algorithm) -> None:
    lax = {name: value for name, value in TERMS.items() if name != "@protected"}
    contexts = ContextSet.bundled().with_context(CITY, json.dumps({"@context": lax}).encode())
    swapped = {**lax, "level": TERMS["branch"], "branch": TERMS["level"]}
    contexts = contexts.with_context(MORE, json.dumps({"@context": swapped}).encode())
    document = secured(name, algorithm, contexts=contexts)
    verify(document, algorithm, contexts=contexts)
    document["@context"] = [*document["@context"], MORE]
    with pytest.raises(ContextError, match="added after signing"):
        verify(document, algorithm, contexts=contexts)


@JCS_FORMS
@pytest.mark.parametrize("shown", [[CITY, V2], [V2], [V2, MORE, CITY], [MORE, V2, CITY], V2, [], None], ids=str)
def test_contexts_that_do_not_begin_with_those_that_were_signed_are_refused(
    name: str, algorithm: Algorithm, shown: Any
) -> None:
    document = {**secured(name, algorithm), "@context": shown}
    with pytest.raises(ProofVerificationError, match="begin"):
        verify(document, algorithm, contexts=WITH_MORE)
    del document["@context"]
    with pytest.raises(ProofVerificationError, match="begin"):
        verify(document, algorithm, contexts=WITH_MORE)


@JCS_FORMS
@pytest.mark.parametrize("signed", [[V2], V2, [], None, ..., [V2, CITY, MORE], {"a": "b"}], ids=str)
def test_other_contexts_in_the_proof_than_those_signed_are_refused(
    name: str, algorithm: Algorithm, signed: Any
) -> None:
    document = secured(name, algorithm)
    document["proof"]["@context"] = signed
    if signed is ...:
        del document["proof"]["@context"]
    with pytest.raises(CredentialError):
        verify(document, algorithm, contexts=WITH_MORE)


@JCS_FORMS
def test_a_proof_by_somebody_who_left_its_contexts_away_holds_for_exactly_the_documents_own(
    name: str, algorithm: Algorithm
) -> None:
    document = secured(name, algorithm)
    del document["proof"]["@context"], document["proof"]["proofValue"]
    resign(document, algorithm)
    verify(document, algorithm)
    with pytest.raises(ProofVerificationError):
        verify({**document, "@context": [*CARD["@context"], MORE]}, algorithm, contexts=WITH_MORE)


def resign(document: dict[str, Any], algorithm: Algorithm) -> None:
    import hashlib  # noqa: PLC0415 - the suite once more, in two lines

    parts = (document["proof"], {name: value for name, value in document.items() if name != "proof"})
    data = b"".join(hashlib.new(algorithm.hash_name, canonical_json.canonicalize(part)).digest() for part in parts)
    document["proof"]["proofValue"] = encode_multibase("z", KEYS[algorithm].sign(data))


@JCS_FORMS
def test_a_document_without_contexts_is_secured_as_plain_json(name: str, algorithm: Algorithm) -> None:
    document = secured(name, algorithm, {"anything": [1, 2.5, None, "ü"]})
    assert "@context" not in document["proof"]
    verify(document, algorithm)
    with pytest.raises(ProofVerificationError):
        verify({**document, "anything": [1, 2.5, None, "u\u0308"]}, algorithm)  # not normalised


@JCS_FORMS
def test_a_document_without_a_canonical_form_is_refused(name: str, algorithm: Algorithm) -> None:
    for value in (2**60, float("nan"), "\ud800"):
        with pytest.raises(ProofTransformationError):
            secured(name, algorithm, {"anything": value})


@EVERY_FORM
def test_a_presentation_covers_the_proofs_of_its_credentials(name: str, algorithm: Algorithm) -> None:
    cards = [secured(*form, {**CARD, "id": f"urn:uuid:{number}"}) for number, form in enumerate(FORMS)]
    presentation = {"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": cards}
    document = secured(name, algorithm, presentation, proof_purpose="authentication")
    verify(document, algorithm, purpose="authentication")
    for card in document["verifiableCredential"]:
        changed = copy.deepcopy(document)
        index = document["verifiableCredential"].index(card)
        changed["verifiableCredential"][index]["proof"]["created"] = "2026-01-01T00:00:00Z"
        with pytest.raises(ProofVerificationError):
            verify(changed, algorithm, purpose="authentication")
