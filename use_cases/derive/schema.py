"""The JSON Schema of a use case's credentials (VC JSON Schema, draft 2020-12): judges the whole credential.

The subject may hold its `id` and the claims of the use case, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable

from credentials.strict_json import JsonObject
from use_cases.derive.documents import PublishedDocument, render_stable
from use_cases.derive.picture import longest_url
from use_cases.use_case import BASE_TYPE, Claim, Kind, UseCase

MEDIA_TYPE = "application/schema+json"
DIALECT = "https://json-schema.org/draft/2020-12/schema"
LARGEST_NUMBER = 2**53 - 1
"""Beyond it, readers that keep numbers as doubles would not all see the same number (RFC 7493 section 2.2)."""


def json_schema(use_case: UseCase) -> JsonObject:
    """Describe a credential of this kind."""
    subject = _members(use_case.claims)
    subject["required"] = ["id", *subject["required"]]
    subject["properties"] |= {"id": {"type": "string", "format": "uri"}}
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
            "credentialSubject": subject,
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


def list_limits(claim: Claim) -> tuple[int, int]:
    """Give the fewest and the most entries of a list; one without any says nothing, and is left out of the card."""
    most = claim.max_items or 1
    return max(1, claim.min_items or 1), most


def _value(claim: Claim) -> JsonObject:
    return _SHAPES[claim.kind](claim)


def _members(claims: tuple[Claim, ...]) -> JsonObject:
    on_card = [claim for claim in claims if claim.on_card]
    return {
        "type": "object",
        "required": sorted(claim.name for claim in on_card if claim.mandatory),
        "properties": {claim.name: _value(claim) for claim in on_card},
        "additionalProperties": False,
    }


def _text(claim: Claim) -> JsonObject:
    shape: JsonObject = {"type": "string", "minLength": 1, "maxLength": claim.max_length}
    return shape | ({"pattern": claim.pattern} if claim.pattern else {})


def _number(claim: Claim) -> JsonObject:
    least, most = number_limits(claim)
    return {"type": "integer", "minimum": least, "maximum": most}


def _image(claim: Claim) -> JsonObject:
    # A pattern about the whole text would be too much work for a bounded reader; what it leaves open, `uri` judges.
    kinds = "|".join(sorted(media_type.removeprefix("image/") for media_type in claim.media_types))
    return {
        "type": "string",
        "format": "uri",
        "pattern": f"^data:image/({kinds});base64,[A-Za-z0-9+/]{{4}}",
        "maxLength": longest_url(claim.max_bytes or 0),
    }


def _list(claim: Claim) -> JsonObject:
    fewest, most = list_limits(claim)
    entries = {"items": _value(claim.item)} if claim.item else {}
    return {"type": "array", "minItems": fewest, "maxItems": most, "uniqueItems": True, **entries}


_SHAPES: dict[Kind, Callable[[Claim], JsonObject]] = {
    Kind.TEXT: _text,
    # Not every reader judges formats, so the pattern says at least what a date looks like.
    Kind.DATE: lambda _: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    Kind.NUMBER: _number,
    Kind.BOOLEAN: lambda _: {"type": "boolean"},
    Kind.CHOICE: lambda claim: {"type": "string", "enum": sorted(choice.code for choice in claim.choices)},
    Kind.IMAGE: _image,
    Kind.GROUP: lambda claim: _members(claim.members),
    Kind.LIST: _list,
}
"""What each kind of claim is in JSON."""
