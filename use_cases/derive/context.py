"""The JSON-LD context of a use case (JSON-LD 1.1; VCDM 2.0 section 4.3): every term defined, none left to chance.

The terms stand at the top of the context and not inside the type: a type-scoped context ends at the next node, so it
would not reach `credentialSubject`, and with `@propagate` it would reach it or not by the alphabetical order of the
types. Inside a presentation the context cannot meet another card's: every credential there begins its own graph.
No `@vocab` and no `@base`: what is not named here is refused in safe mode, at issuing and at verifying.
"""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.use_case import Claim, Kind, UseCase

MEDIA_TYPE = "application/ld+json"

_XSD = "http://www.w3.org/2001/XMLSchema#"
# JSON's own numbers and booleans carry their type; text is text; only a date must be told from text.
_DATATYPES = {Kind.DATE: f"{_XSD}date"}


def jsonld_context(use_case: UseCase) -> JsonObject:
    """Define the credential type and each claim by an absolute IRI, protected against redefinition."""
    terms: JsonObject = {"@protected": True, use_case.credential_type: use_case.credential_type_iri}
    for claim in use_case.claims:
        terms[claim.name] = _term(use_case, claim)
    return {"@context": terms}


def context_bytes(use_case: UseCase) -> bytes:
    """Render the context to its stable bytes."""
    return render_stable(jsonld_context(use_case))


def context_document(use_case: UseCase) -> PublishedDocument:
    """Give the context as it is published."""
    return PublishedDocument(use_case.context_url, MEDIA_TYPE, context_bytes(use_case))


def _term(use_case: UseCase, claim: Claim) -> JsonObject:
    term: JsonObject = {"@id": use_case.claim_iri(claim.name)}
    if (value := claim.item or claim).kind in _DATATYPES:
        term["@type"] = _DATATYPES[value.kind]
    if claim.item:
        term["@container"] = "@set"  # an ordered list cannot be shown in part: ADR 29
    return term
