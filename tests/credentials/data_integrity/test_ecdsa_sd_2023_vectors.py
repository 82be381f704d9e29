"""The published vectors of ecdsa-sd-2023: base proof, derived proof and their verification, each intermediate."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credentials.data_integrity.secure import prepare
from credentials.data_integrity.selective import base_proof, derived_proof, proof_value
from credentials.data_integrity.selective.base_proof import Selective, prepare_base, verify_base
from credentials.data_integrity.selective.derived_proof import derive, verify_derived
from credentials.data_integrity.selective.statements import shown_lines, statements_of
from credentials.data_integrity.verify import verify_proof
from credentials.encoding import decode_multibase, decode_varint
from credentials.errors import BaseProofError, ProofVerificationError
from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey, render_multikey
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import parse_instant
from tests.credentials.data_integrity.published import CONTEXTS, OWN_VECTORS

Figures = dict[str, Any]


class Published:
    """The files of one document."""

    def __init__(self, folder: Path, mandatory: str, selective: str) -> None:
        self.folder = folder
        self.secured = self.read("addSignedSDBase")
        self.document = {key: value for key, value in self.secured.items() if key != "proof"}
        self.options = {key: value for key, value in self.read("addProofConfig").items() if key != "@context"}
        self.mandatory = json.loads((self.folder.parents[1] / mandatory).read_text())
        self.selective = json.loads((self.folder.parents[1] / selective).read_text())
        keys = json.loads((self.folder.parent / "SDKeyMaterial.json").read_text())
        self.hmac_key = bytes.fromhex(keys["hmacKeyString"])
        self.issuer = _private(keys["baseKeyPair"])
        self.proof_key = _private(keys["proofKeyPair"])

    def read(self, name: str) -> Any:
        return json.loads((self.folder / f"{name}.json").read_text())


def _private(pair: dict[str, str]) -> PrivateKey:
    _, seed = decode_varint(decode_multibase(pair["secretKeyMultibase"]))
    key = PrivateKey.from_seed(seed, Algorithm.P256)
    assert render_multikey(key.public_key) == pair["publicKeyMultibase"]
    return key


@pytest.fixture(params=["employ", "prc"])
def published(request: pytest.FixtureRequest, vectors: Path) -> Published:
    names = {
        "employ": ("employMandatory.json", "employSelective.json"),
        "prc": ("prCredMandatory.json", "prCredSelective.json"),
    }
    return Published(vectors / "vc-di-ecdsa" / "ecdsa-sd-2023" / request.param, *names[request.param])


def test_the_vector_in_this_project_is_reproduced_with_nothing_beside_it() -> None:
    own = json.loads((OWN_VECTORS / "ecdsa-sd-2023.json").read_text())
    signed, shown = own["signedDocument"], own["shownDocument"]
    document = {name: value for name, value in signed.items() if name != "proof"}
    hmac_key = bytes.fromhex(own["hmacKey"])
    statements = statements_of(document, CONTEXTS, hmac_key=hmac_key)
    assert [line.rstrip("\n") for line in statements.lines] == own["statements"]
    issuer, proof_key = _private(own["keyPair"]), _private(own["proofKeyPair"])
    prepared = prepare(
        document,
        cryptosuite="ecdsa-sd-2023",
        algorithm=Algorithm.P256,
        verification_method=signed["proof"]["verificationMethod"],
        proof_purpose="assertionMethod",
        created=parse_instant(signed["proof"]["created"]),
        contexts=CONTEXTS,
        selective=Selective(tuple(own["mandatoryPointers"]), hmac_key, proof_key),
    )
    assert prepared.attach(issuer.sign(prepared.signing_input)) == signed
    assert derive(signed, own["selectivePointers"], CONTEXTS) == shown
    rules: dict[str, Any] = {"purpose": "assertionMethod", "domain": None, "challenge": None, "now": 1_800_000_000}
    accepted = {"contexts": CONTEXTS, "suites": frozenset({"ecdsa-sd-2023"}), **rules}
    verify_proof(signed, issuer.public_key, for_holder=True, **accepted)
    verify_proof(shown, issuer.public_key, **accepted)
    with pytest.raises(BaseProofError):
        verify_proof(signed, issuer.public_key, **accepted)
    with pytest.raises(ProofVerificationError):
        verify_proof(shown, issuer.public_key, for_holder=True, **accepted)


def test_the_vector_in_this_project_is_the_official_one(vectors: Path) -> None:
    own = json.loads((OWN_VECTORS / "ecdsa-sd-2023.json").read_text())
    folder = vectors / "vc-di-ecdsa" / "ecdsa-sd-2023" / "employ"
    assert own["signedDocument"] == json.loads((folder / "addSignedSDBase.json").read_text())
    assert own["shownDocument"] == json.loads((folder / "derivedRevealDocument.json").read_text())


def _map(figures: Figures) -> dict[int, str]:
    assert figures["dataType"] == "Map"
    return dict(figures["value"])


def test_the_statements_stand_under_the_published_labels(published: Published) -> None:
    statements = statements_of(published.document, CONTEXTS, hmac_key=published.hmac_key)
    assert list(statements.lines) == published.read("addBaseDocHMACCanon")


def test_mandatory_and_other_statements_are_told_apart_as_published(published: Published) -> None:
    statements = statements_of(published.document, CONTEXTS, hmac_key=published.hmac_key)
    transformed = published.read("addBaseTransform")
    mandatory = statements.indexes_of(transformed["mandatoryPointers"])
    assert {index: statements.lines[index] for index in mandatory} == _map(transformed["mandatory"])
    others = set(range(len(statements.lines))) - mandatory
    assert {index: statements.lines[index] for index in others} == _map(transformed["nonMandatory"])


def test_what_the_issuer_signs_has_the_published_hashes(published: Published) -> None:
    groups = base_proof.group(
        published.document, published.options, published.mandatory, hmac_key=published.hmac_key, contexts=CONTEXTS
    )
    hashes = published.read("addHashData")
    assert (groups.proof_hash.hex(), groups.mandatory_hash.hex()) == (hashes["proofHash"], hashes["mandatoryHash"])


def test_the_base_proof_is_the_published_one_to_the_byte(published: Published) -> None:
    selective = Selective(tuple(published.mandatory), published.hmac_key, published.proof_key)
    prepared = prepare_base(published.document, published.options, selective, CONTEXTS)
    value = prepared.attach(published.issuer.sign(prepared.signing_input))
    assert value == published.secured["proof"]["proofValue"]


def test_the_base_proof_is_read_into_the_published_parts(published: Published) -> None:
    value = proof_value.parse_base(proof_value.decode(published.secured["proof"]["proofValue"]))
    figures = published.read("derivedRecoveredBaseData")
    assert value.base_signature.hex() == figures["baseSignature"]
    assert [signature.hex() for signature in value.signatures] == figures["signatures"]
    assert list(value.mandatory_pointers) == figures["mandatoryPointers"]
    assert value.hmac_key == published.hmac_key
    assert value.public_key == published.proof_key.public_key


def test_the_holder_finds_the_published_base_proof_good(published: Published) -> None:
    value = proof_value.decode(published.secured["proof"]["proofValue"])
    verify_base(published.document, published.options, value, published.issuer.public_key, CONTEXTS)


def test_the_groups_for_showing_are_the_published_ones(published: Published) -> None:
    statements = statements_of(published.document, CONTEXTS, hmac_key=published.hmac_key)
    indexes = published.read("derivedGroupIndexes")
    combined = [*published.mandatory, *published.selective]
    assert sorted(statements.indexes_of(combined)) == indexes["combinedIndexes"]
    assert sorted(statements.indexes_of(published.mandatory)) == indexes["mandatoryIndexes"]
    assert sorted(statements.indexes_of(published.selective)) == indexes["selectiveIndexes"]


def test_what_is_shown_is_the_published_document_to_the_byte(published: Published) -> None:
    shown = derive(published.secured, published.selective, CONTEXTS)
    assert shown == published.read("derivedRevealDocument")
    assert {name: value for name, value in shown.items() if name != "proof"} == published.read("derivedUnsignedReveal")


def test_the_derived_proof_has_the_published_parts(published: Published) -> None:
    shown = derive(published.secured, published.selective, CONTEXTS)
    value = proof_value.parse_derived(proof_value.decode(shown["proof"]["proofValue"]))
    figures = published.read("derivedDisclosureData")
    assert value.base_signature.hex() == figures["baseSignature"]
    assert value.public_key == parse_multikey(figures["publicKey"])
    assert [signature.hex() for signature in value.signatures] == figures["signatures"]
    assert list(value.mandatory_indexes) == figures["mandatoryIndexes"]
    assert list(value.mandatory_indexes) == published.read("derivedAdjMandatoryIndexes")["adjMandatoryIndexes"]


def test_a_verifier_reads_the_published_statements_and_finds_them_signed(published: Published) -> None:
    shown = published.read("derivedRevealDocument")
    document = {name: value for name, value in shown.items() if name != "proof"}
    value = proof_value.parse_derived(proof_value.decode(shown["proof"]["proofValue"]))
    labels = dict(published.read("verifyDerivedProofValue")["labelMap"])
    assert derived_proof.labels_of(value) == labels
    lines = shown_lines(document, CONTEXTS, labels)
    assert list(lines) == published.read("verifyNQuads")
    figures = published.read("verifyCreateVerifyData")
    groups = base_proof.groups_of(
        lines, frozenset(value.mandatory_indexes), base_proof.hash_options(document, published.options, CONTEXTS)
    )
    assert list(groups.withholdable) == figures["nonMandatory"]
    assert (groups.proof_hash.hex(), groups.mandatory_hash.hex()) == (figures["proofHash"], figures["mandatoryHash"])
    raw = proof_value.decode(shown["proof"]["proofValue"])
    verify_derived(document, published.options, raw, published.issuer.public_key, CONTEXTS)
