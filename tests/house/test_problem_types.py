"""Every refusal of the ground has one of the problem types that the specifications of the W3C publish."""

from __future__ import annotations

from credentials import errors
from credentials.errors import ControlledIdentifierError, CredentialError
from tests.house.test_every_error_kind import kinds_of

# VCDM 2.0 section 7.2; Data Integrity 1.0 section 4.8; Controlled Identifiers 1.0 section 3.5; Bitstring Status List
# 1.0 section 3.5
PUBLISHED = {
    "https://www.w3.org/TR/vc-data-model#": {
        "PARSING_ERROR",
        "CRYPTOGRAPHIC_SECURITY_ERROR",
        "MALFORMED_VALUE_ERROR",
        "RANGE_ERROR",
    },
    "https://w3id.org/security#": {
        "PROOF_GENERATION_ERROR",
        "PROOF_VERIFICATION_ERROR",
        "PROOF_TRANSFORMATION_ERROR",
        "INVALID_DOMAIN_ERROR",
        "INVALID_CHALLENGE_ERROR",
        "DATA_LOSS_DETECTION_ERROR",
        "INVALID_VERIFICATION_METHOD_URL",
        "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT",
        "INVALID_CONTROLLED_IDENTIFIER_DOCUMENT_ID",
        "INVALID_VERIFICATION_METHOD",
        "INVALID_RELATIONSHIP_FOR_VERIFICATION_METHOD",
    },
    "https://www.w3.org/ns/credentials/status-list#": {
        "STATUS_RETRIEVAL_ERROR",
        "STATUS_VERIFICATION_ERROR",
        "STATUS_LIST_LENGTH_ERROR",
    },
}


def is_published(problem_type: str) -> bool:
    base, name = problem_type.rsplit("#", 1)
    return name in PUBLISHED.get(base + "#", set())


def test_every_kind_of_refusal_has_a_published_problem_type() -> None:
    kinds = [kind for kind in kinds_of(CredentialError) if kind.__module__ == errors.__name__]
    assert [kind.__name__ for kind in kinds if not is_published(kind.problem_type)] == []


def test_an_error_about_a_controlled_identifier_is_named_by_its_own_code() -> None:
    for code in ControlledIdentifierError.codes():
        problem = ControlledIdentifierError("", code=code).problem_type  # type: ignore[arg-type]
        assert is_published(problem), problem
