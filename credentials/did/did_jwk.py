"""did:jwk: a DID that is the base64url of a JWK (did:jwk Method Specification, quartzjer/did-jwk).

Two DIDs may hold the same key in another order of members; they are two DIDs, compared letter by letter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.did.build import SIGNING_RELATIONSHIPS
from credentials.did.did_url import parse_did
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import DidError, EncodingError, JsonError, KeyMaterialError
from credentials.keys.jwk import parse_public_jwk, render_public_jwk

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

METHOD = "jwk"
CONTEXTS = ("https://www.w3.org/ns/did/v1", "https://w3id.org/security/jwk/v1")


def render_did(key: PublicKey) -> str:
    """The did:jwk of a public key, its members in the order of their names."""
    return f"did:{METHOD}:{encode_base64url(strict_json.render(render_public_jwk(key)))}"


def verification_method(did: str) -> str:
    """The DID URL of the one key that this DID has.

    Raises:
        DidError: when it is not a did:jwk that we read.
    """
    _parse_jwk(did)
    return f"{did}#0"


def public_key(did: str) -> PublicKey:
    """The key that this DID is.

    Raises:
        DidError: when it is not a did:jwk that we read.
    """
    return parse_public_jwk(_parse_jwk(did))


def document(did: str) -> JsonObject:
    """The document that this DID stands for; the JWK stands in it as the DID gives it.

    Raises:
        DidError: when it is not a did:jwk that we read: other methods, private members, other kinds of keys.
    """
    method = f"{did}#0"
    return {
        "@context": list(CONTEXTS),
        "id": did,
        "verificationMethod": [
            {"id": method, "type": "JsonWebKey", "controller": did, "publicKeyJwk": _parse_jwk(did)},
        ],
        **{name: [method] for name in SIGNING_RELATIONSHIPS},
    }


def _parse_jwk(did: str) -> JsonObject:
    parsed = parse_did(did)
    if parsed.method != METHOD:
        raise DidError("this is not a did:jwk")
    try:
        jwk = strict_json.parse_object(decode_base64url(parsed.identifier))
    except (EncodingError, JsonError) as error:
        raise DidError(f"this is not the JWK of a did:jwk: {error.detail}") from error
    try:
        parse_public_jwk(jwk)
    except KeyMaterialError as error:
        raise DidError(f"the key of this did:jwk is none: {error.detail}", code="invalid-public-key") from error
    return jwk
