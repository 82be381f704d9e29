"""A presentation of the Verifiable Credentials Data Model 2.0 (section 4.13) or 1.1 (section 4.10), as a frozen value.

Embedded credentials are read; of enveloped ones only the envelope is opened, what is in it belongs to its own format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.credential import Credential, parse_credential
from credentials.model.descriptive import judge_descriptive_members, judge_texts
from credentials.model.enveloped import CREDENTIAL, Enveloped, is_enveloped, parse_enveloped
from credentials.model.shape import read_document, read_objects, read_url_or_object

if TYPE_CHECKING:
    from collections.abc import Set

    from credentials.model.version import DataModel
    from credentials.strict_json import JsonObject

TYPE = "VerifiablePresentation"
MOST_CREDENTIALS = 16


@dataclass(frozen=True, slots=True)
class Presentation:
    """A well-shaped presentation; nothing of it is proven.

    Attributes:
        document: the whole, secured or not, as received.
        version: of the data model; its credentials may follow another.
        holder: who claims to present, where it says so.
        credentials: what is presented, embedded or enveloped; may be empty.
    """

    document: JsonObject
    version: DataModel
    holder: str | None
    credentials: tuple[Credential | Enveloped, ...]


def parse_presentation(document: object, *, data_models: Set[DataModel]) -> Presentation:
    """Read a presentation and the credentials in it.

    Args:
        document: whatever was received.
        data_models: the versions that the caller accepts, of the presentation and of its credentials.

    Raises:
        ModelError: and nothing else, for whatever breaks the rules of the data model.
    """
    document, version, _ = read_document(document, type_=TYPE, data_models=data_models)
    judge_descriptive_members(document)
    embedded = read_objects(document, "verifiableCredential")
    if len(embedded) > MOST_CREDENTIALS:
        raise ModelError(f"a presentation has at most {MOST_CREDENTIALS} credentials")
    return Presentation(
        document=document,
        version=version,
        holder=_read_holder(document),
        credentials=tuple(_parse_embedded(credential, data_models) for credential in embedded),
    )


def _read_holder(document: JsonObject) -> str | None:
    if "holder" not in document:
        return None
    holder = document["holder"]
    if isinstance(holder, dict):
        judge_texts(holder, "the holder")
    return read_url_or_object(holder, "holder")


def _parse_embedded(document: JsonObject, data_models: Set[DataModel]) -> Credential | Enveloped:
    if is_enveloped(document, CREDENTIAL):
        return parse_enveloped(document)
    return parse_credential(document, data_models=data_models)
