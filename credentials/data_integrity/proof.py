"""One proof as a value (Verifiable Credential Data Integrity 1.0 section 2.1): strictly read, nothing guessed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from credentials.data_integrity.suites import SUITES
from credentials.encoding import decode_multibase
from credentials.errors import EncodingError, ModelError, ProofVerificationError
from credentials.model.instant import parse_instant
from credentials.rdf.terms import is_absolute_iri

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

TYPE = "DataIntegrityProof"


@dataclass(frozen=True)
class Proof:
    """A proof, as its document carries it.

    Attributes:
        type: always `DataIntegrityProof`.
        cryptosuite: the name of the suite; whether it is accepted is for the verifier to say.
        verification_method: the URL of the key, a claim of the proof until the key has been found there.
        proof_purpose: what the signer meant it for.
        proof_value: the bytes of the signature.
        created: when it says that it was made.
        expires: until when it is meant to hold.
        domain: for whom it was made.
        challenge: in answer to what.
        document: the proof itself, whole.
    """

    type: str
    cryptosuite: str
    verification_method: str
    proof_purpose: str
    proof_value: bytes
    created: int | None
    expires: int | None
    domain: tuple[str, ...]
    challenge: str | None
    document: JsonObject = field(repr=False)

    @property
    def options(self) -> JsonObject:
        """The proof without its value: what is signed together with the document."""
        return {name: value for name, value in self.document.items() if name != "proofValue"}


def parse_proof(document: object) -> Proof:
    """Read one proof.

    Raises:
        ProofVerificationError: a member is missing or is not what it has to be, or the proof is one of a chain.
    """
    if not isinstance(document, dict):
        raise ProofVerificationError("a proof is an object")
    if document.get("type") != TYPE:
        raise ProofVerificationError(f"a proof has the type {TYPE}, written as one text")
    if "@context" in document:
        raise ProofVerificationError("a proof takes the contexts of its document and has none of its own")
    if "previousProof" in document:
        raise ProofVerificationError("a proof that builds on an earlier one (previousProof) is not accepted")
    cryptosuite = _text(document, "cryptosuite")
    verification_method = _text(document, "verificationMethod")
    if not is_absolute_iri(verification_method):
        raise ProofVerificationError("the verificationMethod of a proof is a URL")
    return Proof(
        type=TYPE,
        cryptosuite=cryptosuite,
        verification_method=verification_method,
        proof_purpose=_text(document, "proofPurpose"),
        proof_value=_value(document, cryptosuite),
        created=_instant(document, "created"),
        expires=_instant(document, "expires"),
        domain=_domain(document),
        challenge=_text(document, "challenge") if "challenge" in document else None,
        document=document,
    )


def _text(document: JsonObject, name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise ProofVerificationError(f"the member {name} of a proof is missing or is no text")
    return value


def _value(document: JsonObject, cryptosuite: str) -> bytes:
    suite = SUITES.get(cryptosuite)
    try:
        return decode_multibase(_text(document, "proofValue"), allowed=suite.multibase if suite else "zu")
    except EncodingError as error:
        raise ProofVerificationError(f"the proofValue cannot be read: {error.detail}") from error


def _instant(document: JsonObject, name: str) -> int | None:
    if name not in document:
        return None
    try:
        return parse_instant(document[name])
    except ModelError as error:
        raise ProofVerificationError(f"the member {name} of a proof is unclear: {error.detail}") from error


def _domain(document: JsonObject) -> tuple[str, ...]:
    if "domain" not in document:
        return ()
    given: Any = document["domain"]
    domains = given if isinstance(given, list) else [given]
    if not domains or not all(isinstance(domain, str) and domain for domain in domains):
        raise ProofVerificationError("the domain of a proof is a text or several")
    if len(set(domains)) != len(domains):
        raise ProofVerificationError("the domain of a proof names one twice")
    return tuple(domains)
