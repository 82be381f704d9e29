"""Proof: what the proofs of all formats have in common: whose keys count, and what an error of a proof means.

A credential's key stands in the document of the DID that the registry's entity has, or in a certificate that names it
and leads to a configured anchor; it stands nowhere else (SECURITY T-02). A
presenter's key follows from the holder's DID itself (`did:key`, `did:jwk`): nothing is ever fetched from an address
found only in an unproven presentation.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.did.did_url import parse_did_url
from credentials.did.document import find_key
from credentials.did.static import document_of
from credentials.errors import (
    AlgorithmError,
    BaseProofError,
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
from credentials.jose.x5c import read_x5c
from credentials.sd_jwt_vc.issuer_metadata import method_of
from credentials.verification.evidence import Unavailable
from credentials.verification.verdict import Check, CheckName
from credentials.x509.chain import judge_chain

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from credentials.verification.evidence import Evidence

ASSERTION = "assertionMethod"
AUTHENTICATION = "authentication"

_ENDINGS: Mapping[type[CredentialError], str] = {
    BaseProofError: "base-proof-shown",
    AlgorithmError: "algorithm-not-accepted",
    DidError: "key-not-found",
    ControlledIdentifierError: "key-not-found",
    KeyMaterialError: "key-not-found",
    ContextError: "terms-not-known",
    DataLossError: "not-fully-signed",
    ProofTransformationError: "too-complex",
    SignatureError: "signature-wrong",
}
"""Errors of a proof and of its key, in the words of the findings; any other is `proof-not-accepted`."""


class UnprovenError(Exception):
    """The finding that ends the judging of a proof."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail

    def as_check(self, name: CheckName) -> Check:
        """The finding as the outcome of the check of this name."""
        return Check(name, self.code, self.detail)


def key_of_issuer(method: str, issuer: str, *, evidence: Evidence, now: int) -> PublicKey:
    """The key that this issuer has under this DID URL for what it asserts.

    Args:
        method: the verification method that the proof names; a claim, until it is found.
        issuer: the DID of the registry's entity.
        evidence: with the issuer's controller document, unless its DID carries that.
        now: UTC seconds.

    Raises:
        UnprovenError: it is another's, is not there, or cannot be had now.
    """
    return keys_of_signers((method,), issuer, evidence=evidence, now=now)[method]


def keys_of_signers(methods: Collection[str], issuer: str, *, evidence: Evidence, now: int) -> Mapping[str, PublicKey]:
    """The keys of all who have signed what this issuer asserts: at least the issuer, and perhaps others beside it.

    Args:
        methods: the verification methods that the proofs name.
        issuer: the DID of the registry's entity.
        evidence: with the issuer's controller document, unless its DID carries that; nobody else's is fetched.
        now: UTC seconds.

    Raises:
        UnprovenError: none of them is the issuer's, or one is not there or cannot be had now.
    """
    keys = {}
    try:
        signers = {method: parse_did_url(method).did.text for method in methods}
        if issuer not in signers.values():
            raise UnprovenError("credential-key-not-of-issuer")
        for method, signer in signers.items():
            document = document_of(signer) or evidence.controller_documents.get(signer)
            if document is None or isinstance(document, Unavailable):
                raise UnprovenError("issuer-keys-unavailable" if signer == issuer else "cosigner-keys-unavailable")
            keys[method] = find_key(document, method, ASSERTION, now=now)
    except CredentialError as error:
        raise UnprovenError("credential-key-not-found", error.code) from error
    return keys


def key_of_token(header: JsonObject, key_id: str, issuer: str, *, evidence: Evidence, now: int) -> PublicKey:
    """The key that this issuer has under the header of a token: by its DID URL, or else by a chain of certificates.

    Args:
        header: of the token; its `x5c` counts only up to an anchor that is configured here.
        key_id: the key that the token names, in full or as the issuer names it in its own metadata; may be empty.
        issuer: the DID of the registry's entity.
        evidence: with the issuer's controller document, and with the anchors.
        now: UTC seconds.

    Raises:
        UnprovenError: as `key_of_issuer`; for a chain that leads to no anchor, or a certificate that names another.
    """
    if key_id.startswith("did:") or "x5c" not in header or not evidence.anchors:
        return key_of_issuer(method_of(issuer, key_id), issuer, evidence=evidence, now=now)
    try:
        certified = judge_chain(read_x5c(header), evidence.anchors, now=now)
    except CredentialError as error:
        raise UnprovenError("credential-key-not-found", error.code) from error
    if not certified.speaks_for(issuer):
        raise UnprovenError("credential-key-not-of-issuer")
    return certified.key


def key_of_presenter(method: str, *, now: int) -> tuple[str, PublicKey]:
    """The DID of a presenter, and the key that follows from it, for proving to be the one who presents.

    Args:
        method: the verification method that the proof names.
        now: UTC seconds.

    Raises:
        UnprovenError: the DID has no such key, or does not carry its keys in its name.
    """
    try:
        did = parse_did_url(method).did.text
        document = document_of(did)
        if document is None:
            raise UnprovenError("presentation-key-not-accepted")
        return did, find_key(document, method, AUTHENTICATION, now=now)
    except CredentialError as error:
        raise UnprovenError("presentation-key-not-found", error.code) from error


def ending_of(error: CredentialError) -> str:
    """The ending of the code that tells people what an error of a proof means."""
    if isinstance(error, ProofVerificationError) and isinstance(error.__cause__, SignatureError):
        return _ENDINGS[SignatureError]
    return next((ending for kind, ending in _ENDINGS.items() if isinstance(error, kind)), "proof-not-accepted")
