"""The claims of an SD-JWT VC before any is concealed: flat, and what no holder may withhold beside them.

`iss` is the office's address, of which its did:web is the other spelling; `kid` names the same key in both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.status.token_status_list import TokenStatusEntry, render_status_claim

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.issuance.copy_content import CopyContent


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


def count_absent(content: CopyContent) -> int:
    """How many claims of its kind a card does not have: so many decoys hide which (RFC 9901 section 4.2.5)."""
    return sum(claim.name not in content.claims for claim in content.use_case.card_claims)
