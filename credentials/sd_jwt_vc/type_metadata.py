"""Type metadata: what an SD-JWT VC of a type says, and how it is shown to people.

draft-ietf-oauth-sd-jwt-vc-19 sections 4, 8 and 9. A document describes and never permits: who may issue a type is said
by the registry, whatever `extends` says. Members that are not known here are ignored, as the draft asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.dcql.claims_path import ClaimsPath, parse_path
from credentials.errors import JsonError, QueryError, TypeMetadataError

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

MAX_BYTES = 262_144
MOST_CLAIMS = 256
_MOST_DISPLAYS = 64


class Disclosability(StrEnum):
    """Whether a claim may be concealed (`sd`)."""

    ALWAYS = "always"
    ALLOWED = "allowed"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class ClaimMetadata:
    """What a type says about one claim, or about all claims that a path selects.

    Attributes:
        path: of the claim.
        mandatory: whether the issuer must include it; None where the document leaves it open, which is no.
        sd: whether it may be concealed; None where the document leaves it open, which is yes.
        display: one object a language, with `locale` and `label`.
    """

    path: ClaimsPath
    mandatory: bool | None
    sd: Disclosability | None
    display: tuple[JsonObject, ...]


@dataclass(frozen=True, slots=True)
class TypeMetadata:
    """One document, or several that extend each other after they were merged.

    Attributes:
        vct: the type that it describes.
        extends: the type on which it builds, where there is one.
        extends_integrity: the digest of that type's document, where it is named.
        display: one object a language, with `locale` and `name`.
        claims: in the order of the document.
    """

    vct: str
    extends: str | None
    extends_integrity: str | None
    display: tuple[JsonObject, ...]
    claims: tuple[ClaimMetadata, ...]


def parse_type_metadata(octets: bytes) -> TypeMetadata:
    """Read a type metadata document.

    Raises:
        TypeMetadataError: and nothing else, for whatever breaks the rules.
    """
    try:
        document = strict_json.parse_object(octets, max_bytes=MAX_BYTES)
    except JsonError as error:
        raise TypeMetadataError(f"type metadata cannot be read: {error.detail}") from error
    vct = _text(document, "vct")
    if vct is None:
        raise TypeMetadataError("type metadata names the type that it describes (vct)")
    claims = tuple(_parse_claim(claim) for claim in _objects(document, "claims", MOST_CLAIMS))
    if len({claim.path for claim in claims}) != len(claims):
        raise TypeMetadataError("type metadata speaks twice of the same claim")
    return TypeMetadata(
        vct=vct,
        extends=_text(document, "extends"),
        extends_integrity=_text(document, "extends#integrity"),
        display=_displays(document, "name"),
        claims=claims,
    )


def _parse_claim(claim: JsonObject) -> ClaimMetadata:
    try:
        path = parse_path(claim.get("path"))
    except QueryError as error:
        raise TypeMetadataError(f"the path of a claim cannot be read: {error.detail}") from error
    mandatory, sd = claim.get("mandatory"), claim.get("sd")
    if "mandatory" in claim and not isinstance(mandatory, bool):
        raise TypeMetadataError("mandatory is true or false")
    if "sd" in claim and sd not in tuple(Disclosability):
        raise TypeMetadataError("sd is always, allowed or never")
    return ClaimMetadata(path, mandatory, Disclosability(sd) if sd else None, _displays(claim, "label"))


def _displays(parent: JsonObject, required: str) -> tuple[JsonObject, ...]:
    displays = tuple(_objects(parent, "display", _MOST_DISPLAYS))
    for display in displays:
        if not isinstance(display.get("locale"), str) or not isinstance(display.get(required), str):
            raise TypeMetadataError(f"what is shown to people has a locale and a {required}")
    return displays


def _objects(parent: JsonObject, name: str, most: int) -> list[JsonObject]:
    entries: Any = parent.get(name, [])
    if not isinstance(entries, list) or len(entries) > most or not all(isinstance(e, dict) for e in entries):
        raise TypeMetadataError(f"{name} of type metadata is an array of at most {most} objects")
    return entries


def _text(document: JsonObject, name: str) -> str | None:
    text = document.get(name)
    if name in document and (not isinstance(text, str) or not text):
        raise TypeMetadataError(f"{name} of type metadata is a text")
    return text
