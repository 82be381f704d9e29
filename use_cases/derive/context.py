"""The JSON-LD context of a use case (JSON-LD 1.1; VCDM 2.0 section 4.3): every term defined, none left to chance.

The terms stand at the top of the context and not inside the type: a type-scoped context ends at the next node, so it
would not reach `credentialSubject`, and with `@propagate` it would reach it or not by the alphabetical order of the
types. Inside a presentation the context cannot meet another card's: every credential there begins its own graph.
The members of a group have a context of their own within its term: a street of one group is not that of another. A list
is a set of entries: no two are equal and none is empty, so that none is lost on the way to statements.

No `@vocab` and no `@base`: what is not named here is refused in safe mode, at issuing and at verifying.
"""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.use_case import Claim, ClaimPath, Kind, UseCase

MEDIA_TYPE = "application/ld+json"

_XSD = "http://www.w3.org/2001/XMLSchema#"
# JSON's own numbers and booleans carry their type; text is text; what else is written as text must be told from it.
_DATATYPES = {Kind.DATE: f"{_XSD}date", Kind.IMAGE: f"{_XSD}anyURI"}


def jsonld_context(use_case: UseCase) -> JsonObject:
    """Define the credential type and each claim by an absolute IRI, protected against redefinition."""
    type_term = {use_case.credential_type: use_case.credential_type_iri}
    return {"@context": type_term | _terms(use_case, use_case.claims, ())}


def context_bytes(use_case: UseCase) -> bytes:
    """Render the context to its stable bytes."""
    return render_stable(jsonld_context(use_case))


def context_document(use_case: UseCase) -> PublishedDocument:
    """Give the context as it is published."""
    return PublishedDocument(use_case.context_url, MEDIA_TYPE, context_bytes(use_case))


def _terms(use_case: UseCase, claims: tuple[Claim, ...], group: ClaimPath) -> JsonObject:
    terms = {claim.name: _term(use_case, claim, (*group, claim.name)) for claim in claims if claim.on_card}
    return {"@protected": True, **terms}


def _term(use_case: UseCase, claim: Claim, path: ClaimPath) -> JsonObject:
    value = claim.item or claim
    term: JsonObject = {"@id": use_case.claim_iri(*path)}
    if value.kind in _DATATYPES:
        term["@type"] = _DATATYPES[value.kind]
    if value.kind is Kind.GROUP:
        term["@context"] = _terms(use_case, value.members, path)
    if claim.item:
        term["@container"] = "@set"  # an ordered list cannot be shown in part: ADR 29
    return term
