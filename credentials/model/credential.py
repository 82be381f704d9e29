"""A credential of the Verifiable Credentials Data Model 2.0, as a frozen value (section 4).

Reading judges the shape and nothing else: whether the credential is proven, current or wanted is for the Verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import ModelError
from credentials.model.instant import parse_instant
from credentials.model.shape import read_document, read_objects, read_types, read_url, read_url_or_object

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

TYPE = "VerifiableCredential"
DATA_MODEL = "2.0"
"""The version of the data model that is read."""
MOST_STATUS_ENTRIES = 8
"""Each entry can make a verifier fetch one list."""

_TYPED_MEMBERS = ("evidence", "termsOfUse", "refreshService", "renderMethod", "confidenceMethod")
_LANGUAGE_MEMBERS = frozenset({"@value", "@language", "@direction"})


@dataclass(frozen=True, slots=True)
class Credential:
    """A well-shaped credential; nothing of it is proven.

    Attributes:
        document: the whole, secured or not, as received.
        id: its identifier, where it has one.
        types: as written, not expanded.
        issuer: who claims to have issued it.
        subjects: of whom it speaks; at least one.
        valid_from: UTC seconds.
        valid_until: UTC seconds.
        status_entries: as written; `credentials.status` reads them.
        schemas: as written, each with `id` and `type`.
    """

    document: JsonObject
    id: str | None
    types: tuple[str, ...]
    issuer: str
    subjects: tuple[JsonObject, ...]
    valid_from: int | None
    valid_until: int | None
    status_entries: tuple[JsonObject, ...]
    schemas: tuple[JsonObject, ...]


def parse_credential(document: object) -> Credential:
    """Read a credential.

    Raises:
        ModelError: and nothing else, for whatever breaks the rules of the data model.
    """
    document, types = read_document(document, type_=TYPE)
    valid_from, valid_until = _read_validity(document)
    _judge_descriptive_members(document)
    return Credential(
        document=document,
        id=document.get("id"),
        types=types,
        issuer=read_url_or_object(document.get("issuer"), "issuer"),
        subjects=_read_subjects(document),
        valid_from=valid_from,
        valid_until=valid_until,
        status_entries=_read_status_entries(document),
        schemas=_read_schemas(document),
    )


def _read_subjects(document: JsonObject) -> tuple[JsonObject, ...]:
    subjects = read_objects(document, "credentialSubject")
    if not subjects:
        raise ModelError("credentialSubject is missing")
    for subject in subjects:
        if "id" in subject:
            read_url(subject["id"], "id of credentialSubject")
    return subjects


def _read_validity(document: JsonObject) -> tuple[int | None, int | None]:
    valid_from = parse_instant(document["validFrom"]) if "validFrom" in document else None
    valid_until = parse_instant(document["validUntil"]) if "validUntil" in document else None
    if valid_from is not None and valid_until is not None and valid_from > valid_until:
        raise ModelError("validFrom lies after validUntil")
    return valid_from, valid_until


def _read_status_entries(document: JsonObject) -> tuple[JsonObject, ...]:
    entries = read_objects(document, "credentialStatus")
    if len(entries) > MOST_STATUS_ENTRIES:
        raise ModelError(f"a credential has at most {MOST_STATUS_ENTRIES} status entries")
    for entry in entries:
        read_types(entry, "credentialStatus")
        if "id" in entry:
            read_url(entry["id"], "id of credentialStatus")
    return entries


def _read_schemas(document: JsonObject) -> tuple[JsonObject, ...]:
    schemas = read_objects(document, "credentialSchema")
    for schema in schemas:
        read_types(schema, "credentialSchema")
        read_url(schema.get("id"), "id of credentialSchema")
    return schemas


def _judge_descriptive_members(document: JsonObject) -> None:
    for name in _TYPED_MEMBERS:
        for entry in read_objects(document, name):
            read_types(entry, name)
    for name in ("name", "description"):
        if name in document and not _is_text_in_languages(document[name]):
            raise ModelError(f"{name} is a text, or language value objects")
    resources = read_objects(document, "relatedResource")
    ids = [read_url(resource.get("id"), "id of relatedResource") for resource in resources]
    if len(set(ids)) != len(ids):
        raise ModelError("relatedResource names the same resource twice")
    for resource in resources:
        digests = [resource[name] for name in ("digestSRI", "digestMultibase") if name in resource]
        if not digests or not all(isinstance(digest, str | list) for digest in digests):
            raise ModelError("relatedResource gives a digest of the resource")


def _is_text_in_languages(value: Any) -> bool:
    if isinstance(value, str):
        return True
    entries = value if isinstance(value, list) else [value]
    return bool(entries) and all(
        isinstance(entry, dict)
        and isinstance(entry.get("@value"), str)
        and entry.keys() <= _LANGUAGE_MEMBERS
        and all(isinstance(part, str) for part in entry.values())
        for entry in entries
    )
