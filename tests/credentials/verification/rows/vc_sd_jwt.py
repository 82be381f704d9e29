"""`vc+sd-jwt`, presented with Key Binding."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from credentials.keys.jwk import render_public_jwk
from credentials.sd_jwt.compact import parse_compact
from credentials.sd_jwt.conceal import conceal
from credentials.sd_jwt.key_binding import prepare_key_binding
from credentials.verification.verdict import CheckName
from tests.credentials.verification.changes import issued, presented
from tests.credentials.verification.city import AUDIENCE, NONCE, NOW, OFFICE, OFFICE_KEY, SIGNED, THIEF_KEY
from tests.credentials.verification.rows import vc_jwt
from tests.credentials.verification.rows.row import Row
from tests.credentials.verification.token_city import TokenCity, change_payload, sign_token

VC_SD_JWT = "vc+sd-jwt"
DISCLOSABLE = (("credentialSubject", "cardNumber"), ("credentialSubject", "borough"))


def entropy() -> Callable[[int], bytes]:
    """Salts that are the same in every run, and no two of them alike."""
    drawn = iter(range(1, 10_000))
    return lambda length: next(drawn).to_bytes(length, "big")


@dataclass
class SdTokenCity(TokenCity):
    """As `TokenCity`; what is disclosed stands in `present` as `disclosed`, in the order of `DISCLOSABLE`."""

    format_id: str = VC_SD_JWT

    def signed_card(self) -> str:  # type: ignore[override]
        facts: dict[str, Any] = {
            "key": OFFICE_KEY,
            "method": f"{OFFICE}#key-1",
            "header": {},
            "claims": {},
            "cnf": self.holder_key,
            "disclosable": DISCLOSABLE,
            **self.issue,
        }
        confirmed = {} if facts["cnf"] is None else {"cnf": {"jwk": render_public_jwk(facts["cnf"].public_key)}}
        claims = {**self.card, "iat": SIGNED, **confirmed, **facts["claims"]}
        concealed = conceal(claims, facts["disclosable"], entropy=entropy())
        header = {"typ": VC_SD_JWT, "cty": "vc", "kid": facts["method"], **facts["header"]}
        token = change_payload(sign_token(concealed.payload, facts["key"], **header), self.change_card)
        return "~".join([token, *concealed.disclosures, ""])

    def presentation(self) -> str:
        facts: dict[str, Any] = {
            "key": self.holder_key,
            "nonce": NONCE,
            "audience": AUDIENCE,
            "issued_at": self.now,
            "change": lambda text: text,
            **self.present,
        }
        shown = parse_compact(self.signed_card())
        shown = replace(shown, disclosures=facts.get("disclosed", shown.disclosures))
        prepared = prepare_key_binding(
            shown,
            hash_name="sha-256",
            nonce=facts["nonce"],
            audience=facts["audience"],
            issued_at=facts["issued_at"],
            algorithm=facts["key"].public_key.algorithm.jose_name,
        )
        return facts["change"](prepared.attach(facts["key"].sign(prepared.signing_input)))


def without_key_binding(text: str) -> str:
    return text[: text.rindex("~") + 1]


def reordered(text: str) -> str:
    token, first, second, key_binding = text.split("~")
    return "~".join([token, second, first, key_binding])


TURNS = vc_jwt.CONTENT | {
    CheckName.SHAPE: {
        **vc_jwt.SHAPE,
        "the period can be withheld": issued(disclosable=(*DISCLOSABLE, ("validUntil",))),
        "a status can be withheld": issued(disclosable=(*DISCLOSABLE, ("credentialStatus", 0))),
        "a holder confirmed by something else": issued(claims={"cnf": {"kid": "did:key:z6Mk"}}),
    },
    CheckName.PRESENTATION_PROOF: {
        "by another key": presented(key=THIEF_KEY),
        "nobody has signed it": presented(change=without_key_binding),
        "another order of claims than was signed": presented(change=reordered),
        "signed long ago": presented(issued_at=NOW - 3661),
        "signed in the future": presented(issued_at=NOW + 61),
    },
    CheckName.HOLDER_BINDING: vc_jwt.CONTENT[CheckName.HOLDER_BINDING] | {"bound to no key": issued(cnf=None)},
    CheckName.CREDENTIAL_PROOF: vc_jwt.CREDENTIAL_PROOF
    | {"a changed claim": lambda city: setattr(city, "change_card", lambda payload: payload.update(id="urn:other"))},
}

ROWS = (Row(VC_SD_JWT, "EdDSA", SdTokenCity, TURNS),)
