"""The published vectors of eddsa-rdfc-2022, each intermediate on the way to the signature."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.secure import prepare
from credentials.data_integrity.suites import SUITES
from credentials.data_integrity.verify import verify_proof
from credentials.encoding import decode_multibase, decode_varint
from credentials.jsonld.context_set import ContextSet
from credentials.keys.multikey import parse_multikey
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import parse_instant

NAME = "eddsa-rdfc-2022"
PUBLISHED = json.loads((Path(__file__).parents[2] / "vectors" / "eddsa-rdfc-2022.json").read_text())
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"
CITIZENSHIP = "https://w3id.org/citizenship/v4rc1"


def date(name: str) -> dict[str, str]:
    return {"@id": name, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}


# The terms that the canonical form of the second published document shows; the whole context is not published with it.
CITIZENSHIP_TERMS: dict[str, Any] = {
    "@protected": True,
    **{
        term: f"https://schema.org/{term}"
        for term in ("Person", "givenName", "additionalName", "familyName", "gender", "identifier")
    },
    **{
        term: f"https://w3id.org/citizenship#{term}"
        for term in (
            "EmploymentAuthorizationDocumentCredential",
            "EmploymentAuthorizationDocument",
            "EmployablePerson",
            "employmentAuthorizationDocument",
            "birthCountry",
            "lprCategory",
            "lprNumber",
        )
    },
    "image": {"@id": "https://schema.org/image", "@type": "@id"},
    "birthDate": date("https://schema.org/birthDate"),
    "residentSince": date("https://w3id.org/citizenship#residentSince"),
}
CONTEXTS = (
    ContextSet.bundled()
    .with_context(EXAMPLES, PUBLISHED["contexts"][EXAMPLES].encode(), allow_vocab=True)
    .with_context(CITIZENSHIP, json.dumps({"@context": CITIZENSHIP_TERMS}).encode())
)


def private_key(multibase: str) -> PrivateKey:
    multicodec, seed = decode_varint(decode_multibase(multibase))
    assert multicodec == 0x1300
    return PrivateKey.from_seed(seed)


def judge_all_steps(figures: dict[str, Any], keys: dict[str, str]) -> None:
    signed = figures["signedDocument"]
    document = {name: value for name, value in signed.items() if name != "proof"}
    options = {name: value for name, value in figures["proofConfig"].items() if name != "@context"}
    hashed = hash_data(document, options, SUITES[NAME], CONTEXTS)
    assert hashed.canonical_document == figures["canonicalDocument"]
    assert hashed.canonical_proof == figures["canonicalProof"]
    assert hashed.document_hash.hex() == figures["documentHash"]
    assert hashed.proof_hash.hex() == figures["proofHash"]
    assert hashed.combined.hex() == figures["combinedHash"]
    key = private_key(keys["privateKeyMultibase"])
    to_be_signed = prepare(
        document,
        cryptosuite=NAME,
        verification_method=options["verificationMethod"],
        proof_purpose=options["proofPurpose"],
        created=parse_instant(options["created"]),
        contexts=CONTEXTS,
    )
    assert to_be_signed.signing_input == hashed.combined
    signature = key.sign(to_be_signed.signing_input)
    assert signature.hex() == figures["signature"]
    secured = to_be_signed.attach(signature)
    assert secured["proof"]["proofValue"] == figures["proofValue"]
    assert secured == signed
    judge_signed(signed, keys)


def judge_signed(signed: dict[str, Any], keys: dict[str, str]) -> None:
    proof = verify_proof(
        signed,
        parse_multikey(keys["publicKeyMultibase"]),
        contexts=CONTEXTS,
        suites=frozenset({NAME}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=parse_instant("2026-01-01T00:00:00Z"),
    )
    assert proof.verification_method == signed["proof"]["verificationMethod"]


def test_the_published_vector_is_reproduced_in_every_step() -> None:
    figures = {
        **PUBLISHED,
        "canonicalDocument": "".join(f"{line}\n" for line in PUBLISHED["canonicalDocument"]),
        "canonicalProof": "".join(f"{line}\n" for line in PUBLISHED["canonicalProof"]),
    }
    judge_all_steps(figures, PUBLISHED["keyPair"])


@pytest.mark.parametrize("folder", [".", "employ"])
def test_the_official_vectors_are_reproduced_in_every_step(vectors: Path, folder: str) -> None:
    root = vectors / "vc-di-eddsa"

    def read(name: str) -> str:
        return (root / NAME / folder / name).read_text()

    figures = {
        "signedDocument": json.loads(read("signedDataInt.json")),
        "proofConfig": json.loads(read("proofConfigDataInt.json")),
        "canonicalDocument": read("canonDocDataInt.txt"),
        "canonicalProof": read("proofCanonDataInt.txt"),
        "documentHash": read("docHashDataInt.txt").strip(),
        "proofHash": read("proofHashDataInt.txt").strip(),
        "combinedHash": read("combinedHashDataInt.txt").strip(),
        "signature": read("sigHexDataInt.txt").strip(),
        "proofValue": read("sigBTC58DataInt.txt").strip(),
    }
    judge_all_steps(figures, json.loads((root / "keyPair.json").read_text()))


def test_the_vector_in_this_project_is_the_official_one(vectors: Path) -> None:
    folder = vectors / "vc-di-eddsa" / NAME
    assert PUBLISHED["signedDocument"] == json.loads((folder / "signedDataInt.json").read_text())
    assert PUBLISHED["signature"] == (folder / "sigHexDataInt.txt").read_text().strip()
