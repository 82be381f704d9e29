"""A small real city for the tests of the Verdict: one office, one citizen, one library, with real signatures.

Everything is made from fixed seeds and a fixed moment. `City` is what the world looks like; a test changes one thing in
it (the card before it is signed, the proof, what the registry says) and asks for the Verdict.
"""

from __future__ import annotations

import copy
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credentials.data_integrity import secure
from credentials.dcql.query import parse_query
from credentials.did import did_key
from credentials.did.build import Method, build_document
from credentials.jsonld.context_set import ContextSet
from credentials.keys.private_key import PrivateKey
from credentials.model.instant import render_instant
from credentials.model.version import DataModel
from credentials.status.bitstring import new_bits, set_value
from credentials.status.bitstring_status_list import build_list_credential
from credentials.verification.evidence import Evidence, Standing, Unavailable
from credentials.verification.judge_presentation import judge_presentation
from credentials.verification.policy import PresentationPolicy
from credentials.x509.anchors import NO_ANCHORS, TrustAnchors

if TYPE_CHECKING:
    from collections.abc import Callable

    from credentials.strict_json import JsonObject
    from credentials.verification.verdict import Verdict

NOW = 1_800_000_000
SIGNED = NOW - 30 * 86_400
DAY = 86_400
SUITE = "eddsa-rdfc-2022"

OFFICE = "did:web:city.example:offices:library"
OTHER_OFFICE = "did:web:city.example:offices:sports"
LIBRARY = "did:web:library.example"
AUDIENCE = f"decentralized_identifier:{LIBRARY}"
NONCE = "n-0S6_WzA2Mj"

OFFICE_KEY = PrivateKey.from_seed(b"\x01" * 32)
OTHER_OFFICE_KEY = PrivateKey.from_seed(b"\x02" * 32)
HOLDER_KEY = PrivateKey.from_seed(b"\x03" * 32)
THIEF_KEY = PrivateKey.from_seed(b"\x04" * 32)
HOLDER = did_key.render_did(HOLDER_KEY.public_key)
THIEF = did_key.render_did(THIEF_KEY.public_key)

NAMESPACE = "https://city.example/credentials/library-card"
CONTEXT_URL = f"{NAMESPACE}/v1/context.jsonld"
SCHEMA_URL = f"{NAMESPACE}/v1/schema.json"
CARD_TYPE = f"{NAMESPACE}#LibraryCard"
VC_TYPE = "https://www.w3.org/2018/credentials#VerifiableCredential"
V2 = "https://www.w3.org/ns/credentials/v2"
REVOCATION_LIST = "https://city.example/offices/library/status/r1"
SUSPENSION_LIST = "https://city.example/offices/library/status/s1"
REVOCATION_PLACE, SUSPENSION_PLACE = 94_567, 17

CONTEXT = {
    "@context": {
        "@version": 1.1,
        "@protected": True,
        "LibraryCard": CARD_TYPE,
        "SportsPass": f"{NAMESPACE}#SportsPass",
        "cardNumber": f"{NAMESPACE}#cardNumber",
        "borough": f"{NAMESPACE}#borough",
        "readingRoom": f"{NAMESPACE}#readingRoom",
        "address": {
            "@id": f"{NAMESPACE}#address",
            "@context": {
                "@protected": True,
                "city": f"{NAMESPACE}#address.city",
                "street": {
                    "@id": f"{NAMESPACE}#address.street",
                    "@context": {
                        "@protected": True,
                        "name": f"{NAMESPACE}#address.street.name",
                        "number": f"{NAMESPACE}#address.street.number",
                    },
                },
            },
        },
    }
}
CONTEXTS = ContextSet.bundled().with_context(CONTEXT_URL, json.dumps(CONTEXT).encode())
SCHEMA: JsonObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": SCHEMA_URL,
    "type": "object",
    "properties": {
        "credentialSubject": {
            "type": "object",
            "required": ["id", "cardNumber"],
            "properties": {"cardNumber": {"type": "string", "pattern": "^[0-9]{5}$"}, "borough": {"type": "string"}},
        }
    },
}


def card() -> JsonObject:
    """An unsecured library card."""
    return {
        "@context": [V2, CONTEXT_URL],
        "id": "urn:uuid:0b5c2c1e-3b1f-4b5e-9d4e-000000000001",
        "type": ["VerifiableCredential", "LibraryCard"],
        "issuer": {"id": OFFICE, "name": "Stadtbibliothek"},
        "validFrom": render_instant(SIGNED),
        "validUntil": render_instant(NOW + 335 * DAY),
        "credentialSubject": {"id": HOLDER, "cardNumber": "12345", "borough": "Mitte"},
        "credentialStatus": [
            status_entry("revocation", REVOCATION_LIST, REVOCATION_PLACE),
            status_entry("suspension", SUSPENSION_LIST, SUSPENSION_PLACE),
        ],
        "credentialSchema": {"id": SCHEMA_URL, "type": "JsonSchema"},
    }


def schema_credential(**changes: Any) -> JsonObject:
    """An unsigned credential with the schema of the card inside; `changes` replace its members."""
    return {
        "@context": [V2],
        "id": SCHEMA_URL,
        "type": ["VerifiableCredential", "JsonSchemaCredential"],
        "issuer": OFFICE,
        "validFrom": render_instant(SIGNED),
        "credentialSubject": {
            "id": f"{SCHEMA_URL}#schema",
            "type": "JsonSchema",
            "jsonSchema": SCHEMA,
        },
        "credentialSchema": {"id": "https://www.w3.org/ns/credentials/json-schema/v2.json", "type": "JsonSchema"},
        **changes,
    }


def status_entry(purpose: str, url: str, place: int) -> JsonObject:
    return {
        "id": f"{url}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place),
        "statusListCredential": url,
    }


def status_list(url: str, purpose: str, *set_places: int, **changes: Any) -> JsonObject:
    """An unsecured status list; `changes` replace what it is built from."""
    bits = new_bits()
    for place in set_places:
        set_value(bits, place, 1)
    facts: dict[str, Any] = {
        "list_url": url,
        "issuer": OFFICE,
        "purpose": purpose,
        "bits": bits,
        "valid_from": NOW - 60,
        "valid_until": NOW + DAY,
        "ttl_ms": 180_000,
    }
    return build_list_credential(**(facts | changes))


def sign(document: JsonObject, key: PrivateKey, method: str, **options: Any) -> JsonObject:
    """Add a real proof; `options` replace those of an issuer's proof."""
    facts: dict[str, Any] = {
        "cryptosuite": SUITE,
        "verification_method": method,
        "proof_purpose": "assertionMethod",
        "created": SIGNED,
        "contexts": CONTEXTS,
        "algorithm": key.public_key.algorithm,
    }
    prepared = secure.prepare(document, **(facts | options))
    return prepared.attach(key.sign(prepared.signing_input))


def sign_by_office(document: JsonObject, **options: Any) -> JsonObject:
    return sign(document, options.pop("key", OFFICE_KEY), options.pop("method", f"{OFFICE}#key-1"), **options)


def office_document(did: str, key: PrivateKey) -> JsonObject:
    return build_document(did, [Method("key-1", key.public_key, ("assertionMethod",))])


@dataclass
class Statements:
    """What the registry says, by entity, action and type: a list of (from, until, how it ended)."""

    said: dict[tuple[str, str, str], list[tuple[int, int | None, Standing]]]

    def standing(self, *, entity: str, action: str, credential_type: str, at: int) -> Standing:
        statements = self.said.get((entity, action, credential_type), [])
        if any(end is Standing.COMPROMISED for _, _, end in statements):
            return Standing.COMPROMISED
        if any(start <= at and (until is None or at < until) for start, until, _ in statements):
            return Standing.AUTHORIZED
        if statements:
            return Standing.NOT_YET if all(at < start for start, _, _ in statements) else Standing.ENDED
        return Standing.NOT_LISTED


ISSUE = (OFFICE, "issue", CARD_TYPE)
VERIFY = (LIBRARY, "verify", CARD_TYPE)


@dataclass
class City:
    """The world in which one card is presented once; every member may be changed before `verdict` is asked for.

    Attributes:
        card: before it is signed.
        issue: how the office signs it.
        show: what the wallet makes of the card that it was given; most formats show all of it.
        change_card: what happens to the card after that.
        change_presentation: what happens to the presentation before it is signed.
        present: how the wallet signs the presentation.
        tamper: what happens to the presentation after it was signed.
        format_id: as which format all of this happens.
        anchors: to which chains of certificates may lead.
    """

    now: int = NOW
    card: JsonObject = field(default_factory=card)
    issue: dict[str, Any] = field(default_factory=dict)
    show: Callable[[JsonObject], JsonObject] = lambda card: card
    change_card: Callable[[JsonObject], None] = lambda _card: None
    holder_key: PrivateKey = HOLDER_KEY
    holder: str = HOLDER
    present: dict[str, Any] = field(default_factory=dict)
    change_presentation: Callable[[JsonObject], None] = lambda _shown: None
    tamper: Callable[[JsonObject], None] = lambda _shown: None
    trust: Statements | Unavailable = field(
        default_factory=lambda: Statements(
            {
                ISSUE: [(SIGNED - DAY, None, Standing.AUTHORIZED)],
                VERIFY: [(SIGNED - DAY, None, Standing.AUTHORIZED)],
                (OTHER_OFFICE, "issue", CARD_TYPE): [(SIGNED - DAY, None, Standing.AUTHORIZED)],
            }
        )
    )
    controllers: dict[str, Any] = field(
        default_factory=lambda: {
            OFFICE: office_document(OFFICE, OFFICE_KEY),
            OTHER_OFFICE: office_document(OTHER_OFFICE, OTHER_OFFICE_KEY),
        }
    )
    lists: dict[str, Any] = field(
        default_factory=lambda: {
            REVOCATION_LIST: sign_by_office(status_list(REVOCATION_LIST, "revocation")),
            SUSPENSION_LIST: sign_by_office(status_list(SUSPENSION_LIST, "suspension")),
        }
    )
    schemas: dict[str, Any] = field(default_factory=lambda: {SCHEMA_URL: copy.deepcopy(SCHEMA)})
    contexts: ContextSet = CONTEXTS
    claims: list[JsonObject] = field(
        default_factory=lambda: [
            {"path": ["credentialSubject", "cardNumber"]},
            {"path": ["credentialSubject", "borough"], "values": ["Mitte", "Wedding"]},
        ]
    )
    type_values: list[list[str]] = field(default_factory=lambda: [[VC_TYPE, CARD_TYPE]])
    rules: dict[str, Any] = field(default_factory=dict)
    format_id: str = "ldp_vc"
    anchors: TrustAnchors = NO_ANCHORS

    def policy(self) -> PresentationPolicy:
        query: JsonObject = {"id": "card", "format": self.format_id, "meta": {"type_values": self.type_values}}
        facts: dict[str, Any] = {
            "credential_type": CARD_TYPE,
            "suites": frozenset({SUITE}),
            "jose_algorithms": frozenset({"EdDSA"}),
            "data_models": frozenset({DataModel.V2_0}),
            "clock_skew": 60,
            "status_required": True,
            "schema_required": True,
            "audience": AUDIENCE,
            "nonce": NONCE,
            "query": parse_query({"credentials": [query | {"claims": self.claims}]}).credentials[0],
            "verifier": LIBRARY,
            "only_what_was_asked": False,
        }
        return PresentationPolicy(**(facts | self.rules))

    def evidence(self) -> Evidence:
        return Evidence(
            trust=self.trust,
            controller_documents=self.controllers,
            status_lists=self.lists,
            schemas=self.schemas,
            contexts=self.contexts,
            anchors=self.anchors,
        )

    def signed_card(self) -> JsonObject:
        signed = copy.deepcopy(self.show(sign_by_office(self.card, **self.issue)))
        self.change_card(signed)
        return signed

    def presentation(self) -> JsonObject:
        shown: JsonObject = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": self.holder,
            "verifiableCredential": [self.signed_card()],
        }
        self.change_presentation(shown)
        facts: dict[str, Any] = {
            "key": self.holder_key,
            "method": did_key.verification_method(did_key.render_did(self.holder_key.public_key)),
            "proof_purpose": "authentication",
            "created": self.now,
            "domain": AUDIENCE,
            "challenge": NONCE,
        }
        signed = copy.deepcopy(sign(shown, **(facts | self.present)))
        self.tamper(signed)
        return signed

    def verdict(self) -> Verdict:
        return judge_presentation(self.presentation(), policy=self.policy(), evidence=self.evidence(), now=self.now)
