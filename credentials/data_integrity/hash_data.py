"""What a cryptosuite signs: the hash of the proof options, then the hash of the document.

Data Integrity EdDSA Cryptosuites 1.0 sections 3.2.3 to 3.2.5 and 3.3.3 to 3.3.5; ECDSA Cryptosuites 1.0 the same. The
options have the contexts of the document, so that neither can be read with other words than the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials import canonical_json
from credentials.data_integrity.suites import Cryptosuite, Transform
from credentials.errors import ContextError, JsonError, ProofTransformationError
from credentials.jsonld.canonicalize import canonicalize, demand_statements

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.keys.algorithm import Algorithm
    from credentials.rdf.rdfc10 import HashName
    from credentials.strict_json import JsonObject


_MOST_RECENT = 500


@dataclass(frozen=True)
class HashData:
    """Every intermediate of the way from a document to what is signed.

    Attributes:
        canonical_proof: the proof options in canonical form.
        canonical_document: the document without its proof in canonical form.
        proof_hash: the hash of the first.
        document_hash: the hash of the second.
    """

    canonical_proof: str = field(repr=False)
    canonical_document: str = field(repr=False)
    proof_hash: bytes
    document_hash: bytes

    @property
    def combined(self) -> bytes:
        """What is signed: the proof's hash first."""
        return self.proof_hash + self.document_hash


def hash_data(
    document: JsonObject, proof_options: JsonObject, suite: Cryptosuite, algorithm: Algorithm, contexts: ContextSet
) -> HashData:
    """Transform and hash a document and the options of a proof over it.

    Args:
        document: without `proof`, or with the proofs on which this one builds.
        proof_options: the proof without `proofValue`.
        suite: the cryptosuite whose transform is used.
        algorithm: the kind of key that signs; the hash follows from it.
        contexts: all the contexts that the document may name.

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document or of the options would not be covered, or means nothing.
        ProofTransformationError: the work budget is spent, or there is no canonical form.
    """
    if not suite.proof_has_contexts:
        if "@context" not in document:
            raise ContextError("a document to be secured names its contexts")
        proof_options = {**proof_options, "@context": document["@context"]}
    transform = _TRANSFORMS[suite.transform]
    canonical_proof = _canonical_options(proof_options, suite.transform, algorithm.hash_name, contexts)
    canonical_document = transform(document, algorithm.hash_name, contexts)
    return HashData(
        canonical_proof=canonical_proof,
        canonical_document=canonical_document,
        proof_hash=hashlib.new(algorithm.hash_name, canonical_proof.encode()).digest(),
        document_hash=hashlib.new(algorithm.hash_name, canonical_document.encode()).digest(),
    )


def _canonical_options(options: JsonObject, transform: Transform, hash_name: HashName, contexts: ContextSet) -> str:
    """Transform the options of a proof; those of cards of one hour and key are the same and are remembered."""
    key = None if "challenge" in options else _key(options)
    if key is None:
        return _TRANSFORMS[transform](options, hash_name, contexts)
    known = contexts.recent_proofs.get((transform, hash_name, key))
    if known is None:
        known = _TRANSFORMS[transform](options, hash_name, contexts)
        if len(contexts.recent_proofs) >= _MOST_RECENT:
            contexts.recent_proofs.clear()
        contexts.recent_proofs[transform, hash_name, key] = known
    return known


def _key(options: JsonObject) -> tuple[object, ...] | None:
    """What tells options apart; None where they hold more than texts and lists of texts."""
    parts: list[object] = []
    for name, value in options.items():
        if type(value) is list and all(type(item) is str for item in value):
            parts.append((name, tuple(value)))
        elif type(value) is str:
            parts.append((name, value))
        else:
            return None
    return tuple(parts)


def _rdfc(document: JsonObject, hash_name: HashName, contexts: ContextSet) -> str:
    return canonicalize(document, contexts, hash_name=hash_name)


def _jcs(document: JsonObject, _: HashName, contexts: ContextSet) -> str:
    # The text covers every letter, but not what the letters mean: that is judged as for the other suites.
    if "@context" in document:
        demand_statements(document, contexts)
    try:
        return canonical_json.canonicalize(document).decode()
    except JsonError as error:
        raise ProofTransformationError("the document has no canonical JSON form") from error


_TRANSFORMS: Mapping[Transform, Callable[[JsonObject, HashName, ContextSet], str]] = {
    Transform.RDFC: _rdfc,
    Transform.JCS: _jcs,
}
