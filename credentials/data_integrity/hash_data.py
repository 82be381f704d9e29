"""What a cryptosuite signs: the hash of the proof options, then the hash of the document.

Data Integrity EdDSA Cryptosuites 1.0 sections 3.2.3 to 3.2.5. The options take the contexts of the document, so that
neither can be read with other words than the other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.data_integrity.suites import Cryptosuite, Transform
from credentials.errors import ContextError
from credentials.jsonld.canonicalize import canonicalize

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject


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


def hash_data(document: JsonObject, proof_options: JsonObject, suite: Cryptosuite, contexts: ContextSet) -> HashData:
    """Transform and hash a document and the options of a proof over it.

    Args:
        document: without `proof`.
        proof_options: the proof without `proofValue`.
        suite: the cryptosuite whose transform and hash are used.
        contexts: all the contexts that the document may name.

    Raises:
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document or of the options would not be covered.
        ProofTransformationError: the work budget is spent.
    """
    if "@context" not in document:
        raise ContextError("a document to be secured names its contexts")
    transform = _TRANSFORMS[suite.transform]
    canonical_proof = transform({**proof_options, "@context": document["@context"]}, suite, contexts)
    canonical_document = transform(document, suite, contexts)
    return HashData(
        canonical_proof=canonical_proof,
        canonical_document=canonical_document,
        proof_hash=hashlib.new(suite.hash_name, canonical_proof.encode()).digest(),
        document_hash=hashlib.new(suite.hash_name, canonical_document.encode()).digest(),
    )


def _rdfc(document: JsonObject, suite: Cryptosuite, contexts: ContextSet) -> str:
    return canonicalize(document, contexts, hash_name=suite.hash_name)


_TRANSFORMS: Mapping[Transform, Callable[[JsonObject, Cryptosuite, ContextSet], str]] = {Transform.RDFC: _rdfc}
