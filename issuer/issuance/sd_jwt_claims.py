"""The claims of an SD-JWT VC before any is concealed: flat, and what no holder may withhold beside them.

`iss` is the office's address, of which its did:web is the other spelling; `kid` names the same key in both.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from credentials.status.token_status_list import TokenStatusEntry, render_status_claim
from use_cases.derive.disclosure import units

if TYPE_CHECKING:
    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from issuer.issuance.copy_content import CopyContent
    from use_cases.use_case import UseCase


def build_claims(content: CopyContent) -> JsonObject:
    """Build the claims (SD-JWT VC section 2.2.2); the last second of the card is the one before `exp`."""
    record, place = content.record, content.copy.places.revocation
    return {
        "iss": content.office.identifier,
        "vct": content.use_case.credential_type_iri,
        "iat": record.dated,
        "nbf": record.valid_from,
        "exp": record.valid_until + 1,
        "status": render_status_claim(TokenStatusEntry(place.index, content.office.status_list_url(place.list_id))),
        **content.claims,
    }


def count_absent(use_case: UseCase, claims: JsonObject) -> dict[ClaimsPath, int]:
    """How many claims that could be withheld each object of a card lacks, by the object's path.

    So many decoys hide which (RFC 9901 section 4.2.5), in every group as at the top.
    """
    absent: Counter[ClaimsPath] = Counter()
    for *around, name in units(use_case):
        here: Any = claims
        for step in around:
            here = here.get(step, {})
        if here:  # a group that is not there is one claim that its own surroundings lack
            absent[tuple(around)] += name not in here
    return dict(absent)
