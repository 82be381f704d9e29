"""Verifying the proof of a document (Verifiable Credential Data Integrity 1.0 section 4.4), in the order given there.

The caller has found the key (Controlled Identifiers 1.0, 'retrieve verification method') and decides whether to trust
it. Contexts are validated on the way: one that is not known by its bytes is refused when the document is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.proof import Proof, parse_proof
from credentials.data_integrity.suites import SUITES
from credentials.errors import (
    AlgorithmError,
    InvalidChallengeError,
    InvalidDomainError,
    ProofVerificationError,
    SignatureError,
)

if TYPE_CHECKING:
    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

CLOCK_SKEW = 60
"""How many seconds the clocks of signer and verifier may differ."""


def extract_proof(secured: JsonObject) -> Proof:
    """Read the one proof of a document.

    Raises:
        ProofVerificationError: there is none, more than one, or one that is malformed.
    """
    if not isinstance(secured, dict):
        raise ProofVerificationError("a secured document is an object")
    if "proof" not in secured:
        raise ProofVerificationError("the document has no proof")
    proof = secured["proof"]
    if isinstance(proof, list):
        if len(proof) != 1:
            raise ProofVerificationError(f"a document with exactly one proof is accepted; this one has {len(proof)}")
        proof = proof[0]
    return parse_proof(proof)


def verify_proof(
    secured: JsonObject,
    key: PublicKey,
    *,
    contexts: ContextSet,
    suites: frozenset[str],
    purpose: str,
    domain: str | None,
    challenge: str | None,
    now: int,
    clock_skew: int = CLOCK_SKEW,
) -> Proof:
    """Check that this key made the proof over this document, for this purpose and audience, and that it holds now.

    Args:
        secured: the document with its proof.
        key: what was found at the proof's verification method.
        contexts: all the contexts that the document may name.
        suites: the names of the cryptosuites accepted.
        purpose: the proof purpose expected.
        domain: for whom the proof must have been made; None where it does not matter.
        challenge: what it must answer; None where it does not matter.
        now: the moment of the check.
        clock_skew: how many seconds the clocks of both sides may differ.

    Raises:
        ProofVerificationError: malformed, for another purpose, not by this key, or not valid now.
        InvalidDomainError: made for somebody else.
        InvalidChallengeError: made in answer to something else.
        AlgorithmError: a cryptosuite that is not accepted, or a key of another kind.
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document is not covered by the proof.
        ProofTransformationError: the work budget is spent.
    """
    proof = extract_proof(secured)
    if proof.proof_purpose != purpose:
        raise ProofVerificationError(f"the proof was not made for the purpose {purpose}")
    if domain is not None and set(proof.domain) != {domain}:
        raise InvalidDomainError("the proof was made for somebody else")
    if challenge is not None and proof.challenge != challenge:
        raise InvalidChallengeError("the proof answers another question than the one asked")
    _judge_signature(secured, proof, key, contexts=contexts, suites=suites)
    if proof.expires is not None and now >= proof.expires + clock_skew:
        raise ProofVerificationError("the proof has expired")
    if proof.created is not None and proof.created > now + clock_skew:
        raise ProofVerificationError("the proof says that it was made in the future")
    return proof


def _judge_signature(
    secured: JsonObject, proof: Proof, key: PublicKey, *, contexts: ContextSet, suites: frozenset[str]
) -> None:
    suite = SUITES.get(proof.cryptosuite)
    if suite is None or suite.name not in suites:
        raise AlgorithmError("the cryptosuite of the proof is not accepted here")
    if key.algorithm is not suite.algorithm:
        raise AlgorithmError(f"the cryptosuite {suite.name} does not go with this kind of key")
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    try:
        key.verify(proof.proof_value, hash_data(unsecured, proof.options, suite, contexts).combined)
    except SignatureError as error:
        raise ProofVerificationError(
            "the signature does not fit: the document was changed, or another key signed it"
        ) from error
