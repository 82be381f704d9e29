"""Types that extend each other, merged into one (draft-ietf-oauth-sd-jwt-vc-19 sections 4.4 and 9.5).

Whoever extends a type may add claims and say more about those that are there, and may only tighten: a claim stays
mandatory, and what is always or never concealed stays so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credentials.errors import TypeMetadataError, TypeRetrievalError
from credentials.integrity import judge_integrity
from credentials.sd_jwt_vc.type_metadata import MOST_CLAIMS, Disclosability, parse_type_metadata

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.sd_jwt_vc.type_metadata import ClaimMetadata, TypeMetadata

MOST_TYPES = 8
"""How many types may build on each other."""


def resolve_type(vct: str, documents: Mapping[str, bytes], *, integrity: str | None = None) -> TypeMetadata:
    """Merge the metadata of a type with those of all types on which it builds.

    Args:
        vct: the type.
        documents: as received, by the type that they were asked for under.
        integrity: the digest that the credential names for its type's document (`vct#integrity`), if it does.

    Raises:
        TypeRetrievalError: when a document is not among those given.
        IntegrityError: when one is another than the one that is meant.
        TypeMetadataError: when one is malformed or describes another type, when they build on each other in a circle
            or too high, or when one loosens what the type below it says.
    """
    chain: list[TypeMetadata] = []
    wanted: str | None = vct
    while wanted is not None:
        if any(metadata.vct == wanted for metadata in chain):
            raise TypeMetadataError("types that extend each other in a circle")
        if len(chain) == MOST_TYPES:
            raise TypeMetadataError(f"more than {MOST_TYPES} types that extend each other")
        metadata = _read(wanted, documents, integrity)
        chain.append(metadata)
        wanted, integrity = metadata.extends, metadata.extends_integrity
    merged = chain.pop()
    while chain:
        merged = _extend(merged, chain.pop())
    return merged


def _read(vct: str, documents: Mapping[str, bytes], integrity: str | None) -> TypeMetadata:
    octets = documents.get(vct)
    if octets is None:
        raise TypeRetrievalError("the metadata of a type are not at hand")
    if integrity is not None:
        judge_integrity(octets, integrity)
    metadata = parse_type_metadata(octets)
    if metadata.vct != vct:
        raise TypeMetadataError("type metadata describe another type than the one asked for")
    return metadata


def _extend(base: TypeMetadata, extending: TypeMetadata) -> TypeMetadata:
    claims = {claim.path: claim for claim in base.claims}
    for claim in extending.claims:
        claims[claim.path] = _tighten(claims[claim.path], claim) if claim.path in claims else claim
    if len(claims) > MOST_CLAIMS:
        raise TypeMetadataError(f"types with more than {MOST_CLAIMS} claims")
    return replace(extending, display=extending.display or base.display, claims=tuple(claims.values()))


def _tighten(base: ClaimMetadata, extending: ClaimMetadata) -> ClaimMetadata:
    """What both say about one claim; what the extending type leaves open stays as it is."""
    if extending.mandatory is False and base.mandatory:
        raise TypeMetadataError("a type makes a claim optional that is mandatory in the type on which it builds")
    if extending.sd is not None and base.sd not in (None, Disclosability.ALLOWED, extending.sd):
        raise TypeMetadataError("a type changes whether a claim can be withheld that the type below it has settled")
    return replace(
        extending,
        mandatory=base.mandatory if extending.mandatory is None else extending.mandatory,
        sd=extending.sd or base.sd,
        display=extending.display or base.display,
    )
