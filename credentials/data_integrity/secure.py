"""Adding a proof to a document (Verifiable Credential Data Integrity 1.0 section 4.2), up to the signature itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.data_integrity.hash_data import hash_data
from credentials.data_integrity.proof import TYPE
from credentials.data_integrity.suites import SUITES
from credentials.encoding import encode_multibase
from credentials.errors import AlgorithmError, ModelError, SignatureError
from credentials.model.instant import render_instant
from credentials.to_be_signed import ToBeSigned

if TYPE_CHECKING:
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
    expires: int | None = None,
    domain: str | None = None,
    challenge: str | None = None,
) -> ToBeSigned[JsonObject]:
    """Make ready what is to be signed, and the secured document that waits for the signature.

    Args:
        document: without a proof; it is not changed.
        cryptosuite: a name in `SUITES`.
        verification_method: the URL of the key that will sign.
        proof_purpose: `assertionMethod` for a credential, `authentication` for a presentation.
        created: the moment that the proof states.
        contexts: all the contexts that the document may name.
        expires: until when the proof is to hold.
        domain: for whom it is made.
        challenge: in answer to what.

    Raises:
        AlgorithmError: there is no such cryptosuite.
        ModelError: the document has a proof already, or the proof would end before it begins.
        ContextError: a context that is not in the set, or contexts that do not go together.
        DataLossError: a part of the document would not be covered.
        ProofTransformationError: the work budget is spent.
    """
    if (suite := SUITES.get(cryptosuite)) is None:
        raise AlgorithmError("there is no cryptosuite of this name here")
    if "proof" in document:
        raise ModelError("the document has a proof already")
    if expires is not None and expires <= created:
        raise ModelError("a proof ends after it begins")
    options: JsonObject = {
        "type": TYPE,
        "cryptosuite": suite.name,
        "created": render_instant(created),
        **({} if expires is None else {"expires": render_instant(expires)}),
        "verificationMethod": verification_method,
        "proofPurpose": proof_purpose,
        **({} if domain is None else {"domain": domain}),
        **({} if challenge is None else {"challenge": challenge}),
    }
    unsecured = dict(document)

    def attach(signature: bytes) -> JsonObject:
        if len(signature) != suite.signature_length:
            raise SignatureError(f"a signature of {suite.name} has {suite.signature_length} bytes")
        return {**unsecured, "proof": {**options, "proofValue": encode_multibase(suite.multibase, signature)}}

    return ToBeSigned(hash_data(unsecured, options, suite, contexts).combined, attach)
