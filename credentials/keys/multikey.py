"""Public keys as Multikey values: base58btc of a multicodec prefix and the raw key.

Controlled Identifiers 1.0 section 2.2.2. They begin with z6Mk (Ed25519), zDn (P-256) or z82 (P-384).
"""

from __future__ import annotations

from credentials.encoding import decode_multibase, decode_varint, encode_multibase, encode_varint
from credentials.errors import EncodingError, KeyMaterialError
from credentials.keys.algorithm import ALGORITHM_OF_MULTICODEC, Algorithm
from credentials.keys.public_key import PublicKey

# ed25519-priv, p256-priv, p384-priv, secp256k1-priv, x25519-priv
_PRIVATE_KEY_MULTICODECS = frozenset({0x1300, 0x1306, 0x1307, 0x1301, 0x1302})


def parse_multikey(text: str) -> PublicKey:
    """Read the value of `publicKeyMultibase`.

    Raises:
        KeyMaterialError: for another base, an unknown or private kind of key, or a malformed key.
    """
    try:
        multicodec, raw = decode_varint(decode_multibase(text, allowed="z"))
    except EncodingError as error:
        raise KeyMaterialError(f"this is not a Multikey value: {error.detail}") from error
    if multicodec in _PRIVATE_KEY_MULTICODECS:
        raise KeyMaterialError("this Multikey value is a private key; only a public one may be shown")
    algorithm = ALGORITHM_OF_MULTICODEC.get(multicodec)
    if algorithm is None:
        raise KeyMaterialError("only these keys are read here as Multikey values: " + ", ".join(Algorithm))
    return PublicKey(algorithm, raw)


def render_multikey(key: PublicKey) -> str:
    """Write a public key as the value of `publicKeyMultibase`."""
    return encode_multibase("z", encode_varint(key.algorithm.multicodec) + key.raw)
