"""Ed25519 (RFC 8032) by way of PyNaCl, in its strictest reading.

Libraries differ on points of small order, on points written twice and on a scalar S beyond the group's order; what one
of them accepts and another refuses is a signature with two verdicts. libsodium refuses all three (SECURITY C-07).
"""

from __future__ import annotations

from functools import lru_cache

from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
from nacl.exceptions import BadSignatureError

from credentials.errors import KeyMaterialError, SignatureError

PUBLIC_KEY_LENGTH = 32
SIGNATURE_LENGTH = 64


# The same few keys of offices come again and again, and the check costs as much as verifying a signature.
@lru_cache(maxsize=1024)
def judge_public_key(raw: bytes) -> None:
    """Refuse bytes that are no sound public key.

    Raises:
        KeyMaterialError: for a wrong length, or a point that is off the curve, outside of the main group (small order
            included), or not in its canonical form.
    """
    if len(raw) != PUBLIC_KEY_LENGTH:
        raise KeyMaterialError(f"an Ed25519 public key has {PUBLIC_KEY_LENGTH} bytes")
    if not crypto_core_ed25519_is_valid_point(raw):
        raise KeyMaterialError("this is not a point that an Ed25519 key can have")


def judge_signature(raw: bytes, signature: bytes, data: bytes) -> None:
    """Refuse a signature that the key did not make over the data.

    Raises:
        SignatureError: whatever the reason; to know which one helps only a forger.
    """
    if len(signature) != SIGNATURE_LENGTH:
        raise SignatureError(f"an Ed25519 signature has {SIGNATURE_LENGTH} bytes")
    try:
        crypto_sign_open(signature + data, raw)
    except BadSignatureError as error:
        raise SignatureError("the signature does not fit the data and the key") from error
