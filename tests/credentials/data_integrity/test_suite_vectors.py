"""The published vectors of each whole-document cryptosuite, each intermediate on the way to the signature."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.data_integrity.verify import verify_proof
from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey
from credentials.model.instant import parse_instant
from tests.credentials.data_integrity.published import CONTEXTS, OWN_VECTORS, private_key

if TYPE_CHECKING:
    from pathlib import Path

OWN = ["eddsa-rdfc-2022", "eddsa-jcs-2022"] + [
    f"ecdsa-{transform}-2019-{curve}" for transform in ("rdfc", "jcs") for curve in ("p256", "p384")
]
OFFICIAL = {
    "vc-di-eddsa/eddsa-rdfc-2022": "vc-di-eddsa/keyPair.json",
    "vc-di-eddsa/eddsa-rdfc-2022/employ": "vc-di-eddsa/keyPair.json",
    "vc-di-eddsa/eddsa-jcs-2022": "vc-di-eddsa/keyPair.json",
    "vc-di-ecdsa/ecdsa-rdfc-2019-p256": "vc-di-ecdsa/p256KeyPair.json",
    "vc-di-ecdsa/ecdsa-rdfc-2019-p256/employ": "vc-di-ecdsa/p256KeyPair.json",
    "vc-di-ecdsa/ecdsa-rdfc-2019-p384": "vc-di-ecdsa/p384KeyPair.json",
    "vc-di-ecdsa/ecdsa-rdfc-2019-p384/employ": "vc-di-ecdsa/p384KeyPair.json",
    "vc-di-ecdsa/ecdsa-jcs-2019-p256": "vc-di-ecdsa/p256KeyPair.json",
    "vc-di-ecdsa/ecdsa-jcs-2019-p384": "vc-di-ecdsa/p384KeyPair.json",
}


def judge_all_steps(figures: dict[str, Any], keys: dict[str, str]) -> None:
    signed = figures["signedDocument"]
    key = private_key(keys.get("privateKeyMultibase") or keys["secretKeyMultibase"])
    suite = SUITES[signed["proof"]["cryptosuite"]]
    document = {name: value for name, value in signed.items() if name != "proof"}
    options = {name: value for name, value in signed["proof"].items() if name != "proofValue"}
    assert figures["proofConfig"] == {**options, "@context": document["@context"]}
    hashed = hash_data(document, options, suite, key.public_key.algorithm, CONTEXTS)
    assert hashed.canonical_document == figures["canonicalDocument"]
    assert hashed.canonical_proof == figures["canonicalProof"]
    assert hashed.document_hash.hex() == figures["documentHash"]
    assert hashed.proof_hash.hex() == figures["proofHash"]
    assert hashed.combined.hex() == figures["combinedHash"]
    to_be_signed = prepare(
        document,
        cryptosuite=suite.name,
        verification_method=options["verificationMethod"],
        proof_purpose=options["proofPurpose"],
        created=parse_instant(options["created"]),
        contexts=CONTEXTS,
        algorithm=key.public_key.algorithm,
    )
    assert to_be_signed.signing_input == hashed.combined
    signature = key.sign(to_be_signed.signing_input)
    assert signature.hex() == figures["signature"]
    secured = to_be_signed.attach(signature)
    assert secured["proof"]["proofValue"] == figures["proofValue"]
    assert secured == signed
    proof = verify_proof(
        signed,
        parse_multikey(keys["publicKeyMultibase"]),
        contexts=CONTEXTS,
        suites=frozenset({suite.name}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=parse_instant("2026-01-01T00:00:00Z"),
    )
    assert proof.verification_method == signed["proof"]["verificationMethod"]


def as_text(lines: list[str], suite: str) -> str:
    return "".join(lines) if "-jcs-" in suite else "".join(f"{line}\n" for line in lines)


@pytest.mark.parametrize("name", OWN)
def test_the_published_vector_is_reproduced_in_every_step(name: str) -> None:
    published = json.loads((OWN_VECTORS / f"{name}.json").read_text())
    canonical = {part: as_text(published[part], name) for part in ("canonicalDocument", "canonicalProof")}
    judge_all_steps({**published, **canonical}, published["keyPair"])


@pytest.mark.parametrize("folder", OFFICIAL)
def test_the_official_vectors_are_reproduced_in_every_step(vectors: Path, folder: str) -> None:
    def read(prefix: str) -> str:
        (file,) = (vectors / folder).glob(f"{prefix}*")
        return file.read_text()

    figures = {
        "signedDocument": json.loads(read("signed")),
        "proofConfig": json.loads(read("proofConfig")),
        "canonicalDocument": read("canonDoc"),
        "canonicalProof": read("proofCanon"),
        "documentHash": read("docHash").strip(),
        "proofHash": read("proofHash").strip(),
        "combinedHash": read("combinedHash").strip(),
        "signature": read("sigHex").strip(),
        "proofValue": read("sigBTC58").strip(),
    }
    judge_all_steps(figures, json.loads((vectors / OFFICIAL[folder]).read_text()))


@pytest.mark.parametrize("name", OWN)
def test_the_vector_in_this_project_is_the_official_one(vectors: Path, name: str) -> None:
    (folder,) = [folder for folder in OFFICIAL if folder.endswith(name)]
    (signed,) = (vectors / folder).glob("signed*")
    assert json.loads((OWN_VECTORS / f"{name}.json").read_text())["signedDocument"] == json.loads(signed.read_text())


def test_every_suite_has_its_vector() -> None:
    files = {file.stem for file in OWN_VECTORS.glob("*.json")}
    assert {next((name for name in SUITES if file.startswith(name)), file) for file in files} == set(SUITES)


@pytest.mark.parametrize("folder", [folder for folder in OFFICIAL if "ecdsa" in folder])
def test_ecdsa_signs_the_hash_data_as_a_message(vectors: Path, folder: str) -> None:
    """Trap: the hash data are not the digest; ECDSA hashes them once more."""
    (combined,) = (vectors / folder).glob("combinedHash*")
    (signature,) = (vectors / folder).glob("sigHex*")
    keys = json.loads((vectors / OFFICIAL[folder]).read_text())
    key = parse_multikey(keys["publicKeyMultibase"])
    assert key.algorithm in (Algorithm.P256, Algorithm.P384)
    key.verify(bytes.fromhex(signature.read_text().strip()), bytes.fromhex(combined.read_text().strip()))
