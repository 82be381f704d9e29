"""The unsecured credential: a VCDM 2.0 document with what will be signed, and its check against its schema."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jsonschema import Draft202012Validator

from credentials.model.instant import render_instant
from use_cases.derive.schema import json_schema

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.issuance.copy_content import CopyContent
    from issuer.offices.office import Office
    from issuer.status.places import Place
    from use_cases.use_case import UseCase


class SchemaMismatchError(Exception):
    """A document that its own schema refuses; told by the place, which never quotes a value."""


def build_document(content: CopyContent) -> JsonObject:
    """Build the document (VCDM 2.0 section 4; Bitstring Status List 1.0 section 2.1)."""
    use_case, office, record, places = content.use_case, content.office, content.record, content.copy.places
    return {
        "@context": list(use_case.contexts),
        "id": f"urn:uuid:{content.copy.copy_id}",
        "type": list(use_case.types),
        "issuer": {"id": office.did, "name": _names(office)},
        "validFrom": render_instant(record.valid_from),
        "validUntil": render_instant(record.valid_until),
        "credentialSubject": {"id": content.holder.did} | content.claims,
        "credentialStatus": [
            _entry(office, place, purpose)
            for place, purpose in ((places.revocation, "revocation"), (places.suspension, "suspension"))
            if place is not None
        ],
        "credentialSchema": {"id": use_case.schema_url, "type": "JsonSchema"},
    }


def demand_schema(use_case: UseCase, document: JsonObject) -> None:
    """Return when the document fits the schema that it names.

    Raises:
        SchemaMismatchError: with the place of the first fault.
    """
    validator = Draft202012Validator(json_schema(use_case), format_checker=Draft202012Validator.FORMAT_CHECKER)
    for fault in validator.iter_errors(document):
        raise SchemaMismatchError(fault.json_path)


def _names(office: Office) -> list[JsonObject]:
    return [{"@value": office.name.de, "@language": "de"}, {"@value": office.name.en, "@language": "en"}]


def _entry(office: Office, place: Place, purpose: str) -> JsonObject:
    url = office.status_list_url(place.list_id)
    return {
        "id": f"{url}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": url,
    }
