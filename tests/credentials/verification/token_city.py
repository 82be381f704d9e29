"""The same small city with tokens in place of documents with proofs: cards as `vc+jwt`, presentations as `vp+jwt`.

The options of `issue` and `present` are `key`, `method`, and the members of `header` and `claims` that differ. What
`change_card` and `tamper` do happens to the payload, under the signature of what it was.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from credentials.did import did_key
from credentials.encoding import encode_base64url
from credentials.jose import jws
from credentials.keys.private_key import PrivateKey
from credentials.model.enveloped import CREDENTIAL, render_enveloped
from credentials.strict_json import JsonObject
from tests.credentials.verification.city import AUDIENCE, NONCE, OFFICE, OFFICE_KEY, SIGNED, V2, City

VC_JWT, VP_JWT = "vc+jwt", "vp+jwt"


def sign_token(payload: JsonObject, key: PrivateKey, **header: Any) -> str:
    """Any payload under any header that has a type, properly signed; a member that is `...` is left out."""
    facts = {"alg": key.public_key.algorithm.jose_name, **header}
    text = json.dumps({name: value for name, value in payload.items() if value is not ...}).encode()
    prepared = jws.prepare({name: value for name, value in facts.items() if value is not ...}, text)
    return prepared.attach(key.sign(prepared.signing_input))


def change_payload(token: str, change: Callable[[JsonObject], None]) -> str:
    """Put another payload under the signature of this one."""
    header, payload, signature = token.split(".")
    before = jws.parse(token).claims()
    after = copy.deepcopy(before)
    change(after)
    if after == before:
        return token
    payload = encode_base64url(json.dumps(after).encode())
    return f"{header}.{payload}.{signature}"


@dataclass
class TokenCity(City):
    """As `City`, where everything that is signed is a token."""

    format_id: str = VC_JWT

    def signed_card(self) -> str:  # type: ignore[override]
        facts = {"key": OFFICE_KEY, "method": f"{OFFICE}#key-1", "header": {}, "claims": {}, **self.issue}
        header = {"typ": VC_JWT, "cty": "vc", "kid": facts["method"], **facts["header"]}
        token = sign_token({**self.card, "iat": SIGNED, **facts["claims"]}, facts["key"], **header)
        return change_payload(token, self.change_card)

    def enveloped_card(self) -> JsonObject:
        return render_enveloped(CREDENTIAL, f"application/{VC_JWT}", self.signed_card())

    def presentation(self) -> str:  # type: ignore[override]
        shown: JsonObject = {
            "@context": [V2],
            "type": ["VerifiablePresentation"],
            "holder": self.holder,
            "verifiableCredential": [self.enveloped_card()],
        }
        self.change_presentation(shown)
        method = did_key.verification_method(did_key.render_did(self.holder_key.public_key))
        facts = {"key": self.holder_key, "method": method, "header": {}, "claims": {}, **self.present}
        header = {"typ": VP_JWT, "cty": "vp", "kid": facts["method"], **facts["header"]}
        claims = {"nonce": NONCE, "aud": AUDIENCE, "iat": self.now, **facts["claims"]}
        return change_payload(sign_token({**shown, **claims}, facts["key"], **header), self.tamper)
