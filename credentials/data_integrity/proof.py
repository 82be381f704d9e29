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
        id: its name among the proofs of its document, where it has one.
        previous: the names of the proofs on which it builds.
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
    id: str | None
    previous: tuple[str, ...]
    document: JsonObject = field(repr=False)

    @property
    def options(self) -> JsonObject:
        """The proof without its value: what is signed together with the document."""
        return {name: value for name, value in self.document.items() if name != "proofValue"}


def parse_proof(document: object) -> Proof:
    """Read one proof.

    Raises:
        ProofVerificationError: a member is missing or is not what it has to be.
    """
    if not isinstance(document, dict):
        raise ProofVerificationError("a proof is an object")
    if document.get("type") != TYPE:
        raise ProofVerificationError(f"a proof has the type {TYPE}, written as one text")
    cryptosuite = _text(document, "cryptosuite")
    suite = SUITES.get(cryptosuite)
    if "@context" in document and not (suite and suite.proof_has_contexts):
        raise ProofVerificationError("a proof of this cryptosuite takes the contexts of its document")
    verification_method = _text(document, "verificationMethod")
    if not is_absolute_iri(verification_method):
        raise ProofVerificationError("the verificationMethod of a proof is a URL")
    return Proof(
        type=TYPE,
        cryptosuite=cryptosuite,
        verification_method=verification_method,
        proof_purpose=_text(document, "proofPurpose"),
        proof_value=_value(document, suite.multibase if suite else "zu"),
        created=_instant(document, "created"),
        expires=_instant(document, "expires"),
        domain=_texts(document, "domain"),
        challenge=_text(document, "challenge") if "challenge" in document else None,
        id=_text(document, "id") if "id" in document else None,
        previous=_texts(document, "previousProof"),
        document=document,
    )


def _text(document: JsonObject, name: str) -> str:
    value = document.get(name)
    if not isinstance(value, str) or not value:
        raise ProofVerificationError(f"the member {name} of a proof is missing or is no text")
    return value


def _value(document: JsonObject, bases: str) -> bytes:
    try:
        return decode_multibase(_text(document, "proofValue"), allowed=bases)
    except EncodingError as error:
        raise ProofVerificationError(f"the proofValue cannot be read: {error.detail}") from error


def _instant(document: JsonObject, name: str) -> int | None:
    if name not in document:
        return None
    try:
        return parse_instant(document[name])
    except ModelError as error:
        raise ProofVerificationError(f"the member {name} of a proof is unclear: {error.detail}") from error


def _texts(document: JsonObject, name: str) -> tuple[str, ...]:
    if name not in document:
        return ()
    given: Any = document[name]
    texts = given if isinstance(given, list) else [given]
    if not texts or not all(isinstance(text, str) and text for text in texts):
        raise ProofVerificationError(f"the member {name} of a proof is a text or several")
    if len(set(texts)) != len(texts):
        raise ProofVerificationError(f"the member {name} of a proof says the same twice")
    return tuple(texts)
