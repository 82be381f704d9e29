"""A private key in memory: made from a seed that the caller hands in, and never shown again.

RFC 8032 section 5.1.5 and 5.1.6; FIPS 186-5 appendix A.2 and RFC 6979. Where keys are kept, and how they are sealed, is
the keyring's business.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NoReturn

from nacl.signing import SigningKey

from credentials.errors import KeyMaterialError
from credentials.keys import ecdsa
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Callable


class PrivateKey:
    """A private key; its seed cannot be had back, printed or pickled."""

    __slots__ = ("_sign", "public_key")

    public_key: PublicKey

    def __init__(self, public_key: PublicKey, sign: Callable[[bytes], bytes]) -> None:
        self._sign = sign
        self.public_key = public_key

    @classmethod
    def from_seed(cls, seed: bytes, algorithm: Algorithm = Algorithm.ED25519) -> PrivateKey:
        """Make the key that belongs to secret bytes.

        Args:
            seed: for Ed25519 any 32 bytes; for a curve of NIST the secret number itself, 32 or 48 bytes, big-endian.
            algorithm: the kind of key.

        Raises:
            KeyMaterialError: the bytes are too few, too many, or (once in four thousand million) not a secret number.
        """
        if algorithm is not Algorithm.ED25519:
            key = ecdsa.load_private_key(algorithm, seed)
            public_key = PublicKey(algorithm, ecdsa.compressed_point(key.public_key()))
            return cls(public_key, partial(ecdsa.sign, algorithm, key))
        if len(seed) != algorithm.seed_length:
            raise KeyMaterialError(f"an Ed25519 seed has {algorithm.seed_length} bytes")
        signing_key = SigningKey(seed)
        public_key = PublicKey(algorithm, bytes(signing_key.verify_key))
        return cls(public_key, lambda data: signing_key.sign(data).signature)

    def sign(self, data: bytes) -> bytes:
        """Sign the data; the same data gives the same signature."""
        return self._sign(data)

    def __repr__(self) -> str:
        return "PrivateKey(hidden)"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a private key does not leave its process")


def draw_seed(algorithm: Algorithm, take: Callable[[int], bytes]) -> bytes:
    """Draw secret bytes that make a key of this kind, again where they make none (FIPS 186-5 appendix A.2.2).

    Args:
        algorithm: the kind of key.
        take: gives so many random bytes.
    """
    while True:
        seed = take(algorithm.seed_length)
        try:
            PrivateKey.from_seed(seed, algorithm)
        except KeyMaterialError:
            continue
        return seed
