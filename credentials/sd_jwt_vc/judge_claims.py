"""Whether the claims of a credential are as its type prescribes (draft-ietf-oauth-sd-jwt-vc-19 sections 9.3 and 9.4).

A claim that a holder may withhold and that is not shown is not missing: nobody can tell it from one that is withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import lies_on
from credentials.sd_jwt_vc.credential import NEVER_DISCLOSABLE
from credentials.sd_jwt_vc.type_metadata import Disclosability

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.sd_jwt.reveal import Revealed
    from credentials.sd_jwt_vc.type_metadata import TypeMetadata


def first_fault(metadata: TypeMetadata, shown: Revealed) -> ClaimsPath | None:
    """The first claim of a type that is not as the type prescribes: missing, concealed or not concealed.

    Args:
        metadata: of the type, merged with those on which it builds.
        shown: the processed claims, with all disclosures or with some.
    """
    concealed = frozenset(shown.places.values())
    never = {claim.path for claim in metadata.claims if claim.sd is Disclosability.NEVER}
    never.update((name,) for name in NEVER_DISCLOSABLE)
    for claim in metadata.claims:
        places = frozenset(_places(shown.claims, claim.path))
        if claim.sd is Disclosability.ALWAYS and not places <= concealed:
            return claim.path
        if claim.sd is Disclosability.NEVER and places & concealed:
            return claim.path
        if claim.mandatory and not places and not _may_be_withheld(claim.path, shown.withheld, never):
            return claim.path
    return None


def _places(value: Any, path: ClaimsPath, here: ClaimsPath = ()) -> Iterator[ClaimsPath]:
    """Where the values stand that a path points at."""
    if not path:
        yield here
        return
    step, *rest = path
    for found, element in _members(value):
        if found == step or (step is None and isinstance(found, int)):
            yield from _places(element, tuple(rest), (*here, found))


def _members(value: Any) -> Iterable[tuple[str | int, Any]]:
    if isinstance(value, dict):
        return value.items()
    return enumerate(value) if isinstance(value, list) else ()


def _may_be_withheld(path: ClaimsPath, withheld: Collection[ClaimsPath], never: Collection[ClaimsPath]) -> bool:
    """Whether, on the way to this claim, there is a digest behind which it could be."""
    return any(
        len(place) < len(path) and lies_on(place, path) and path[: len(place) + 1] not in never for place in withheld
    )
