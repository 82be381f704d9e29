"""A private key in memory: made from a seed that the caller hands in, and never shown again.

RFC 8032 section 5.1.5 and 5.1.6. Where keys are kept, and how they are sealed, is the keyring's business.
"""

from __future__ import annotations

from typing import NoReturn

from nacl.signing import SigningKey

from credentials.errors import KeyMaterialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

SEED_LENGTH = 32


class PrivateKey:
    """An Ed25519 private key; its seed cannot be had back, printed or pickled."""

    __slots__ = ("_signing_key", "public_key")

    public_key: PublicKey

    def __init__(self, signing_key: SigningKey) -> None:
        self._signing_key = signing_key
        self.public_key = PublicKey(Algorithm.ED25519, bytes(signing_key.verify_key))

    @classmethod
    def from_seed(cls, seed: bytes) -> PrivateKey:
        """Make the key that belongs to 32 secret bytes."""
        if len(seed) != SEED_LENGTH:
            raise KeyMaterialError(f"an Ed25519 seed has {SEED_LENGTH} bytes")
        return cls(SigningKey(seed))

    def sign(self, data: bytes) -> bytes:
        """Sign the data; the same data gives the same signature."""
        return self._signing_key.sign(data).signature

    def __repr__(self) -> str:
        return "PrivateKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key does not leave its process")
