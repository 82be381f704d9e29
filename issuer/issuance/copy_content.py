"""Everything that one copy of a card is about to say, to one key; in whatever format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.issuance.key_proof import HolderKey
    from issuer.offices.office import Office
    from issuer.records.credential_record import Copy, CredentialRecord
    from use_cases.use_case import UseCase


@dataclass(frozen=True, slots=True, kw_only=True)
class CopyContent:
    """The content of a copy.

    Attributes:
        office: who signs it.
        use_case: of which kind it is.
        record: the card.
        copy: which of the card's copies.
        holder: whose key it is bound to.
        claims: what the card says, in the order of its kind; all copies have the same.
    """

    office: Office
    use_case: UseCase
    record: CredentialRecord
    copy: Copy
    holder: HolderKey
    claims: JsonObject

    def __repr__(self) -> str:
        return "CopyContent(***)"
