"""All proofs of a document: one, a set of them, or a chain in which some build on others.

Verifiable Credential Data Integrity 1.0, 'Proof Sets', 'Proof Chains' and 'Verify Proof Sets and Chains'.
"""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.proof import Proof, parse_proof
from credentials.errors import ProofVerificationError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.strict_json import JsonObject

MOST_PROOFS = 8
"""Each costs one canonical form of the whole document."""


def extract_proof(secured: object) -> Proof:
    """Read the one proof of a document that must not have more.

    Raises:
        ProofVerificationError: there is none, more than one, or one that is malformed.
    """
    proofs = extract_proofs(secured)
    if len(proofs) != 1:
        raise ProofVerificationError(f"a document with exactly one proof is accepted; this one has {len(proofs)}")
    return proofs[0]


def extract_proofs(secured: object) -> tuple[Proof, ...]:
    """Read all proofs of a document, in its order; those of a chain build on proofs that are there, in no circle.

    Raises:
        ProofVerificationError: there is none, there are more than eight, one is malformed, one is there twice, two
            have the same name, or one builds on a proof that is missing or builds on it in turn.
    """
    if not isinstance(secured, dict):
        raise ProofVerificationError("a secured document is an object")
    if "proof" not in secured:
        raise ProofVerificationError("the document has no proof")
    written: Any = secured["proof"]
    written = written if isinstance(written, list) else [written]
    if not 0 < len(written) <= MOST_PROOFS:
        raise ProofVerificationError(f"a document has 1 to {MOST_PROOFS} proofs")
    proofs = tuple(parse_proof(proof) for proof in written)
    if any(one == other for one, other in combinations(proofs, 2)):
        raise ProofVerificationError("the document has the same proof twice")
    named = {proof.id: proof for proof in proofs if proof.id is not None}
    if len(named) != sum(proof.id is not None for proof in proofs):
        raise ProofVerificationError("two proofs of the document have the same id")
    _judge_chains(proofs, named)
    return proofs


def document_for(proof: Proof, secured: JsonObject, proofs: Sequence[Proof]) -> JsonObject:
    """What a proof covers: the document without its proofs, but with those on which this one builds.

    Args:
        proof: one of the proofs.
        secured: the document with all of them.
        proofs: all of them, as `extract_proofs` has read them.
    """
    unsecured = {name: value for name, value in secured.items() if name != "proof"}
    return with_previous(unsecured, [other.document for other in proofs if other.id in proof.previous])


def with_previous(unsecured: JsonObject, previous: Sequence[JsonObject]) -> JsonObject:
    """A document without proofs, with the proofs in it on which the next one builds."""
    return {**unsecured, "proof": list(previous)} if previous else unsecured


def _judge_chains(proofs: Sequence[Proof], named: Mapping[str, Proof]) -> None:
    standing = set[str]()
    waiting = list(proofs)
    while waiting:
        ready = [proof for proof in waiting if standing.issuperset(proof.previous)]
        if not ready:
            missing = any(name not in named for proof in waiting for name in proof.previous)
            raise ProofVerificationError(
                "a proof builds on one that the document does not have (previousProof)"
                if missing
                else "proofs of the document build on each other in a circle (previousProof)"
            )
        standing.update(proof.id for proof in ready if proof.id is not None)
        waiting = [proof for proof in waiting if proof not in ready]
