"""What the authority is asked to say about a use case: its proposals, with offices and services in their roles.

A use case only proposes; the management API of the registry, with the authority's key, makes statements of it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from credentials.dcql.ask import SUBJECT
from issuer.published.resources import CONTEXT_NAME, SCHEMA_NAME, TYPE_METADATA_NAME, resource_url
from use_cases.card_format import Format
from use_cases.derive.context import context_document
from use_cases.derive.places import facts
from use_cases.derive.query import optional_paths
from use_cases.derive.schema import schema_document
from use_cases.derive.type_metadata import type_metadata_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from use_cases.derive.documents import PublishedDocument
    from use_cases.use_case import UseCase


def propose_type(use_case: UseCase, *, issuer_url: str) -> JsonObject:
    """The type with address and digest of its documents, and all that its cards say of their holders.

    Args:
        use_case: What is issued.
        issuer_url: Where the issuer serves its documents.
    """
    proposal: JsonObject = {
        "id": use_case.credential_type_iri,
        "context": _resource(context_document(use_case), resource_url(issuer_url, use_case, CONTEXT_NAME)),
        "schema": _resource(schema_document(use_case), resource_url(issuer_url, use_case, SCHEMA_NAME)),
    }
    if any(form.format is Format.SD_JWT_VC for form in use_case.formats):
        url = resource_url(issuer_url, use_case, TYPE_METADATA_NAME)
        proposal["type_metadata"] = _resource(type_metadata_document(use_case), url)
    proposal["claims"] = [[SUBJECT, *place.path] for place in facts(use_case)]
    return proposal


def propose_to_issue(use_case: UseCase, *, entity: str, name: Mapping[str, str]) -> JsonObject:
    """A statement that an office may issue the document."""
    return {
        "entity": entity,
        "action": "issue",
        "credential_type": use_case.credential_type_iri,
        "name": dict(name),
    }


def propose_to_ask(use_case: UseCase, *, purpose: str, entity: str, name: Mapping[str, str]) -> JsonObject:
    """A statement that a service may ask for one purpose."""
    asked = use_case.purpose(purpose)
    proposal: JsonObject = {
        "entity": entity,
        "action": "verify",
        "credential_type": use_case.credential_type_iri,
        "name": dict(name),
        "purpose": {"id": asked.id, "title": asked.title.to_json(), "reason": asked.reason.to_json()},
        "claims": [list(path) for path in asked.paths],
        "retention_seconds": asked.retention_seconds,
        "legal_basis": asked.legal_basis.to_json(),
    }
    if optional := optional_paths(use_case, asked):
        proposal["optional"] = [list(path) for path in optional]
    if asked.officer_sees != asked.claims:
        proposal["officer_sees"] = [[SUBJECT, *path] for path in asked.officer_sees]
    if asked.selective_disclosure is not None:
        proposal["selective_disclosure"] = asked.selective_disclosure.value
    return proposal


def pretty(body: JsonObject) -> str:
    """Write a proposal as people read it."""
    return json.dumps(body, ensure_ascii=False, indent=2) + "\n"


def _resource(document: PublishedDocument, url: str) -> JsonObject:
    return {"id": document.id, "url": url, "sha256": document.sha256}
