"""Proof: who signed, with a key that is theirs for this use, over the whole of what is shown (STANDARDS 8.2).

The presentation's key follows from the holder's DID itself (`did:key`, `did:jwk`): nothing is ever fetched from an
address found only in an unproven presentation. The credential's key stands in the document of the DID that the
credential names as its issuer, and of no other (SECURITY T-02).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.data_integrity.verify import extract_proof, verify_proof
from credentials.did.did_url import parse_did_url
from credentials.did.document import find_key
from credentials.did.static import document_of
from credentials.errors import (
    AlgorithmError,
    ContextError,
    ControlledIdentifierError,
    CredentialError,
    DataLossError,
    DidError,
    KeyMaterialError,
    ProofTransformationError,
    ProofVerificationError,
    SignatureError,
)
from credentials.verification.evidence import Unavailable
from credentials.verification.verdict import Check, CheckName

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.data_integrity.proof import Proof
    from credentials.model.presentation import Presentation
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence
    from credentials.verification.policy import CredentialPolicy

ASSERTION = "assertionMethod"
AUTHENTICATION = "authentication"

_ENDINGS: Mapping[type[CredentialError], str] = {
    AlgorithmError: "algorithm-not-accepted",
    DidError: "key-not-found",
    ControlledIdentifierError: "key-not-found",
    KeyMaterialError: "key-not-found",
    ContextError: "terms-not-known",
    DataLossError: "not-fully-signed",
    ProofTransformationError: "too-complex",
}
"""Errors of the proof and of its key, in the words of the findings; any other is `proof-not-accepted`."""


@dataclass(frozen=True, slots=True)
class ProvenBy:
    """A proof that holds, and the DID whose key made it."""

    proof: Proof
    controller: str


def judge_presentation_proof(
    presentation: Presentation, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> tuple[Check, ProvenBy | None]:
    """Judge the holder's signature; for whom and to which question it was made is judged elsewhere."""
    name = CheckName.PRESENTATION_PROOF
    try:
        proof = extract_proof(presentation.document)
    except CredentialError as error:
        return Check(name, "presentation-proof-malformed", error.code), None
    try:
        controller = parse_did_url(proof.verification_method).did.text
        document = document_of(controller)
    except DidError as error:
        return Check(name, "presentation-key-not-found", error.code), None
    if document is None:
        return Check(name, "presentation-key-not-accepted"), None
    try:
        _verify(presentation.document, proof, document, AUTHENTICATION, policy=policy, evidence=evidence, now=now)
    except CredentialError as error:
        return Check(name, f"presentation-{_finding(error)}", error.code), None
    return Check(name, "presentation-proven"), ProvenBy(proof, controller)


def judge_credential_proof(
    document: JsonObject, issuer: str, *, policy: CredentialPolicy, evidence: Evidence, now: int
) -> tuple[Check, ProvenBy | None]:
    """Judge the issuer's signature over a credential, or over a status list."""
    name = CheckName.CREDENTIAL_PROOF
    try:
        proof = extract_proof(document)
    except CredentialError as error:
        return Check(name, "credential-proof-malformed", error.code), None
    try:
        controller = parse_did_url(proof.verification_method).did.text
    except DidError as error:
        return Check(name, "credential-key-not-found", error.code), None
    if controller != issuer:
        return Check(name, "credential-key-not-of-issuer"), None
    try:
        controlled = document_of(issuer) or evidence.controller_documents.get(issuer)
        if controlled is None or isinstance(controlled, Unavailable):
            return Check(name, "issuer-keys-unavailable"), None
        _verify(document, proof, controlled, ASSERTION, policy=policy, evidence=evidence, now=now)
    except CredentialError as error:
        return Check(name, f"credential-{_finding(error)}", error.code), None
    return Check(name, "credential-proven"), ProvenBy(proof, controller)


def _verify(
    document: JsonObject,
    proof: Proof,
    controlled: JsonObject,
    purpose: str,
    *,
    policy: CredentialPolicy,
    evidence: Evidence,
    now: int,
) -> None:
    key = find_key(controlled, proof.verification_method, purpose, now=now)
    verify_proof(
        document,
        key,
        contexts=evidence.contexts,
        suites=policy.suites,
        purpose=purpose,
        domain=None,
        challenge=None,
        now=now,
        clock_skew=policy.clock_skew,
    )


def _finding(error: CredentialError) -> str:
    """The ending of the code that tells people what this error means."""
    if isinstance(error, ProofVerificationError) and isinstance(error.__cause__, SignatureError):
        return "signature-wrong"
    return next((ending for kind, ending in _ENDINGS.items() if isinstance(error, kind)), "proof-not-accepted")
