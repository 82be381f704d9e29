"""A credential of the Verifiable Credentials Data Model 2.0 or 1.1, as a frozen value (section 4 of both).

Reading judges the shape and nothing else: whether the credential is proven, current or wanted is for the Verdict.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import ModelError, ValueRangeError
from credentials.model.descriptive import judge_descriptive_members, judge_texts
from credentials.model.instant import parse_instant
from credentials.model.related_resource import RelatedResource, read_related_resources
from credentials.model.shape import read_document, read_objects, read_typed_objects, read_url, read_url_or_object
from credentials.model.version import DataModel

if TYPE_CHECKING:
    from collections.abc import Set

    from credentials.strict_json import JsonObject

TYPE = "VerifiableCredential"
MOST_STATUS_ENTRIES = 8
"""Each entry can make a verifier fetch one list."""

_NAMED_IN_1_1 = ("credentialStatus", "refreshService")
_PERIOD = {DataModel.V1_1: ("issuanceDate", "expirationDate"), DataModel.V2_0: ("validFrom", "validUntil")}


@dataclass(frozen=True, slots=True)
class Credential:
    """A well-shaped credential; nothing of it is proven.

    Attributes:
        document: the whole, secured or not, as received.
        version: of the data model.
        id: its identifier, where it has one.
        types: as written, not expanded.
        issuer: who claims to have issued it.
        subjects: of whom it speaks; at least one.
        valid_from: UTC seconds; the `issuanceDate` of version 1.1, which must have one.
        valid_until: UTC seconds; the `expirationDate` of version 1.1.
        status_entries: as written; `credentials.status` reads them.
        schemas: as written, each with `id` and `type`.
        related_resources: what else the credential vouches for, by digest.
    """

    document: JsonObject
    version: DataModel
    id: str | None
    types: tuple[str, ...]
    issuer: str
    subjects: tuple[JsonObject, ...]
    valid_from: int | None
    valid_until: int | None
    status_entries: tuple[JsonObject, ...]
    schemas: tuple[JsonObject, ...]
    related_resources: tuple[RelatedResource, ...]


def parse_credential(document: object, *, data_models: Set[DataModel]) -> Credential:
    """Read a credential.

    Args:
        document: whatever was received.
        data_models: the versions that the caller accepts.

    Raises:
        ModelError: and nothing else, for whatever breaks the rules of the data model.
    """
    document, version, types = read_document(document, type_=TYPE, data_models=data_models)
    valid_from, valid_until = _read_validity(document, version)
    judge_descriptive_members(document)
    if version is DataModel.V1_1:
        _judge_identified(document)
    return Credential(
        document=document,
        version=version,
        id=document.get("id"),
        types=types,
        issuer=_read_issuer(document),
        subjects=_read_subjects(document),
        valid_from=valid_from,
        valid_until=valid_until,
        status_entries=_read_status_entries(document),
        schemas=_read_schemas(document),
        related_resources=read_related_resources(document),
    )


def _read_issuer(document: JsonObject) -> str:
    issuer = document.get("issuer")
    if isinstance(issuer, dict):
        judge_texts(issuer, "the issuer")
    return read_url_or_object(issuer, "issuer")


def _read_subjects(document: JsonObject) -> tuple[JsonObject, ...]:
    subjects = read_objects(document, "credentialSubject")
    if not subjects:
        raise ModelError("credentialSubject is missing")
    for subject in subjects:
        if "id" in subject:
            read_url(subject["id"], "id of credentialSubject")
    return subjects


def _read_validity(document: JsonObject, version: DataModel) -> tuple[int | None, int | None]:
    begin, end = _PERIOD[version]
    if version is DataModel.V1_1 and begin not in document:
        raise ModelError("a credential of version 1.1 of the data model says its issuanceDate")
    valid_from = parse_instant(document[begin]) if begin in document else None
    valid_until = parse_instant(document[end]) if end in document else None
    if valid_from is not None and valid_until is not None and valid_from > valid_until:
        raise ValueRangeError(f"{begin} lies after {end}")
    return valid_from, valid_until


def _read_status_entries(document: JsonObject) -> tuple[JsonObject, ...]:
    entries = read_typed_objects(document, "credentialStatus")
    if len(entries) > MOST_STATUS_ENTRIES:
        raise ModelError(f"a credential has at most {MOST_STATUS_ENTRIES} status entries")
    return entries


def _read_schemas(document: JsonObject) -> tuple[JsonObject, ...]:
    schemas = read_typed_objects(document, "credentialSchema")
    for schema in schemas:
        read_url(schema.get("id"), "id of credentialSchema")
    return schemas


def _judge_identified(document: JsonObject) -> None:
    for name in _NAMED_IN_1_1:
        for entry in read_objects(document, name):
            read_url(entry.get("id"), f"id of {name} in version 1.1 of the data model")
