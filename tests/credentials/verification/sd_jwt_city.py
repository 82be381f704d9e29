"""The same small city, whose card is an SD-JWT VC: flat claims, a Token Status List, the metadata of its type."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from credentials import strict_json
from credentials.dcql.query import parse_query
from credentials.did.build import Method, build_document
from credentials.encoding import decode_base64url
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.compact import SdJwt, parse_compact
from credentials.sd_jwt.conceal import Concealed, conceal
from credentials.sd_jwt.disclosure import DEFAULT_HASH
from credentials.sd_jwt.issue import prepare_sd_jwt
from credentials.sd_jwt.key_binding import prepare_key_binding
from credentials.status.token_status_list import TokenStatus, TokenStatusList, prepare_list_token
from credentials.strict_json import JsonObject
from credentials.verification.evidence import Evidence
from credentials.verification.policy import PresentationPolicy
from tests.credentials.verification.city import AUDIENCE, CARD_TYPE, DAY, NONCE, NOW, OFFICE, SIGNED, City

ISS = "https://city.example/offices/library"
KEY_ID = f"{OFFICE}#key-2"
LIST = f"{ISS}/status/t1"
PLACE = 4_711
JOSE_NAMES = {Algorithm.ED25519: "EdDSA", Algorithm.P256: "ES256", Algorithm.P384: "ES384"}
DISCLOSABLE = ("cardNumber", "borough", "address")
TYPE_METADATA: JsonObject = {
    "vct": CARD_TYPE,
    "display": [{"locale": "de", "name": "Bibliotheksausweis"}, {"locale": "en", "name": "Library card"}],
    "claims": [
        {"path": ["cardNumber"], "mandatory": True, "sd": "always"},
        {"path": ["borough"], "sd": "allowed", "display": [{"locale": "de", "label": "Bezirk"}]},
        {"path": ["exp"], "mandatory": True, "sd": "never"},
    ],
}


def entropy() -> Callable[[int], bytes]:
    """Bytes that look random, the same in every run."""
    numbers = iter(range(1000))
    return lambda n: hashlib.shake_256(b"salt %d" % next(numbers)).digest(n)


def claims() -> JsonObject:
    """A library card in the clear."""
    return {
        "vct": CARD_TYPE,
        "iss": ISS,
        "iat": SIGNED,
        "nbf": SIGNED,
        "exp": NOW + 335 * DAY,
        "status": {"status_list": {"idx": PLACE, "uri": LIST}},
        "cardNumber": "12345",
        "borough": "Mitte",
        "address": {"city": "Musterstadt"},
    }


@dataclass
class SdJwtCity(City):
    """The world in which an SD-JWT VC is presented once.

    Attributes:
        algorithm: of all keys.
        card: its claims, in the clear.
        issue: `disclosable` names or paths, `typ`, `kid` and `x5c` of the header, and the office's `key`.
        change_jwt: what happens to the payload and disclosures before the office signs them.
        forge: what happens to the card after it was signed.
        present: claims of the Key Binding JWT, and the `key` that signs it.
        show: what is left of the card before the holder signs.
        forward: what happens to the presentation on the way.
    """

    algorithm: Algorithm = Algorithm.ED25519
    card: JsonObject = field(default_factory=claims)
    claims: list[JsonObject] = field(
        default_factory=lambda: [{"path": ["cardNumber"]}, {"path": ["borough"], "values": ["Mitte", "Wedding"]}]
    )
    change_jwt: Callable[[Concealed], Concealed] = lambda concealed: concealed
    forge: Callable[[SdJwt], SdJwt] = lambda card: card
    show: Callable[[SdJwt], SdJwt] = lambda card: card
    forward: Callable[[str], str] = lambda shown: shown
    type_metadata: dict[str, Any] = field(default_factory=lambda: {CARD_TYPE: json.dumps(TYPE_METADATA).encode()})

    def __post_init__(self) -> None:
        self.office_key, self.holder_key = (
            PrivateKey.from_seed(bytes([n]) * self.algorithm.seed_length, self.algorithm) for n in (5, 6)
        )
        self.controllers[OFFICE] = build_document(
            OFFICE, [Method("key-2", self.office_key.public_key, ("assertionMethod",))]
        )
        self.card["cnf"] = {"jwk": render_public_jwk(self.holder_key.public_key)}
        self.lists = {LIST: self.status_list(TokenStatus.VALID)}

    def status_list(self, status: int, **header: object) -> str:
        statuses = TokenStatusList.of_size(8_192, bits=2)
        statuses.set_status(PLACE, status)
        prepared = prepare_list_token(
            statuses,
            list_url=LIST,
            issued_at=NOW - 60,
            expires_at=NOW + 3600,
            ttl=180,
            algorithm=JOSE_NAMES[self.algorithm],
            key_id=KEY_ID,
        )
        if header:
            prepared = jws.prepare(header, decode_base64url(prepared.signing_input.decode().split(".")[1]))
        return prepared.attach(self.office_key.sign(prepared.signing_input))

    def policy(self) -> PresentationPolicy:
        query = {"id": "card", "format": "dc+sd-jwt", "meta": {"vct_values": [CARD_TYPE]}, "claims": self.claims}
        rules = {"jose_algorithms": frozenset({JOSE_NAMES[self.algorithm]}), **self.rules}
        return replace(super().policy(), query=parse_query({"credentials": [query]}).credentials[0], **rules)

    def evidence(self) -> Evidence:
        return replace(super().evidence(), type_metadata=self.type_metadata)

    def signed_card(self) -> str:  # type: ignore[override]
        header = {"alg": JOSE_NAMES[self.algorithm], "typ": "dc+sd-jwt", "kid": KEY_ID}
        header |= {name: value for name, value in self.issue.items() if name in (*header, "x5c")}
        header = {name: value for name, value in header.items() if value is not ...}
        named = self.issue.get("disclosable", DISCLOSABLE)
        disclosable = [name if isinstance(name, tuple) else (name,) for name in named]
        concealed = self.change_jwt(conceal(self.card, disclosable, entropy=entropy(), decoys=2))
        prepared = prepare_sd_jwt(header, concealed)
        signature = self.issue.get("key", self.office_key).sign(prepared.signing_input)
        return self.forge(parse_compact(prepared.attach(signature))).render()

    def presentation(self) -> str:  # type: ignore[override]
        facts = {"nonce": NONCE, "audience": AUDIENCE, "issued_at": self.now, "hash_name": DEFAULT_HASH, **self.present}
        key = facts.pop("key", self.holder_key)
        shown = self.show(parse_compact(self.signed_card()))
        prepared = prepare_key_binding(shown, algorithm=JOSE_NAMES[self.algorithm], **facts)
        return self.forward(prepared.attach(key.sign(prepared.signing_input)))


def describe(**changes: Any) -> bytes:
    """The metadata of the card's type; `changes` replace members."""
    return strict_json.render(TYPE_METADATA | changes)
