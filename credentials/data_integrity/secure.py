"""Adding a proof to a document (Verifiable Credential Data Integrity 1.0 sections 4.2 and 4.3), up to the signature."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.proof import TYPE
from credentials.data_integrity.proof_set import MOST_PROOFS, with_previous
from credentials.data_integrity.selective.base_proof import prepare_base
from credentials.data_integrity.suites import SUITES
from credentials.encoding import encode_multibase
from credentials.errors import AlgorithmError, ModelError, SignatureError
from credentials.keys.algorithm import Algorithm
from credentials.model.instant import render_instant
from credentials.to_be_signed import ToBeSigned

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.data_integrity.selective.base_proof import Selective
    from credentials.data_integrity.suites import Cryptosuite
    from credentials.jsonld.context_set import ContextSet
    from credentials.strict_json import JsonObject


def prepare(
    document: JsonObject,
    *,
    cryptosuite: str,
    verification_method: str,
    proof_purpose: str,
    created: int,
    contexts: ContextSet,
    algorithm: Algorithm = Algorithm.ED25519,
    expires: int | None = None,
    domain: str | None = None,
    challenge: str | None = None,
    nonce: str | None = None,
    proof_id: str | None = None,
    previous: Sequence[str] | None = None,
    selective: Selective | None = None,
) -> ToBeSigned[JsonObject]:
    """Make ready what is to be signed, and the secured document that waits for the signature.

    Args:
        document: what is to be secured; it is not changed.
        cryptosuite: a name in `SUITES`.
        verification_method: the URL of the key that will sign.
        proof_purpose: `assertionMethod` for a credential, `authentication` for a presentation.
        created: the moment that the proof states.
        contexts: all the contexts that the document may name.
        algorithm: the kind of the key that will sign.
        expires: until when the proof is to hold.
        domain: for whom it is made.
        challenge: in answer to what.
        nonce: something that makes it differ from others.
        proof_id: its name, for proofs that will build on it.
        previous: None for the only proof of a document. To add one beside the proofs that are there: the ids of those
            on which it builds, so that it covers them too; none of them for one that only joins the set.
        selective: what a suite needs with which a holder shows parts; None for every other.

    Raises:
        AlgorithmError: there is no such cryptosuite, it does not go with this kind of key, or `selective` not with it.
        PointerError, KeyMaterialError: see `selective.base_proof.prepare_base`.
        ModelError: the document has a proof already, or not the ones to build on, or eight; or the proof would end
            before it begins.
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document would not be covered.
        ProofTransformationError: the work budget is spent.
    """
    if (suite := SUITES.get(cryptosuite)) is None:
        raise AlgorithmError("there is no cryptosuite of this name here")
    if algorithm not in suite.algorithms:
        raise AlgorithmError(f"the cryptosuite {suite.name} does not go with this kind of key")
    if suite.selective is not (selective is not None):
        raise AlgorithmError("what can be shown in part is said for the suite that can do so, and for no other")
    if expires is not None and expires <= created:
        raise ModelError("a proof ends after it begins")
    present = _present_proofs(document, previous)
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    options: JsonObject = {
        "type": TYPE,
        "cryptosuite": suite.name,
        "created": render_instant(created),
        **({} if expires is None else {"expires": render_instant(expires)}),
        "verificationMethod": verification_method,
        "proofPurpose": proof_purpose,
        **({} if domain is None else {"domain": domain}),
        **({} if challenge is None else {"challenge": challenge}),
        **({} if nonce is None else {"nonce": nonce}),
        **({} if proof_id is None else {"id": proof_id}),
        **({"previousProof": previous[0] if len(previous) == 1 else list(previous)} if previous else {}),
        **({"@context": document["@context"]} if suite.proof_has_contexts and "@context" in document else {}),
    }
    covered = with_previous(unsecured, [proof for proof in present if proof.get("id") in (previous or ())])
    value = (
        _whole(covered, options, suite, algorithm, contexts)
        if selective is None
        else prepare_base(covered, options, selective, contexts)
    )

    def attach(signature: bytes) -> JsonObject:
        proof = {**options, "proofValue": value.attach(signature)}
        return {**unsecured, "proof": [*present, proof] if present else proof}

    return ToBeSigned(value.signing_input, attach)


def _whole(
    covered: JsonObject, options: JsonObject, suite: Cryptosuite, algorithm: Algorithm, contexts: ContextSet
) -> ToBeSigned[str]:
    """The proof value of a suite whose proof covers the document as a whole."""

    def attach(signature: bytes) -> str:
        if len(signature) != algorithm.signature_length:
            raise SignatureError(f"a signature of {suite.name} by a key of this kind has another length")
        return encode_multibase(suite.multibase, signature)

    return ToBeSigned(hash_data(covered, options, suite, algorithm, contexts).combined, attach)


def _present_proofs(document: JsonObject, previous: Sequence[str] | None) -> list[JsonObject]:
    if previous is None:
        if "proof" in document:
            raise ModelError("the document has a proof already")
        return []
    written: Any = document.get("proof", [])
    present = written if isinstance(written, list) else [written]
    if len(present) >= MOST_PROOFS or not all(isinstance(proof, dict) for proof in present):
        raise ModelError(f"a document has at most {MOST_PROOFS} proofs")
    ids = [proof.get("id") for proof in present]
    if any(ids.count(name) != 1 for name in previous):
        raise ModelError("the document does not have each of the proofs to build on, once")
    return present
