"""A public key, and the only place in the house that checks a signature.

Controlled Identifiers 1.0 section 2.2; RFC 8032 section 5.1.7.
"""

from __future__ import annotations

from dataclasses import dataclass

from credentials.keys import ed25519
from credentials.keys.algorithm import Algorithm


@dataclass(frozen=True)
class PublicKey:
    """A public key that has been proven sound for its algorithm.

    Attributes:
        algorithm: what the key signs with, and nothing else.
        raw: the key's bytes as the algorithm writes them.

    Raises:
        KeyMaterialError: when made of bytes that are no sound key.
    """

    algorithm: Algorithm
    raw: bytes

    def __post_init__(self) -> None:
        match self.algorithm:
            case Algorithm.ED25519:
                ed25519.judge_public_key(self.raw)

    def verify(self, signature: bytes, data: bytes) -> None:
        """Refuse a signature that this key did not make over this data.

        Raises:
            SignatureError: when the signature is not this key's.
        """
        match self.algorithm:
            case Algorithm.ED25519:
                ed25519.judge_signature(self.raw, signature, data)
