"""The signature algorithms of the house: a closed list, each with the facts by which formats know it.

Names of RFC 7518, RFC 8037 and RFC 9864; multicodec prefixes of Controlled Identifiers 1.0 section 2.2.2 (Multikey).
"""

from __future__ import annotations

from enum import StrEnum


class Algorithm(StrEnum):
    """An algorithm with its curve: one kind of key, one way to sign."""

    ED25519 = "Ed25519"

    @property
    def jose_names(self) -> frozenset[str]:
        """What `alg` may say in a JOSE header for a key of this kind."""
        return _JOSE_NAMES[self]

    @property
    def multicodec(self) -> int:
        """The multicodec number of a public key of this kind."""
        return _MULTICODECS[self]


_JOSE_NAMES = {Algorithm.ED25519: frozenset({"EdDSA", "Ed25519"})}
_MULTICODECS = {Algorithm.ED25519: 0xED}

ALGORITHM_OF_MULTICODEC = {algorithm.multicodec: algorithm for algorithm in Algorithm}
ALL_JOSE_NAMES = frozenset[str]().union(*(algorithm.jose_names for algorithm in Algorithm))
