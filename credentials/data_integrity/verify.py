"""Verifying the proofs of a document (Verifiable Credential Data Integrity 1.0 sections 4.4 and 4.5), in their order.

The caller has found the keys (Controlled Identifiers 1.0, 'retrieve verification method') and decides whether to trust
them. Contexts are validated on the way: one that is not known by its bytes is refused when the document is read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.proof_set import document_for, extract_proof, extract_proofs
from credentials.data_integrity.selective.base_proof import verify_base
from credentials.data_integrity.selective.derived_proof import verify_derived
from credentials.data_integrity.suites import SUITES
from credentials.errors import (
    AlgorithmError,
    ContextError,
    InvalidChallengeError,
    InvalidDomainError,
    ProofVerificationError,
    SignatureError,
)
from credentials.jsonld.canonicalize import statements

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.data_integrity.proof import Proof
    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

CLOCK_SKEW = 60
"""How many seconds the clocks of signer and verifier may differ."""


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
    for_holder: bool = False,
) -> Proof:
    """Check the proof of a document that must have exactly one; all else as `verify_proofs`.

    Args:
        secured: the document with its proof.
        key: what was found at the proof's verification method.
        contexts: see `verify_proofs`, as for all that follow.
        suites: the names of the cryptosuites accepted.
        purpose: the proof purpose expected.
        domain: for whom the proof must have been made.
        challenge: what it must answer.
        now: the moment of the check.
        clock_skew: how many seconds the clocks of both sides may differ.
        for_holder: whether this is what an issuer gives to the holder.

    Raises:
        ProofVerificationError: not exactly one proof; and whatever `verify_proofs` raises.
    """
    (proof,) = verify_proofs(
        secured,
        {extract_proof(secured).verification_method: key},
        contexts=contexts,
        suites=suites,
        purpose=purpose,
        domain=domain,
        challenge=challenge,
        now=now,
        clock_skew=clock_skew,
        for_holder=for_holder,
    )
    return proof


def verify_proofs(
    secured: JsonObject,
    keys: Mapping[str, PublicKey],
    *,
    contexts: ContextSet,
    suites: frozenset[str],
    purpose: str,
    domain: str | None,
    challenge: str | None,
    now: int,
    clock_skew: int = CLOCK_SKEW,
    for_holder: bool = False,
) -> tuple[Proof, ...]:
    """Check that every proof was made by its key over this document, for this purpose and audience, and holds now.

    Args:
        secured: the document with its proofs: one, a set or a chain.
        keys: what was found at the verification methods of all of them.
        contexts: all the contexts that the document may name.
        suites: the names of the cryptosuites accepted.
        purpose: the proof purpose expected.
        domain: for whom the proofs must have been made; None where it does not matter.
        challenge: what they must answer; None where it does not matter.
        now: the moment of the check.
        clock_skew: how many seconds the clocks of both sides may differ.
        for_holder: whether this is what an issuer gives to the holder: from a suite with which parts are shown, a base
            proof belongs there, and to anybody else never.

    Returns:
        All proofs, in the order of the document.

    Raises:
        ProofVerificationError: malformed, for another purpose, not by its key, or not valid now.
        BaseProofError: a proof for the holder's eyes alone.
        InvalidDomainError: made for somebody else.
        InvalidChallengeError: made in answer to something else.
        AlgorithmError: a cryptosuite that is not accepted, or a key of another kind.
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document is not covered by the proof.
        ProofTransformationError: the work budget is spent.
    """
    proofs = extract_proofs(secured)
    for proof in proofs:
        _judge_intent(proof, purpose=purpose, domain=domain, challenge=challenge)
    for proof in proofs:
        covered = document_for(proof, secured, proofs)
        _judge_signature(proof, keys, covered, contexts=contexts, suites=suites, for_holder=for_holder)
    for proof in proofs:
        _judge_time(proof, now=now, clock_skew=clock_skew)
    return proofs


def _judge_intent(proof: Proof, *, purpose: str, domain: str | None, challenge: str | None) -> None:
    if proof.proof_purpose != purpose:
        raise ProofVerificationError(f"the proof was not made for the purpose {purpose}")
    if domain is not None and set(proof.domain) != {domain}:
        raise InvalidDomainError("the proof was made for somebody else")
    if challenge is not None and proof.challenge != challenge:
        raise InvalidChallengeError("the proof answers another question than the one asked")


def _judge_signature(
    proof: Proof,
    keys: Mapping[str, PublicKey],
    document: JsonObject,
    *,
    contexts: ContextSet,
    suites: frozenset[str],
    for_holder: bool,
) -> None:
    suite = SUITES.get(proof.cryptosuite)
    if suite is None or suite.name not in suites:
        raise AlgorithmError("the cryptosuite of the proof is not accepted here")
    key = keys.get(proof.verification_method)
    if key is None:
        raise ProofVerificationError("the key of a proof is not at hand")
    if key.algorithm not in suite.algorithms:
        raise AlgorithmError(f"the cryptosuite {suite.name} does not go with this kind of key")
    if suite.selective:
        verify_part = verify_base if for_holder else verify_derived
        verify_part(document, proof.options, proof.proof_value, key, contexts)
        return
    signed = _as_signed(document, proof, contexts)
    try:
        key.verify(proof.proof_value, hash_data(signed, proof.options, suite, key.algorithm, contexts).combined)
    except SignatureError as error:
        raise ProofVerificationError(
            "the signature does not fit: the document was changed, or another key signed it"
        ) from error


def _as_signed(document: JsonObject, proof: Proof, contexts: ContextSet) -> JsonObject:
    """The document with the contexts that the proof carries, where it carries some (section 3.3.2 of both suites).

    Others may have been added behind them since; here, only such as change the meaning of nothing.
    """
    if "@context" not in proof.document:
        return document
    signed, shown = _as_list(proof.document["@context"]), _as_list(document.get("@context", []))
    if shown[: len(signed)] != signed:
        raise ProofVerificationError("the contexts of the document do not begin with those that were signed")
    as_signed = {**document, "@context": proof.document["@context"]}
    if shown != signed and statements(as_signed, contexts) != statements(document, contexts):
        raise ContextError("a context that was added after signing changes what the document says")
    return as_signed


def _judge_time(proof: Proof, *, now: int, clock_skew: int) -> None:
    if proof.expires is not None and now >= proof.expires + clock_skew:
        raise ProofVerificationError("the proof has expired")
    if proof.created is not None and proof.created > now + clock_skew:
        raise ProofVerificationError("the proof says that it was made in the future")


def _as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
