"""Who issues here: a `did:key` for each kind of key, made at the start, with an address for each suite it can sign."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.data_integrity.suites import SUITES
from credentials.did import did_key
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.entropy import Entropy

DEFAULT_SUITE = "eddsa-rdfc-2022"
JOSE = "jose"
"""Stands in the place of a cryptosuite for issuers that sign tokens (`vc+jwt`) instead of proofs."""


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer that signs by one suite with one key.

    Attributes:
        did: as credentials name it.
        verification_method: the DID URL of its key.
        key: the key.
        suite: the cryptosuite, or `JOSE`.
    """

    did: str
    verification_method: str
    key: PrivateKey = field(repr=False)
    suite: str

    @property
    def selective(self) -> bool:
        """Whether holders can show a part of what it issues."""
        return self.suite != JOSE and SUITES[self.suite].selective

    @property
    def curve(self) -> str:
        """The kind of its key, as test suites call it."""
        return self.key.public_key.algorithm.value

    @property
    def path(self) -> str:
        """What its addresses begin with."""
        return f"/{self.suite}/{self.curve}"


def make_keys(entropy: Entropy) -> Mapping[Algorithm, PrivateKey]:
    """Make one key of each kind."""
    return {one: PrivateKey.from_seed(entropy.take(one.seed_length), one) for one in Algorithm}


def make_issuers(keys: Mapping[Algorithm, PrivateKey]) -> tuple[Issuer, ...]:
    """One issuer for every row of the table of suites and every kind of key that goes with it, and for tokens."""
    proofs = [
        _issuer(suite.name, keys[algorithm])
        for suite in SUITES.values()
        for algorithm in Algorithm
        if algorithm in suite.algorithms
    ]
    return (*proofs, *(_issuer(JOSE, keys[algorithm]) for algorithm in Algorithm))


def default_of(issuers: tuple[Issuer, ...]) -> Issuer:
    """The issuer that signs where an address names none."""
    return next(issuer for issuer in issuers if issuer.suite == DEFAULT_SUITE)


def _issuer(suite: str, key: PrivateKey) -> Issuer:
    did = did_key.render_did(key.public_key)
    return Issuer(did, did_key.verification_method(did), key, suite)
