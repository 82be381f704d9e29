"""The cryptosuites, each a few facts (Data Integrity EdDSA Cryptosuites 1.0 section 3).

A suite is added by a row here, not by a class; a transform that is not yet known is added in `hash_data`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

from credentials.keys.algorithm import Algorithm

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.rdf.rdfc10 import HashName


class Transform(StrEnum):
    """How a document becomes the text that is hashed."""

    RDFC = "RDFC-1.0"


@dataclass(frozen=True)
class Cryptosuite:
    """What distinguishes one cryptosuite from the others.

    Attributes:
        name: as in the member `cryptosuite` of a proof.
        algorithm: the kind of key that signs.
        transform: the canonical form of document and proof options.
        hash_name: the hash of both, also used inside RDFC-1.0.
        multibase: the letter that `proofValue` begins with.
        signature_length: how many bytes a signature has.
    """

    name: str
    algorithm: Algorithm
    transform: Transform
    hash_name: HashName
    multibase: str
    signature_length: int


_ROWS = (
    Cryptosuite(
        name="eddsa-rdfc-2022",
        algorithm=Algorithm.ED25519,
        transform=Transform.RDFC,
        hash_name="sha256",
        multibase="z",
        signature_length=64,
    ),
)

SUITES: Mapping[str, Cryptosuite] = MappingProxyType({suite.name: suite for suite in _ROWS})
