"""The JSON Schema of a use case's credentials (VC JSON Schema, draft 2020-12): judges the whole credential.

The subject may hold its `id` and the claims of the use case, and nothing else.
"""

from __future__ import annotations

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.use_case import BASE_TYPE, Claim, Kind, UseCase

MEDIA_TYPE = "application/schema+json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LARGEST_NUMBER = 2**53 - 1
"""Beyond it, readers that keep numbers as doubles would not all see the same number (RFC 7493 section 2.2)."""


def json_schema(use_case: UseCase) -> JsonObject:
    """Describe a credential of this kind."""
    properties: JsonObject = {"id": {"type": "string", "format": "uri"}}
    properties |= {claim.name: _value(claim) for claim in use_case.card_claims}
    return {
        "$schema": DIALECT,
        "$id": use_case.schema_url,
        "title": use_case.credential_type,
        "type": "object",
        "required": ["type", "credentialSubject"],
        "properties": {
            "type": {
                "type": "array",
                "allOf": [{"contains": {"const": name}} for name in (BASE_TYPE, *use_case.types[1:])],
            },
            "credentialSubject": {
                "type": "object",
                "required": ["id", *sorted(claim.name for claim in use_case.card_claims if claim.mandatory)],
                "properties": properties,
                "additionalProperties": False,
            },
        },
    }


def schema_bytes(use_case: UseCase) -> bytes:
    """Render the schema to its stable bytes."""
    return render_stable(json_schema(use_case))


def schema_document(use_case: UseCase) -> PublishedDocument:
    """Give the schema as it is published."""
    return PublishedDocument(use_case.schema_url, MEDIA_TYPE, schema_bytes(use_case))


def number_limits(claim: Claim) -> tuple[int, int]:
    """Give the smallest and the largest number that a claim can be."""
    least = -LARGEST_NUMBER if claim.minimum is None else claim.minimum
    most = LARGEST_NUMBER if claim.maximum is None else claim.maximum
    return least, most


def _value(claim: Claim) -> JsonObject:  # noqa: PLR0911 - one for each kind
    match claim.kind:
        case Kind.TEXT:
            value: JsonObject = {"type": "string", "minLength": 1, "maxLength": claim.max_length}
            return value | ({"pattern": claim.pattern} if claim.pattern else {})
        case Kind.DATE:
            # Not every reader judges formats, so the pattern says at least what a date looks like.
            return {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
        case Kind.NUMBER:
            least, most = number_limits(claim)
            return {"type": "integer", "minimum": least, "maximum": most}
        case Kind.BOOLEAN:
            return {"type": "boolean"}
        case Kind.CHOICE:
            return {"type": "string", "enum": sorted(choice.code for choice in claim.choices)}
        case Kind.IMAGE:
            return {"type": "string", "pattern": "^data:image/[a-z]{3,4};base64,[A-Za-z0-9+/]{4,32000}={0,2}$"}
        case Kind.GROUP:
            return _group(claim.members)
        case Kind.LIST:
            return {
                "type": "array",
                "items": _value(claim.item) if claim.item else {},
                "minItems": claim.min_items or 0,
                "maxItems": claim.max_items,
            }


def _group(members: tuple[Claim, ...]) -> JsonObject:
    return {
        "type": "object",
        "required": sorted(member.name for member in members if member.mandatory),
        "properties": {member.name: _value(member) for member in members},
        "additionalProperties": False,
    }
