"""Every way in which the ground refuses: one kind each, with a stable code and the section it guards.

A kind's `code` is kebab-case, never changes, and is what doors and verdicts look up in their tables; `section` names
the rule of the specification that was broken. `detail` says in plain words what was wrong with this one input: it may
go into an error answer, so it never quotes a claim's value, a key or a token. `problem_type` is the URL by which the
specifications of the W3C name such a refusal in an answer (RFC 9457): several kinds may share one.
"""

from __future__ import annotations

from typing import ClassVar, Literal, get_args

ControlledIdentifierCode = Literal[
    "invalid-verification-method-url",
    "invalid-controlled-identifier-document",
    "invalid-controlled-identifier-document-id",
    "invalid-verification-method",
    "invalid-relationship-for-verification-method",
]

DidCode = Literal[
    "invalid-did",
    "invalid-did-url",
    "invalid-public-key",
    "invalid-public-key-length",
    "unsupported-public-key-type",
]

_DATA_MODEL = "https://www.w3.org/TR/vc-data-model#"
_SECURITY = "https://w3id.org/security#"
_STATUS_LIST = "https://www.w3.org/ns/credentials/status-list#"


class CredentialError(Exception):
    """A refusal by the ground; never raised itself, always one of the kinds below."""

    code: str = "credential-error"
    section: ClassVar[str] = ""
    problem_type: str = _DATA_MODEL + "MALFORMED_VALUE_ERROR"

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """The codes that this kind can carry: what a door's table must have rows for."""
        return (cls.code,)


class EncodingError(CredentialError):
    """Bytes written as text in a way that is not the one canonical way."""

    code = "malformed-encoding"
    section = "RFC 4648 section 3.5; Controlled Identifiers 1.0 section 2.4"


class JsonError(CredentialError):
    """Text that is not JSON, or JSON that two readers could understand differently."""

    code = "malformed-json"
    section = "RFC 8259; RFC 7493 section 2"
    problem_type = _DATA_MODEL + "PARSING_ERROR"


class KeyMaterialError(CredentialError):
    """A key that is not written as its format asks, is private where a public one belongs, or is too weak."""

    code = "malformed-key"
    section = "Controlled Identifiers 1.0 section 2.2; RFC 7517; RFC 7518 section 6.2; RFC 8037 section 2"


class SignatureError(CredentialError):
    """A signature that this key did not make over this data."""

    code = "signature-invalid"
    section = "RFC 8032 section 5.1.7; FIPS 186-5 section 6.4.2"
    problem_type = _DATA_MODEL + "CRYPTOGRAPHIC_SECURITY_ERROR"


class AlgorithmError(CredentialError):
    """A signature algorithm that the caller did not list, or that does not belong to the key."""

    code = "algorithm-not-accepted"
    section = "RFC 8725 section 3.1"
    problem_type = _DATA_MODEL + "CRYPTOGRAPHIC_SECURITY_ERROR"


class CertificateError(CredentialError):
    """A certificate, or a chain of them, that leads to no configured anchor."""

    code = "certificate-not-accepted"
    section = "RFC 5280 section 6.1; RFC 7515 section 4.1.6"


class DidError(CredentialError):
    """Text that is not a DID (or DID URL), or one that its method's rules refuse; the code names the reason."""

    code = "invalid-did"
    section = "Decentralized Identifiers 1.0 section 3; The did:key Method v0.7 section 3.1"

    def __init__(self, detail: str, *, code: DidCode = "invalid-did") -> None:
        super().__init__(detail)
        self.code = code

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """All codes of reading a DID and of the keys in it."""
        return get_args(DidCode)


class ControlledIdentifierError(CredentialError):
    """A verification method that cannot be used; the code is the one that the specification names for the reason."""

    code = "invalid-verification-method"
    section = "Controlled Identifiers 1.0 section 3.3"

    def __init__(self, detail: str, *, code: ControlledIdentifierCode) -> None:
        super().__init__(detail)
        self.code = code
        self.problem_type = _SECURITY + code.upper().replace("-", "_")

    @classmethod
    def codes(cls) -> tuple[str, ...]:
        """All codes of the algorithm 'retrieve verification method'."""
        return get_args(ControlledIdentifierCode)


class JwsError(CredentialError):
    """A compact JWS that is malformed or asks for something that we never do."""

    code = "malformed-jws"
    section = "RFC 7515 sections 4 and 5.2"


class JweError(CredentialError):
    """A compact JWE that is malformed or asks for something that we never do."""

    code = "malformed-jwe"
    section = "RFC 7516 sections 4 and 5.2"


class DecryptionError(CredentialError):
    """A message that was encrypted to another key, or was changed on its way."""

    code = "decryption-failed"
    section = "RFC 7516 section 5.2"


class SdJwtError(CredentialError):
    """An SD-JWT whose parts or disclosures are malformed, do not fit together, or fit in two ways."""

    code = "malformed-sd-jwt"
    section = "RFC 9901 section 7.1"


class KeyBindingError(CredentialError):
    """A presentation of an SD-JWT that its holder's key did not sign as the rules ask."""

    code = "key-binding-invalid"
    section = "RFC 9901 section 7.3"


class TypeMetadataError(CredentialError):
    """Type metadata that are malformed, or contradict those of the types on which they build."""

    code = "malformed-type-metadata"
    section = "SD-JWT VC (draft 19) sections 4 and 9"


class TypeRetrievalError(CredentialError):
    """Type metadata that could not be had."""

    code = "type-metadata-unavailable"
    section = "SD-JWT VC (draft 19) section 4.3"


class IntegrityError(CredentialError):
    """A referenced document that is not the one whose digest was named."""

    code = "integrity-mismatch"
    section = "Verifiable Credentials Data Model 2.0 section 5.3; SD-JWT VC (draft 19) section 7"
    problem_type = _DATA_MODEL + "CRYPTOGRAPHIC_SECURITY_ERROR"


class TokenTypeError(CredentialError):
    """A token of one kind, shown where another kind belongs."""

    code = "wrong-token-type"
    section = "RFC 8725 section 3.11"


class TokenClaimError(CredentialError):
    """A claim about the token itself that is missing, malformed, or speaks of somebody else."""

    code = "token-claim-not-accepted"
    section = "RFC 7519 section 4.1"


class TokenTimeError(CredentialError):
    """A token shown outside of its time."""

    code = "token-outside-its-time"
    section = "RFC 7519 sections 4.1.4 to 4.1.6"


class ModelError(CredentialError):
    """A credential, presentation or status entry without the shape that its data model gives it."""

    code = "malformed-value"
    section = "Verifiable Credentials Data Model 2.0 section 4"


class UnreadableDocumentError(ModelError):
    """What is no document of the data model at all: no JSON object, or not one of a version that is accepted."""

    code = "unreadable-document"
    section = "Verifiable Credentials Data Model 2.0 sections 4.3 and 7.2"
    problem_type = _DATA_MODEL + "PARSING_ERROR"


class ValueRangeError(ModelError):
    """Values that are well written and cannot hold together, like an end before its beginning."""

    code = "value-out-of-range"
    section = "Verifiable Credentials Data Model 2.0 sections 4.9 and 7.2"
    problem_type = _DATA_MODEL + "RANGE_ERROR"


class SchemaNotAppliedError(CredentialError):
    """A schema that is not applied here: another dialect, more than one document, or more work than it is worth."""

    code = "schema-not-applied"
    section = "Verifiable Credentials JSON Schema section 3, 'Processing'"


class ContextError(CredentialError):
    """A JSON-LD context that is neither bundled nor handed in by its digest."""

    code = "unknown-context"
    section = "Verifiable Credential Data Integrity 1.0 section 4.6"
    problem_type = _DATA_MODEL + "PARSING_ERROR"


class DataLossError(CredentialError):
    """A document of which a part would not be covered by the signature."""

    code = "data-loss-detection-error"
    section = "Verifiable Credential Data Integrity 1.0, 'Securing Data Losslessly'"
    problem_type = _SECURITY + "DATA_LOSS_DETECTION_ERROR"


class ProofTransformationError(CredentialError):
    """A document that cannot be brought into canonical form, or only with more work than it is worth."""

    code = "proof-transformation-error"
    section = "RDF Dataset Canonicalization 1.0, 'Dataset Poisoning'"
    problem_type = _SECURITY + "PROOF_TRANSFORMATION_ERROR"


class ProofVerificationError(CredentialError):
    """A proof that is malformed, is not the one expected, or does not fit its document."""

    code = "proof-verification-error"
    section = "Verifiable Credential Data Integrity 1.0 section 4.4"
    problem_type = _SECURITY + "PROOF_VERIFICATION_ERROR"


class BaseProofError(ProofVerificationError):
    """A proof that an issuer makes for the holder alone, shown to a verifier: it gives away what could be withheld."""

    code = "base-proof-shown"
    section = "Data Integrity ECDSA Cryptosuites 1.0 section 3.6.5"


class InvalidDomainError(CredentialError):
    """A proof made for somebody else."""

    code = "invalid-domain-error"
    section = "Verifiable Credential Data Integrity 1.0 section 4.4"
    problem_type = _SECURITY + "INVALID_DOMAIN_ERROR"


class InvalidChallengeError(CredentialError):
    """A proof made for another question than the one asked."""

    code = "invalid-challenge-error"
    section = "Verifiable Credential Data Integrity 1.0 section 4.4"
    problem_type = _SECURITY + "INVALID_CHALLENGE_ERROR"


class PointerError(CredentialError):
    """A JSON pointer that is none, or that leads nowhere in the document."""

    code = "pointer-not-found"
    section = "RFC 6901; Data Integrity ECDSA Cryptosuites 1.0 section 3.4.13"


class StatusRetrievalError(CredentialError):
    """A status list that could not be had."""

    code = "status-retrieval-error"
    section = "Bitstring Status List 1.0 section 3.2"
    problem_type = _STATUS_LIST + "STATUS_RETRIEVAL_ERROR"


class StatusVerificationError(CredentialError):
    """A status list that is not proven, or does not speak of what the entry asks."""

    code = "status-verification-error"
    section = "Bitstring Status List 1.0 section 3.2; Token Status List section 8.3"
    problem_type = _STATUS_LIST + "STATUS_VERIFICATION_ERROR"


class StatusListLengthError(CredentialError):
    """A status list too short to hide one credential among many."""

    code = "status-list-length-error"
    section = "Bitstring Status List 1.0 section 3.2"
    problem_type = _STATUS_LIST + "STATUS_LIST_LENGTH_ERROR"


class RangeError(CredentialError):
    """A place that lies outside its status list."""

    code = "range-error"
    section = "Bitstring Status List 1.0 section 3.2; Token Status List section 8.3"
    problem_type = _DATA_MODEL + "RANGE_ERROR"


class QueryError(CredentialError):
    """A DCQL query that breaks the rules for queries."""

    code = "malformed-query"
    section = "OpenID4VP 1.0 section 6"
