"""The cryptosuites, each a few facts (Data Integrity EdDSA and ECDSA Cryptosuites 1.0, sections 3).

A suite is added by a row here, not by a class; a transform that is not yet known is added in `hash_data`. Which hash a
suite takes follows from the key: SHA-384 goes with P-384, inside RDFC-1.0 too, SHA-256 with the others. The suite with
which a holder shows a document in part signs no single hash; it has a room of its own (`selective/`).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.keys.algorithm import Algorithm

if TYPE_CHECKING:
    from collections.abc import Mapping


class Transform(StrEnum):
    """How a document becomes the text that is hashed."""

    RDFC = "RDFC-1.0"
    JCS = "JCS"
    STATEMENTS = "RDFC-1.0, statement by statement"


@dataclass(frozen=True)
class Cryptosuite:
    """What distinguishes one cryptosuite from the others.

    Attributes:
        name: as in the member `cryptosuite` of a proof.
        algorithms: the kinds of key that sign.
        transform: the canonical form of document and proof options.
        proof_has_contexts: whether the proof itself carries the contexts of what was signed.
        multibase: the letter that `proofValue` begins with.
    """

    name: str
    algorithms: frozenset[Algorithm]
    transform: Transform
    proof_has_contexts: bool
    multibase: str = "z"

    @property
    def selective(self) -> bool:
        """Whether a holder can show a part of a document that is secured by it."""
        return self.transform is Transform.STATEMENTS


_EDDSA = frozenset({Algorithm.ED25519})
_ECDSA = frozenset({Algorithm.P256, Algorithm.P384})
_ROWS = (
    Cryptosuite("eddsa-rdfc-2022", _EDDSA, Transform.RDFC, proof_has_contexts=False),
    Cryptosuite("eddsa-jcs-2022", _EDDSA, Transform.JCS, proof_has_contexts=True),
    Cryptosuite("ecdsa-rdfc-2019", _ECDSA, Transform.RDFC, proof_has_contexts=False),
    Cryptosuite("ecdsa-jcs-2019", _ECDSA, Transform.JCS, proof_has_contexts=True),
    Cryptosuite(
        "ecdsa-sd-2023",
        frozenset({Algorithm.P256}),
        Transform.STATEMENTS,
        proof_has_contexts=False,
        multibase="u",
    ),
)

SUITES: Mapping[str, Cryptosuite] = MappingProxyType({suite.name: suite for suite in _ROWS})

SELECTIVE = frozenset(suite.name for suite in _ROWS if suite.selective)
"""Those that secure a card of which its holder shows a part; never what the holder signs."""
