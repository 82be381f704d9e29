"""Words that no claim and no credential type may take: they already mean something in every credential.

The JSON-LD context of VCDM 2.0 protects its terms (a second definition refuses the document), and JOSE formats give
the registered claim names a meaning of their own (RFC 7519, SD-JWT VC), so that a package can grow into them.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


CREDENTIAL_TERMS = _words(
    """
    id type description name digestMultibase digestSRI mediaType
    VerifiableCredential VerifiablePresentation EnvelopedVerifiableCredential EnvelopedVerifiablePresentation
    confidenceMethod credentialSchema credentialStatus credentialSubject evidence issuer proof refreshService
    relatedResource renderMethod termsOfUse validFrom validUntil holder verifiableCredential
    JsonSchema JsonSchemaCredential jsonSchema
    BitstringStatusList BitstringStatusListCredential BitstringStatusListEntry encodedList statusListCredential
    statusListIndex statusMessage statusPurpose statusReference statusSize ttl message status
    DataIntegrityProof challenge created cryptosuite domain expires nonce previousProof proofPurpose proofValue
    verificationMethod assertionMethod authentication capabilityDelegation capabilityInvocation keyAgreement
    issuanceDate expirationDate
    """
)

JOSE_CLAIMS = _words("iss sub aud exp nbf iat jti cnf vc vp vct status nonce ld jku jwk kid x5u x5c alg typ")

LANGUAGE_WORDS = _words("constructor prototype toString valueOf hasOwnProperty")
"""Names that JavaScript objects carry by themselves; a wallet's code may stumble over them."""

RESERVED_TERMS = CREDENTIAL_TERMS | JOSE_CLAIMS | LANGUAGE_WORDS
