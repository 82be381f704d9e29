"""Keys to which somebody encrypts: P-256 for ECDH-ES, apart from the keys that sign (RFC 7517, RFC 7518 section 4.6).

A key serves one purpose: these never verify a signature, and a key for signatures is never encrypted to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from credentials.encoding import decode_base64url
from credentials.errors import EncodingError, KeyMaterialError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject

ALGORITHM = "ECDH-ES"
CURVE = "P-256"
SEED_LENGTH = 32

_COORDINATE_LENGTH = 32
_PRIVATE_MEMBERS = frozenset({"d", "k", "p", "q", "dp", "dq", "qi", "oth", "priv"})


class PublicAgreementKey:
    """A key to encrypt to; it lies on its curve.

    Attributes:
        kid: its name among the recipient's keys, which a message to it repeats; None when it has none.
        key: the same key as joserfc holds it.
    """

    __slots__ = ("key", "kid")

    def __init__(self, key: ECKey, kid: str | None) -> None:
        self.key = key
        self.kid = kid

    def jwk(self) -> JsonObject:
        """The key as a JWK that says what it is for."""
        named = {} if self.kid is None else {"kid": self.kid}
        return {**_coordinates(self.key), "use": "enc", "alg": ALGORITHM, **named}


class PrivateAgreementKey:
    """A key that decrypts; its secret cannot be had back, printed or pickled.

    Attributes:
        public: its public half, to be handed out.
    """

    __slots__ = ("_key", "public")

    def __init__(self, key: ECKey, kid: str | None) -> None:
        self._key = key
        self.public = PublicAgreementKey(ECKey.import_key(key.public_key), kid)

    @classmethod
    def from_seed(cls, seed: bytes, *, kid: str | None = None) -> PrivateAgreementKey:
        """Make the key that belongs to 32 secret bytes (HKDF of them, modulo the curve's order).

        Raises:
            KeyMaterialError: for a seed of another length.
        """
        if len(seed) != SEED_LENGTH:
            raise KeyMaterialError(f"the seed of a key for encryption has {SEED_LENGTH} bytes")
        return cls(ECKey.derive_key(seed, CURVE), kid)

    def for_joserfc(self) -> ECKey:
        """The key as joserfc takes it."""
        return self._key

    def __repr__(self) -> str:
        return "PrivateAgreementKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key does not leave its process")


def parse_agreement_jwk(jwk: Mapping[str, Any]) -> PublicAgreementKey:
    """Read a key that somebody wants to be encrypted to.

    Raises:
        KeyMaterialError: for another type, curve or algorithm, for private members, for a key not meant for encryption,
            and for a point that is not on the curve.
    """
    key = parse_ephemeral_jwk(jwk)
    if jwk.get("alg") != ALGORITHM:
        raise KeyMaterialError(f"a key for encryption names its algorithm, which is {ALGORITHM} here (alg)")
    if jwk.get("use", "enc") != "enc":
        raise KeyMaterialError("this JWK is not meant for encryption (use)")
    kid = jwk.get("kid")
    if kid is not None and not isinstance(kid, str):
        raise KeyMaterialError("the name of this JWK is not a text (kid)")
    return PublicAgreementKey(key, kid)


def parse_ephemeral_jwk(jwk: object) -> ECKey:
    """Read the point of a P-256 key, whatever else its JWK says (RFC 7518 section 4.6.1.1).

    Raises:
        KeyMaterialError: for another type or curve, private members, a second spelling, or a point off the curve.
    """
    if not isinstance(jwk, dict) or jwk.get("kty") != "EC" or jwk.get("crv") != CURVE:
        raise KeyMaterialError(f"only {CURVE} keys are encrypted to (kty EC, crv {CURVE})")
    if _PRIVATE_MEMBERS & jwk.keys():
        raise KeyMaterialError("this JWK carries a private key; only its public part may be shown")
    for name in ("x", "y"):
        _judge_coordinate(name, jwk.get(name))
    try:
        return ECKey.import_key({name: jwk[name] for name in ("kty", "crv", "x", "y")})
    except (JoseError, ValueError) as error:
        raise KeyMaterialError("this is not a point that a P-256 key can have") from error


def _judge_coordinate(name: str, text: object) -> None:
    try:
        if isinstance(text, str) and len(decode_base64url(text)) == _COORDINATE_LENGTH:
            return
    except EncodingError:
        pass
    raise KeyMaterialError(f"member {name} of this JWK is not {_COORDINATE_LENGTH} bytes in canonical base64url")


def _coordinates(key: ECKey) -> JsonObject:
    written = key.as_dict(private=False)
    return {name: written[name] for name in ("crv", "kty", "x", "y")}
