"""Select what a holder shows: the disclosures that belong to chosen claims, and no other (RFC 9901 section 7.2)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from credentials.dcql.claims_path import lies_on, select_path

if TYPE_CHECKING:
    from collections.abc import Collection

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.sd_jwt.compact import SdJwt
    from credentials.sd_jwt.reveal import Revealed


def select(sd_jwt: SdJwt, revealed: Revealed, paths: Collection[ClaimsPath]) -> SdJwt:
    """Keep the disclosures on the way to each chosen claim, and those within it; a claim is shown as a whole.

    Args:
        sd_jwt: as it was received, with all disclosures.
        revealed: the same, processed.
        paths: of the chosen claims; what is not concealed is shown whatever they say.

    Raises:
        QueryError: for a path that points at nothing in these claims.
    """
    for path in paths:
        select_path(revealed.claims, path)
    chosen = tuple(text for text in sd_jwt.disclosures if any(lies_on(revealed.places[text], path) for path in paths))
    return replace(sd_jwt, disclosures=chosen, key_binding_jwt=None)
