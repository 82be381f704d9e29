"""A presentation of the Verifiable Credentials Data Model 2.0, as a frozen value (section 4.13).

Embedded credentials are read; enveloped ones belong to formats that this house does not read yet and are refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.credential import Credential, parse_credential
from credentials.model.shape import read_document, read_objects, read_url_or_object

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

TYPE = "VerifiablePresentation"
MOST_CREDENTIALS = 16


@dataclass(frozen=True, slots=True)
class Presentation:
    """A well-shaped presentation; nothing of it is proven.

    Attributes:
        document: the whole, secured or not, as received.
        holder: who claims to present, where it says so.
        credentials: what is presented; may be empty.
    """

    document: JsonObject
    holder: str | None
    credentials: tuple[Credential, ...]


def parse_presentation(document: object) -> Presentation:
    """Read a presentation and the credentials in it.

    Raises:
        ModelError: and nothing else, for whatever breaks the rules of the data model.
    """
    document, _ = read_document(document, type_=TYPE)
    embedded = read_objects(document, "verifiableCredential")
    if len(embedded) > MOST_CREDENTIALS:
        raise ModelError(f"a presentation has at most {MOST_CREDENTIALS} credentials")
    return Presentation(
        document=document,
        holder=read_url_or_object(document["holder"], "holder") if "holder" in document else None,
        credentials=tuple(_parse_embedded(credential) for credential in embedded),
    )


def _parse_embedded(document: JsonObject) -> Credential:
    if document.get("type") in ("EnvelopedVerifiableCredential", ["EnvelopedVerifiableCredential"]):
        raise ModelError("enveloped credentials are not read here")
    return parse_credential(document)
