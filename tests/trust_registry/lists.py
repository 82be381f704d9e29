"""Trust lists as tests need them: signed with any key, saying anything."""

from __future__ import annotations

from typing import Any

from credentials import strict_json
from credentials.encoding import encode_base64url
from credentials.keys.private_key import PrivateKey
from tests.trust_registry.statements import AUTHORITY, CARD, statement
from trust_registry.reading.signed_list import LIST_TYP
from trust_registry.reading.statement import render_statement

KEY = PrivateKey.from_seed(bytes([1]) * 32)
OTHER_KEY = PrivateKey.from_seed(bytes([2]) * 32)
NOW = 1_800_000_000
DAY = 86_400
CREDENTIAL_TYPE = {
    "id": CARD,
    "context": {"id": f"{CARD}/v1/context.jsonld", "url": "https://localhost:1/context.jsonld", "sha256": "a" * 64},
    "schema": {"id": f"{CARD}/v1/schema.json", "url": "https://localhost:1/schema.json", "sha256": "b" * 64},
}


def payload(**members: Any) -> dict[str, Any]:
    """The payload of a good list, with some members changed; `...` takes one away."""
    claims = {
        "iss": AUTHORITY,
        "iat": NOW,
        "exp": NOW + DAY,
        "version": 7,
        "statements": [render_statement(statement())],
        "credential_types": [CREDENTIAL_TYPE],
    }
    return {name: value for name, value in (claims | members).items() if value is not ...}


def sign(
    claims: dict[str, Any] | bytes,
    *,
    key: PrivateKey = KEY,
    typ: str = LIST_TYP,
    kid: str = f"{AUTHORITY}#k",
    **header: Any,
) -> str:
    """A compact JWS over the claims, written by hand: a test may say what our own writer refuses to."""
    raw = claims if isinstance(claims, bytes) else strict_json.render(claims)
    written = strict_json.render({"alg": "EdDSA", "typ": typ, "kid": kid} | header)
    signing_input = f"{encode_base64url(written)}.{encode_base64url(raw)}"
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode('ascii')))}"
