"""What ecdsa-sd-2023 refuses: to the verifier, to the holder and to the issuer."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from credentials.data_integrity.selective import proof_value
from credentials.data_integrity.selective.base_proof import Selective, prepare_base, verify_base
from credentials.data_integrity.selective.derived_proof import derive, verify_derived
from credentials.data_integrity.selective.pointers import MAX_POINTERS, select
from credentials.errors import (
    AlgorithmError,
    CredentialError,
    DataLossError,
    KeyMaterialError,
    PointerError,
    ProofTransformationError,
    ProofVerificationError,
    SignatureError,
)
from credentials.jsonld.labels import LabelledObject
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from tests.credentials.data_integrity.citizenship import CONTEXTS

ISSUER = PrivateKey.from_seed(bytes([1] * 32), Algorithm.P256)
PROOF_KEY = PrivateKey.from_seed(bytes([2] * 32), Algorithm.P256)
OTHER = PrivateKey.from_seed(bytes([3] * 32), Algorithm.P256)
HMAC_KEY = bytes(range(32))
MANDATORY = ("/issuer", "/validFrom", "/credentialSubject/id")
OPTIONS: dict[str, Any] = {
    "type": "DataIntegrityProof",
    "cryptosuite": "ecdsa-sd-2023",
    "created": "2026-05-03T09:00:00Z",
    "verificationMethod": "did:web:musterstadt.example#key-1",
    "proofPurpose": "assertionMethod",
}
DOCUMENT: dict[str, Any] = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/citizenship/v4rc1"],
    "id": "urn:uuid:2c2f9d68-6a4d-4a8c-9a0e-3f4f2c3b7a10",
    "type": ["VerifiableCredential", "EmploymentAuthorizationDocumentCredential"],
    "issuer": "did:web:musterstadt.example",
    "validFrom": "2026-05-03T09:00:00Z",
    "credentialSubject": {
        "id": "did:key:zHolder",
        "type": ["Person", "EmployablePerson"],
        "givenName": "Erika",
        "familyName": "Mustermann",
        "employmentAuthorizationDocument": {"type": "EmploymentAuthorizationDocument", "identifier": "4711"},
    },
}
SHOWN = ("/credentialSubject/givenName",)


def base(document: dict[str, Any] = DOCUMENT, *, by: PrivateKey = ISSUER) -> dict[str, Any]:
    return secured(document, Selective(MANDATORY, HMAC_KEY, PROOF_KEY), by)


def secured(document: dict[str, Any], selective: Selective, by: PrivateKey) -> dict[str, Any]:
    prepared = prepare_base(document, OPTIONS, selective, CONTEXTS)
    value = prepared.attach(by.sign(prepared.signing_input))
    return {**document, "proof": {**OPTIONS, "proofValue": value}}


BASE = base()
DERIVED = derive(BASE, SHOWN, CONTEXTS)
WIDE = derive(BASE, (*SHOWN, "/credentialSubject/familyName"), CONTEXTS)


def verify(shown: dict[str, Any], *, key: PrivateKey = ISSUER, raw: bytes | None = None) -> None:
    document = {name: value for name, value in shown.items() if name != "proof"}
    options = {name: value for name, value in shown["proof"].items() if name != "proofValue"}
    value = proof_value.decode(shown["proof"]["proofValue"]) if raw is None else raw
    verify_derived(document, options, value, key.public_key, CONTEXTS)


def value_of(shown: dict[str, Any]) -> proof_value.DerivedProofValue:
    return proof_value.parse_derived(proof_value.decode(shown["proof"]["proofValue"]))


def with_value(shown: dict[str, Any], value: proof_value.DerivedProofValue) -> dict[str, Any]:
    return {**shown, "proof": {**shown["proof"], "proofValue": proof_value.render_derived(value)}}


def test_what_was_shown_is_proven_and_nothing_else_is_in_it() -> None:
    verify(DERIVED)
    assert DERIVED["credentialSubject"] == {
        "id": "did:key:zHolder",
        "type": ["Person", "EmployablePerson"],
        "givenName": "Erika",
    }
    assert "Mustermann" not in str(DERIVED)
    assert "4711" not in str(DERIVED)


@pytest.mark.parametrize(
    "pointers",
    [
        (),
        ("/credentialSubject/employmentAuthorizationDocument/identifier",),
        ("/credentialSubject",),
        ("",),
        ("/credentialSubject/type/0", "/credentialSubject/familyName"),
        MANDATORY,
    ],
)
def test_every_part_that_is_shown_is_proven(pointers: tuple[str, ...]) -> None:
    verify(derive(BASE, pointers, CONTEXTS))


def test_the_key_inside_the_proof_never_stands_for_the_issuers() -> None:
    # The specification's prose uses one name for both keys; whoever follows it lets anybody forge (STANDARDS 8.6).
    document = {**DOCUMENT, "credentialSubject": {"id": "did:key:zHolder", "givenName": "Mallory"}}
    forged = secured(document, Selective(MANDATORY, HMAC_KEY, OTHER), OTHER)
    shown = derive(forged, SHOWN, CONTEXTS)
    verify(shown, key=OTHER)
    with pytest.raises(ProofVerificationError):
        verify(shown)


def test_a_base_proof_is_refused_by_verifiers() -> None:
    with pytest.raises(ProofVerificationError, match="holder alone"):
        verify(BASE)


def test_another_issuers_key_does_not_fit() -> None:
    with pytest.raises(ProofVerificationError) as refused:
        verify(DERIVED, key=OTHER)
    assert isinstance(refused.value.__cause__, SignatureError)


def test_a_key_of_another_kind_does_not_go_with_the_suite() -> None:
    for key in (PrivateKey.from_seed(bytes([1] * 32)), PrivateKey.from_seed(bytes([1] * 48), Algorithm.P384)):
        with pytest.raises(AlgorithmError):
            verify(DERIVED, key=key)


CHANGES: dict[str, Any] = {
    "a claim changed": lambda d: d["credentialSubject"].update(givenName="Mallory"),
    "a claim added": lambda d: d["credentialSubject"].update(familyName="Mustermann"),
    "a claim left out": lambda d: d["credentialSubject"].pop("givenName"),
    "a mandatory claim left out": lambda d: d.pop("validFrom"),
    "the issuer changed": lambda d: d.update(issuer="did:web:elsewhere.example"),
    "the holder changed": lambda d: d["credentialSubject"].update(id="did:key:zOther"),
    "the id left out": lambda d: d.pop("id"),
    "a type left out": lambda d: d.update(type=["VerifiableCredential"]),
    "a type added": lambda d: d["type"].append("PermanentResident"),
    "the moment of the proof changed": lambda d: d["proof"].update(created="2026-05-04T09:00:00Z"),
    "the purpose of the proof changed": lambda d: d["proof"].update(proofPurpose="authentication"),
    "the method of the proof changed": lambda d: d["proof"].update(verificationMethod="did:web:other.example#key-1"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_document_that_was_changed_is_refused(change: str) -> None:
    changed = copy.deepcopy(DERIVED)
    CHANGES[change](changed)
    with pytest.raises(CredentialError):
        verify(changed)


def _values() -> dict[str, proof_value.DerivedProofValue]:
    good = value_of(WIDE)
    first, second = good.signatures
    return {
        "one signature too few": replace(good, signatures=good.signatures[1:]),
        "one signature too many": replace(good, signatures=(*good.signatures, first)),
        "two signatures exchanged": replace(good, signatures=(second, first)),
        "no mandatory statement": replace(good, mandatory_indexes=()),
        "another statement is mandatory": replace(
            good, mandatory_indexes=tuple(sorted({*good.mandatory_indexes[:-1], 0, 1, 2}))
        ),
        "a mandatory statement that is not there": replace(good, mandatory_indexes=(*good.mandatory_indexes, 99)),
        "a label for nobody": replace(good, labels={**good.labels, 99: bytes(32)}),
        "another signature of the issuer": replace(good, base_signature=ISSUER.sign(b"something else")),
        "another key of the proof": replace(good, public_key=OTHER.public_key),
    }


@pytest.mark.parametrize("name", _values())
def test_a_proof_with_other_parts_is_refused(name: str) -> None:
    with pytest.raises(ProofVerificationError):
        verify(with_value(WIDE, _values()[name]))


def test_a_proof_with_another_label_for_a_node_is_refused() -> None:
    # of this document's nodes only the work permit has no identifier
    shown = derive(BASE, ("/credentialSubject/employmentAuthorizationDocument/identifier",), CONTEXTS)
    value = value_of(shown)
    assert list(value.labels) == [0]
    for labels in ({0: bytes(32)}, {}, {1: value.labels[0]}):
        with pytest.raises(ProofVerificationError):
            verify(with_value(shown, replace(value, labels=labels)))


def _parts() -> list[Any]:
    value = value_of(DERIVED)
    return [
        value.base_signature,
        proof_value.encode_key(value.public_key),
        list(value.signatures),
        dict(value.labels),
        list(value.mandatory_indexes),
    ]


def _derived(parts: object, *, after: bytes = b"", header: bytes = proof_value.DERIVED_HEADER) -> bytes:
    return header + cbor2.dumps(parts) + after


def _replaced(place: int, value: object) -> bytes:
    parts = _parts()
    parts[place] = value
    return _derived(parts)


P384 = PrivateKey.from_seed(bytes([1] * 48), Algorithm.P384).public_key
MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "the header alone": proof_value.DERIVED_HEADER,
    "another header": _derived(_parts(), header=b"\xd9\x5d\x02"),
    "the header of the BBS suite": _derived(_parts(), header=b"\xd9\x5d\x03"),
    "bytes after the value": _derived(_parts(), after=b"\x00"),
    "a part too few": _derived(_parts()[:4]),
    "a part too many": _derived([*_parts(), []]),
    "a map instead of a list": _derived({0: _parts()}),
    "a tag around it all": _derived(cbor2.CBORTag(64, _parts())),
    "a tag around a part": _replaced(0, cbor2.CBORTag(64, value_of(DERIVED).base_signature)),
    "a date": _replaced(4, cbor2.CBORTag(1, 0)),
    "a regular expression": _replaced(4, cbor2.CBORTag(35, "(a*)*")),
    "an indefinite list": proof_value.DERIVED_HEADER + b"\x9f" + cbor2.dumps(_parts())[1:] + b"\xff",
    "a number written longer": _replaced(4, [0])[:-1] + b"\x18\x00",
    "a signature of 63 bytes": _replaced(0, value_of(DERIVED).base_signature[1:]),
    "a signature as text": _replaced(0, "x" * 64),
    "a key of 36 bytes, as the prose says": _replaced(1, proof_value.encode_key(PROOF_KEY.public_key) + b"\x00"),
    "a bare key": _replaced(1, PROOF_KEY.public_key.raw),
    "a key of P-384": _replaced(1, proof_value.encode_key(P384)),
    "a key that is no point": _replaced(1, b"\x80\x24\x02" + b"\xff" * 32),
    "a key as text": _replaced(1, "zDn"),
    "signatures as a map": _replaced(2, {}),
    "a signature too short among the others": _replaced(2, [bytes(63)]),
    "too many signatures": _replaced(2, [bytes(64)] * (proof_value.MAX_SIGNATURES + 1)),
    "labels as a list": _replaced(3, [bytes(32)]),
    "a label of 31 bytes": _replaced(3, {0: bytes(31)}),
    "a label under a text": _replaced(3, {"0": bytes(32)}),
    "a label under a negative number": _replaced(3, {-1: bytes(32)}),
    "a label under true": _replaced(3, {True: bytes(32)}),
    "one label for two nodes": _replaced(3, {0: bytes(32), 1: bytes(32)}),
    "an index as text": _replaced(4, ["0"]),
    "a negative index": _replaced(4, [-1]),
    "a boolean index": _replaced(4, [True]),
    "a huge index": _replaced(4, [2**70]),
    "an index twice": _replaced(4, [0, 0]),
    "indexes out of order": _replaced(4, [1, 0]),
    "nested very deep": proof_value.DERIVED_HEADER + b"\x81" * 5_000 + b"\x00",
    "a list of four thousand million": proof_value.DERIVED_HEADER + b"\x9a\xff\xff\xff\xff\x00",
    "more bytes than are reasonable": proof_value.DERIVED_HEADER + cbor2.dumps(bytes(proof_value.MAX_BYTES)),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_value_that_is_not_written_in_the_one_way_is_refused(name: str) -> None:
    with pytest.raises(ProofVerificationError):
        verify(DERIVED, raw=MALFORMED[name])
    with pytest.raises(ProofVerificationError):
        proof_value.parse_base(MALFORMED[name].replace(proof_value.DERIVED_HEADER, proof_value.BASE_HEADER, 1))


@pytest.mark.parametrize("text", ["", "z" + "2" * 80, "u", "u====", "u" + "A", "2V0"])
def test_a_value_in_another_base_or_not_canonical_is_refused(text: str) -> None:
    with pytest.raises(ProofVerificationError):
        proof_value.parse_derived(proof_value.decode(text))


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(_derived(_parts())) - 1), st.integers(1, 255))
def test_no_byte_of_a_proof_can_be_changed(place: int, change: int) -> None:
    raw = bytearray(_derived(_parts()))
    raw[place] ^= change
    with pytest.raises(CredentialError):
        verify(DERIVED, raw=bytes(raw))


def test_the_holder_refuses_a_card_whose_withheld_claim_is_not_signed() -> None:
    # an issuer's fault, or a wallet that was given another's card: found when it is kept, not at the first counter
    changed = {**DOCUMENT, "credentialSubject": {**DOCUMENT["credentialSubject"], "familyName": "Musterfrau"}}
    value = proof_value.decode(BASE["proof"]["proofValue"])
    verify_base(DOCUMENT, OPTIONS, value, ISSUER.public_key, CONTEXTS)
    with pytest.raises(ProofVerificationError):
        verify_base(changed, OPTIONS, value, ISSUER.public_key, CONTEXTS)
    with pytest.raises(ProofVerificationError):
        verify_base(DOCUMENT, OPTIONS, value, OTHER.public_key, CONTEXTS)
    with pytest.raises(AlgorithmError):
        verify_base(DOCUMENT, OPTIONS, value, P384, CONTEXTS)


def test_only_a_document_with_one_base_proof_can_be_shown_in_part() -> None:
    proof = BASE["proof"]
    for other in (
        None,
        [proof],
        {**proof, "cryptosuite": "ecdsa-rdfc-2019"},
        {**proof, "proofValue": 7},
        DERIVED["proof"],
    ):
        with pytest.raises(ProofVerificationError):
            derive({**BASE, "proof": other}, SHOWN, CONTEXTS)
    shorter = {**BASE, "credentialSubject": {"id": "did:key:zHolder", "givenName": "Erika"}}
    with pytest.raises(ProofVerificationError, match="does not belong"):
        derive(shorter, SHOWN, CONTEXTS)


@pytest.mark.parametrize(
    "pointers",
    [
        ["/credentialSubject/nickname"],
        ["/credentialSubject/type/2"],
        ["/credentialSubject/type/-1"],
        ["/credentialSubject/type/01"],
        ["/credentialSubject/type/x"],
        ["/issuer/id"],
        ["credentialSubject"],
        ["/credentialSubject/~2"],
        ["/" * 2_000],
        [7],
        ["/issuer"] * (MAX_POINTERS + 1),
    ],
    ids=lambda pointers: str(pointers[0])[:30],
)
def test_a_pointer_that_leads_nowhere_is_refused(pointers: list[Any]) -> None:
    with pytest.raises(PointerError):
        derive(BASE, pointers, CONTEXTS)
    with pytest.raises(PointerError):
        prepare_base(DOCUMENT, OPTIONS, Selective(tuple(pointers), HMAC_KEY, PROOF_KEY), CONTEXTS)


def test_to_show_nothing_at_all_is_refused() -> None:
    with pytest.raises(PointerError):
        derive(secured(DOCUMENT, Selective((), HMAC_KEY, PROOF_KEY), ISSUER), (), CONTEXTS)


def test_a_document_of_too_many_statements_is_not_signed_one_by_one() -> None:
    permit = {"type": "EmploymentAuthorizationDocument", "identifier": [str(n) for n in range(600)]}
    subject = {**DOCUMENT["credentialSubject"], "employmentAuthorizationDocument": permit}
    with pytest.raises(ProofTransformationError, match="512"):
        base({**DOCUMENT, "credentialSubject": subject})


def test_a_base_proof_needs_secrets_of_the_right_kind() -> None:
    for selective in (Selective((), bytes(31), PROOF_KEY), Selective((), HMAC_KEY, PrivateKey.from_seed(bytes(32)))):
        with pytest.raises(KeyMaterialError):
            prepare_base(DOCUMENT, OPTIONS, selective, CONTEXTS)


def test_a_signature_of_another_length_is_not_attached() -> None:
    prepared = prepare_base(DOCUMENT, OPTIONS, Selective(MANDATORY, HMAC_KEY, PROOF_KEY), CONTEXTS)
    with pytest.raises(SignatureError):
        prepared.attach(bytes(63))


def test_a_document_cannot_name_a_node_like_a_hidden_label() -> None:
    for name in ("_:o0", "o0"):
        with pytest.raises(DataLossError):
            base({**DOCUMENT, "credentialSubject": {**DOCUMENT["credentialSubject"], "id": name}})


def test_selecting_keeps_identifiers_and_types_on_the_way_and_makes_arrays_dense() -> None:
    document = {"id": "x", "type": "T", "list": [{"type": "A", "n": 1}, {"id": "b", "n": 2, "m": 3}, 5], "other": 0}
    assert select(document, ["/list/1/n"]) == {"id": "x", "type": "T", "list": [{"id": "b", "n": 2}]}
    assert select(document, ["/list/2", "/list/0"]) == {"id": "x", "type": "T", "list": [{"type": "A", "n": 1}, 5]}
    assert select(document, ["/list", "/list/0/n"])["list"] == document["list"]
    assert select(document, ["/list/0/n", "/list"])["list"] == document["list"]
    assert select({"a/b": {"m~n": 1}}, ["/a~1b/m~0n"]) == {"a/b": {"m~n": 1}}


def test_labels_stay_with_their_objects_through_selection() -> None:
    tree = LabelledObject.tree({"a": [{"b": 1}, {"c": 2}], "d": {}}, prefix="o")
    selected = select(tree, ["/a/1/c"])
    assert isinstance(selected, LabelledObject)
    assert selected.label == tree.label == "o0"
    assert selected["a"][0].label == tree["a"][1].label == "o2"
