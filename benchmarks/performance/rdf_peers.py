"""eddsa-rdfc-2022 as others would write it: PyLD's `normalize`, or pyoxigraph, and PyNaCl's signature."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pyoxigraph
from nacl.signing import SigningKey
from pyld import jsonld

from benchmarks.performance.subject import CONTEXTS, OFFICE
from credentials.encoding import decode_multibase, encode_multibase
from tests.interop.cards import NOW_TEXT

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

Canonicalize = Callable[["JsonObject"], str]
KEY = SigningKey(OFFICE.seed)
_BODIES = {url: json.loads(content) for url, content in CONTEXTS.documents.items()}


def by_pyld(document: JsonObject) -> str:
    """PyLD as it stands, with its own caches and our contexts at hand."""
    options = {"algorithm": "URDNA2015", "format": "application/n-quads", "documentLoader": _load}
    text: str = jsonld.normalize(document, options)
    return text


def by_pyoxigraph(document: JsonObject) -> str:
    """Pyoxigraph, which has no loader for contexts and so gets them written out."""
    written = json.dumps(_with_bodies(document)).encode()
    dataset = pyoxigraph.Dataset(pyoxigraph.parse(written, format=pyoxigraph.RdfFormat.JSON_LD))
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    nquads = pyoxigraph.serialize(dataset, format=pyoxigraph.RdfFormat.N_QUADS) or b""
    return "".join(sorted(nquads.decode().splitlines(keepends=True)))


def create(document: JsonObject, canonicalize: Canonicalize) -> JsonObject:
    """Data Integrity EdDSA Cryptosuites 1.0 section 3.2.1 with another's canonical form."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": NOW_TEXT,
        "verificationMethod": OFFICE.verification_method,
        "proofPurpose": "assertionMethod",
    }
    signature = KEY.sign(_hashes(document, proof, canonicalize)).signature
    return {**document, "proof": {**proof, "proofValue": encode_multibase("z", signature)}}


def verify(secured: JsonObject, canonicalize: Canonicalize) -> None:
    """Section 3.2.2; raises when the signature does not fit."""
    document = {name: value for name, value in secured.items() if name != "proof"}
    proof = dict(secured["proof"])
    signature = decode_multibase(proof.pop("proofValue"), allowed="z")
    KEY.verify_key.verify(_hashes(document, proof, canonicalize), signature)


def _hashes(document: JsonObject, proof: JsonObject, canonicalize: Canonicalize) -> bytes:
    options = {**proof, "@context": document["@context"]}
    return b"".join(hashlib.sha256(canonicalize(part).encode()).digest() for part in (options, document))


def _load(url: str, _: object) -> dict[str, Any]:
    return {"contextUrl": None, "documentUrl": url, "document": _BODIES[url], "contentType": "application/ld+json"}


def _with_bodies(document: JsonObject) -> JsonObject:
    return {**document, "@context": [_BODIES[url]["@context"] for url in document["@context"]]}
