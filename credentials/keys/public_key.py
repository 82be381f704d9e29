"""A public key, and the only place in the house that checks a signature.

Controlled Identifiers 1.0 section 2.2; RFC 8032 section 5.1.7; FIPS 186-5 section 6.4.2.
"""

from __future__ import annotations

from dataclasses import dataclass

from credentials.keys import ecdsa, ed25519
from credentials.keys.algorithm import Algorithm


@dataclass(frozen=True)
class PublicKey:
    """A public key that has been proven sound for its algorithm.

    Attributes:
        algorithm: what the key signs with, and nothing else.
        raw: the key's bytes as Multikey has them: of Ed25519 as RFC 8032 writes them, of P-256 and P-384 the compressed
            point (33 or 49 bytes).

    Raises:
        KeyMaterialError: when made of bytes that are no sound key.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        match self.algorithm:
            case Algorithm.ED25519:
                ed25519.judge_public_key(self.raw)
            case Algorithm.P256 | Algorithm.P384:
                ecdsa.load_public_key(self.algorithm, self.raw)

    def verify(self, signature: bytes, data: bytes) -> None:
        """Refuse a signature that this key did not make over this data.

        Raises:
            SignatureError: when the signature is not this key's.
        """
        match self.algorithm:
            case Algorithm.ED25519:
                ed25519.judge_signature(self.raw, signature, data)
            case Algorithm.P256 | Algorithm.P384:
                ecdsa.judge_signature(self.algorithm, self.raw, signature, data)
