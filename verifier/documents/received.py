"""A document as it comes to a door: bare, or in an envelope that says what it holds (VCDM 2.0 section 4.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import ModelError
from credentials.model.enveloped import CREDENTIAL, is_enveloped, parse_enveloped
from credentials.verification.formats import ldp_vc, vc_jwt

if TYPE_CHECKING:
    from collections.abc import Set

    from credentials.strict_json import JsonObject

_APPLICATION = "application/"


@dataclass(frozen=True, slots=True)
class Received:
    """A credential and the format that reads it.

    Attributes:
        format_id: a row of `credentials.formats.FORMATS`.
        content: what the format reads: an object, or the text of a token.
    """

    format_id: str
    content: object


def open_credential(document: JsonObject, *, formats: Set[str]) -> Received:
    """Find out by which format a credential is read; one that cannot be read becomes a token that is none.

    Args:
        document: as received, unproven.
        formats: which formats are accepted in an envelope; `ldp_vc` needs none.
    """
    if not is_enveloped(document, CREDENTIAL):
        return Received(ldp_vc.FORMAT, document)
    try:
        enveloped = parse_enveloped(document)
    except ModelError:
        return Received(vc_jwt.FORMAT, None)
    format_id = enveloped.media_type.removeprefix(_APPLICATION)
    if format_id not in formats or enveloped.media_type != _APPLICATION + format_id:
        return Received(vc_jwt.FORMAT, None)
    return Received(format_id, enveloped.content)
