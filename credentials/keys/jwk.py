"""Public keys as JSON Web Keys (RFC 7517; RFC 8037 section 2) and their thumbprints (RFC 7638).

A JWK that carries a private member is refused and not trimmed: its owner has just published a secret.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from credentials.canonical_json import canonicalize
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import EncodingError, KeyMaterialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject

_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
_MEMBERS_OF_OTHER_KEY_TYPES = frozenset({"y", "n", "e"})


def parse_public_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Read a public key for signatures; members that RFC 7517 does not know are ignored, as it says.

    Raises:
        KeyMaterialError: for another type or curve, private members, a malformed key, or one not meant for signatures.
    """
    if _PRIVATE_MEMBERS & jwk.keys():
        raise KeyMaterialError("this JWK carries a private key; only its public part may be shown")
    if jwk.get("kty") != "OKP" or jwk.get("crv") != Algorithm.ED25519:
        raise KeyMaterialError("only Ed25519 keys are read here (kty OKP, crv Ed25519)")
    if _MEMBERS_OF_OTHER_KEY_TYPES & jwk.keys():
        raise KeyMaterialError("this JWK mixes the members of two key types")
    _judge_use(jwk)
    x = jwk.get("x")
    if not isinstance(x, str):
        raise KeyMaterialError("this JWK has no member x")
    try:
        raw = decode_base64url(x)
    except EncodingError as error:
        raise KeyMaterialError("member x of this JWK is not canonical base64url") from error
    return PublicKey(Algorithm.ED25519, raw)


def render_public_jwk(key: PublicKey) -> JsonObject:
    """Write a public key with its required members, in the order of their names."""
    return {"crv": key.algorithm.value, "kty": "OKP", "x": encode_base64url(key.raw)}


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 thumbprint (RFC 7638) in base64url."""
    return encode_base64url(hashlib.sha256(canonicalize(render_public_jwk(key))).digest())


def _judge_use(jwk: Mapping[str, Any]) -> None:
    if jwk.get("use", "sig") != "sig":
        raise KeyMaterialError("this JWK is not meant for signatures (use)")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise KeyMaterialError("this JWK is not meant for verifying (key_ops)")
    # A tuple, because a hostile value may not be hashable.
    if "alg" in jwk and jwk["alg"] not in tuple(Algorithm.ED25519.jose_names):
        raise KeyMaterialError("this JWK names an algorithm that does not belong to its key (alg)")
