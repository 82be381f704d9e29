"""Enveloped credentials and presentations: a secured document carried whole in a `data:` URL (VCDM 2.0 section 4.13).

The envelope itself says nothing and proves nothing: whatever stands in it besides the document is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.data_url import parse_data_url, render_data_url
from credentials.model.version import DataModel

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

CREDENTIAL, PRESENTATION = "EnvelopedVerifiableCredential", "EnvelopedVerifiablePresentation"

_MEMBERS = {"@context", "type", "id"}


@dataclass(frozen=True, slots=True)
class Enveloped:
    """What an envelope carries.

    Attributes:
        media_type: of the secured document, in small letters.
        content: the secured document as text.
    """

    media_type: str
    content: str


def is_enveloped(document: object, type_: str) -> bool:
    """Whether a document is an envelope of this type: `CREDENTIAL` or `PRESENTATION`."""
    types = document.get("type") if isinstance(document, dict) else None
    return types in (type_, [type_])


def parse_enveloped(document: JsonObject) -> Enveloped:
    """Open an envelope.

    Raises:
        ModelError: for another first context than that of version 2.0, other members, or an `id` that is no data URL.
    """
    if document.keys() != _MEMBERS:
        raise ModelError("an envelope has a context, a type and an id, and nothing else")
    contexts = document["@context"]
    if DataModel.V2_0.context not in (contexts, *(contexts[:1] if isinstance(contexts, list) else ())):
        raise ModelError(f"the first context of an envelope is {DataModel.V2_0.context}")
    return Enveloped(*parse_data_url(document["id"]))


def render_enveloped(type_: str, media_type: str, content: str) -> JsonObject:
    """Put a secured document into an envelope of this type: `CREDENTIAL` or `PRESENTATION`.

    Raises:
        ModelError: for a document that is no token.
    """
    return {"@context": DataModel.V2_0.context, "type": type_, "id": render_data_url(media_type, content)}
