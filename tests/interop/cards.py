"""Library cards and keys for both ends, and what a JSON-LD processor needs to read them."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from credentials.did import did_key, did_web
from credentials.encoding import encode_base64url, encode_multibase, encode_varint
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from use_cases.derive.claims import card_claims
from use_cases.derive.context import context_bytes
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue
from use_cases.use_case import UseCase

JsonObject = dict[str, Any]

NOW = 1_777_800_000
NAMES = [
    {"@value": "Stadtbücherei „Süd“", "@language": "de"},
    {"@value": "\u0645\u0643\u062a\u0628\u0629", "@language": "ar-EG", "@direction": "rtl"},
    {"@value": "Library", "@direction": "ltr"},
]
NOW_TEXT = "2026-05-03T09:20:00Z"
MAY = dt.date(2026, 5, 3)
LIBRARY_CARD = load_catalogue()["library_card"]
CONTEXTS = ContextSet.bundled().with_context(LIBRARY_CARD.context_url, context_bytes(LIBRARY_CARD))

# multicodec ed25519-priv, p256-priv, p384-priv
_SECRET = {Algorithm.ED25519: 0x1300, Algorithm.P256: 0x1306, Algorithm.P384: 0x1307}


@dataclass(frozen=True)
class Keeper:
    """Somebody with a DID, its one key and its document."""

    seed: bytes
    did: str
    verification_method: str
    document: JsonObject
    algorithm: Algorithm = Algorithm.ED25519

    @property
    def private_key(self) -> PrivateKey:
        return PrivateKey.from_seed(self.seed, self.algorithm)

    @property
    def multikey(self) -> JsonObject:
        """The key pair in the form of @digitalbazaar/ed25519-multikey and ecdsa-multikey."""
        return {
            "id": self.verification_method,
            "controller": self.did,
            "publicKeyMultibase": render_multikey(self.private_key.public_key),
            "secretKeyMultibase": encode_multibase("z", encode_varint(_SECRET[self.algorithm]) + self.seed),
        }

    @property
    def jwk(self) -> JsonObject:
        """The key pair as a JWK, for Node's own crypto."""
        return {**render_public_jwk(self.private_key.public_key), "d": encode_base64url(self.seed)}


def office(algorithm: Algorithm = Algorithm.ED25519) -> Keeper:
    """An office with a did:web."""
    seed = b"o" * algorithm.seed_length
    did = "did:web:ausweise.musterstadt.example:offices:library"
    if algorithm is not Algorithm.ED25519:
        did += f"-{algorithm.lower()}"
    method = did_web.Method("key-1", PrivateKey.from_seed(seed, algorithm).public_key, ("assertionMethod",))
    return Keeper(seed, did, f"{did}#key-1", did_web.build_document(did, [method]), algorithm)


def citizen(seed: bytes = b"c" * 32) -> Keeper:
    """A citizen with a did:key."""
    did = did_key.render_did(PrivateKey.from_seed(seed).public_key)
    return Keeper(seed, did, did_key.verification_method(did), did_key.document(did))


def unsecured_card(
    issuer: Keeper, holder: Keeper, use_case: UseCase = LIBRARY_CARD, claims: JsonObject | None = None
) -> JsonObject:
    """A card as our issuer makes it, before it is signed; with made-up claims unless it is told what the card says."""
    said = card_claims(use_case, sample_claims(use_case, on=MAY), on=MAY) if claims is None else claims
    list_url = "https://ausweise.musterstadt.example/offices/library/status/1"
    return {
        "@context": list(use_case.contexts),
        "id": "urn:uuid:0d5b9c1e-6f0c-4a56-9b0a-6a1f1b0b7f4e",
        "type": list(use_case.types),
        "issuer": {"id": issuer.did, "name": NAMES},
        "validFrom": "2026-05-02T22:00:00Z",
        "validUntil": "2027-05-03T21:59:59Z",
        "credentialSubject": {"id": holder.did} | said,
        "credentialStatus": [
            {
                "id": f"{list_url}#94567",
                "type": "BitstringStatusListEntry",
                "statusPurpose": "revocation",
                "statusListIndex": "94567",
                "statusListCredential": list_url,
            }
        ],
        "credentialSchema": {"id": use_case.schema_url, "type": "JsonSchema"},
    }


def readable(*keepers: Keeper) -> JsonObject:
    """Everything that the other end may load: all contexts, and the documents of these keepers."""
    contexts = {url: json.loads(document) for url, document in CONTEXTS.documents.items()}
    return contexts | {keeper.did: keeper.document for keeper in keepers}
