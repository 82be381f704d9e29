"""The signature algorithms of the house: a closed list, each with the facts by which formats know it.

Names of RFC 7518, RFC 8037 and RFC 9864; multicodec prefixes of Controlled Identifiers 1.0 section 2.2.2 (Multikey).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.rdf.rdfc10 import HashName


class Algorithm(StrEnum):
    """An algorithm with its curve: one kind of key, one way to sign. The value is the curve's name in a JWK."""

    ED25519 = "Ed25519"
    P256 = "P-256"
    P384 = "P-384"

    @property
    def jose_names(self) -> frozenset[str]:
        """What `alg` may say in a JOSE header for a key of this kind."""
        return _FACTS[self].jose_names

    @property
    def jose_name(self) -> str:
        """What we write as `alg`: of two names of one algorithm, the one that more readers know."""
        return _FACTS[self].jose_name

    @property
    def key_type(self) -> str:
        """`kty` of a JWK of this kind."""
        return _FACTS[self].key_type

    @property
    def multicodec(self) -> int:
        """The multicodec number of a public key of this kind."""
        return _FACTS[self].multicodec

    @property
    def seed_length(self) -> int:
        """How many secret bytes a private key is made from."""
        return _FACTS[self].seed_length

    @property
    def public_key_length(self) -> int:
        """How many bytes a public key has: of a NIST curve, those of the compressed point."""
        return self.seed_length + (self.key_type == "EC")

    @property
    def signature_length(self) -> int:
        """How many bytes a signature has: R and S of Ed25519, r and s of ECDSA (IEEE P1363)."""
        return 2 * _FACTS[self].seed_length

    @property
    def hash_name(self) -> HashName:
        """The hash as strong as the curve, which ECDSA and the cryptosuites of Data Integrity take with it."""
        return _FACTS[self].hash_name


@dataclass(frozen=True, slots=True)
class _Facts:
    jose_name: str
    jose_names: frozenset[str]
    key_type: str
    multicodec: int
    seed_length: int
    hash_name: HashName


_FACTS: Mapping[Algorithm, _Facts] = {
    Algorithm.ED25519: _Facts("EdDSA", frozenset({"EdDSA", "Ed25519"}), "OKP", 0xED, 32, "sha256"),
    Algorithm.P256: _Facts("ES256", frozenset({"ES256"}), "EC", 0x1200, 32, "sha256"),
    Algorithm.P384: _Facts("ES384", frozenset({"ES384"}), "EC", 0x1201, 48, "sha384"),
}

ALGORITHM_OF_MULTICODEC = {algorithm.multicodec: algorithm for algorithm in Algorithm}
ALL_JOSE_NAMES = frozenset[str]().union(*(algorithm.jose_names for algorithm in Algorithm))
