"""Public keys as JSON Web Keys (RFC 7517; RFC 7518 section 6.2; RFC 8037 section 2) and their thumbprints (RFC 7638).

A JWK that carries a private member is refused and not trimmed: its owner has just published a secret.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from credentials.canonical_json import canonicalize
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import EncodingError, KeyMaterialError
from credentials.keys import ecdsa
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject

_PRIVATE_MEMBERS = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"})
_MEMBERS_OF_KEYS = frozenset({"x", "y", "n", "e"})
_COORDINATES = {"OKP": ("x",), "EC": ("x", "y")}


def parse_public_jwk(jwk: Mapping[str, Any]) -> PublicKey:
    """Read a public key for signatures; members that RFC 7517 does not know are ignored, as it says.

    Raises:
        KeyMaterialError: for another type or curve, private members, a malformed key, or one not meant for signatures.
    """
    if _PRIVATE_MEMBERS & jwk.keys():
        raise KeyMaterialError("this JWK carries a private key; only its public part may be shown")
    algorithm = _algorithm(jwk)
    names = _COORDINATES[algorithm.key_type]
    if _MEMBERS_OF_KEYS & jwk.keys() - set(names):
        raise KeyMaterialError("this JWK mixes the members of two key types")
    _judge_use(jwk, algorithm)
    parts = [_coordinate(jwk, name) for name in names]
    return PublicKey(algorithm, ecdsa.compress(algorithm, *parts) if algorithm.key_type == "EC" else parts[0])


def render_public_jwk(key: PublicKey) -> JsonObject:
    """Write a public key with its required members, in the order of their names."""
    algorithm = key.algorithm
    parts = ecdsa.coordinates(algorithm, key.raw) if algorithm.key_type == "EC" else (key.raw,)
    return {
        "crv": algorithm.value,
        "kty": algorithm.key_type,
        **{name: encode_base64url(part) for name, part in zip(_COORDINATES[algorithm.key_type], parts, strict=True)},
    }


def thumbprint(key: PublicKey) -> str:
    """The SHA-256 thumbprint (RFC 7638) in base64url."""
    return encode_base64url(hashlib.sha256(canonicalize(render_public_jwk(key))).digest())


def _algorithm(jwk: Mapping[str, Any]) -> Algorithm:
    curve = jwk.get("crv")
    try:
        algorithm = Algorithm(curve) if isinstance(curve, str) else None
    except ValueError:
        algorithm = None
    if algorithm is None or jwk.get("kty") != algorithm.key_type:
        raise KeyMaterialError(
            "only these keys are read here: "
            + ", ".join(f"kty {algorithm.key_type} with crv {algorithm}" for algorithm in Algorithm)
        )
    return algorithm


def _coordinate(jwk: Mapping[str, Any], name: str) -> bytes:
    value = jwk.get(name)
    if not isinstance(value, str):
        raise KeyMaterialError(f"this JWK has no member {name}")
    try:
        return decode_base64url(value)
    except EncodingError as error:
        raise KeyMaterialError(f"member {name} of this JWK is not canonical base64url") from error


def _judge_use(jwk: Mapping[str, Any], algorithm: Algorithm) -> None:
    if jwk.get("use", "sig") != "sig":
        raise KeyMaterialError("this JWK is not meant for signatures (use)")
    operations = jwk.get("key_ops", ["verify"])
    if not isinstance(operations, list) or "verify" not in operations:
        raise KeyMaterialError("this JWK is not meant for verifying (key_ops)")
    # A tuple, because a hostile value may not be hashable.
    if "alg" in jwk and jwk["alg"] not in tuple(algorithm.jose_names):
        raise KeyMaterialError("this JWK names an algorithm that does not belong to its key (alg)")
