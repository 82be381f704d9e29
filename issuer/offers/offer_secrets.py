"""What an offer keeps secret: hashes of what wallets show, and the sealed part with the claims.

High-entropy words (codes, tokens) and guessable ones (the tx_code) are hashed alike with a key, so that nobody who
reads the database can try them out. The sealed part has its offer's own data key: moved to another row it does not
open, and without the key it never opens again.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.encoding import encode_base64url

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from issuer.offers.offer import Offer
    from plumbing.database.port import Executor
    from plumbing.sealed_records.record_seal import ClosedRecord, RecordSeal
    from plumbing.secret import Secret

_IDENTIFIER_BYTES = 16


@dataclass(frozen=True, slots=True)
class SealedPart:
    """What lies in the sealed column of an offer; `tx_code` is None where the use case wants none."""

    claims: JsonObject
    pre_authorized_code: str
    tx_code: str | None

    def __repr__(self) -> str:
        return "SealedPart(***)"


class OfferSecrets:
    """Hashes and seals for offers."""

    def __init__(self, *, hash_key: Secret[bytes], seal: RecordSeal) -> None:
        self._hash_key = hash_key
        self._seal = seal

    def hash_of(self, kind: str, *parts: str) -> bytes:
        """Hash words of one kind; the same words of another kind have another hash."""
        message = strict_json.render([kind, *parts])
        return hmac.digest(self._hash_key.reveal(), message, hashlib.sha256)

    def tx_code_hash(self, code: str, tx_code: str | None) -> bytes:
        """Hash what must be shown beside a code; where no tx_code belongs, the code stands alone."""
        return self.hash_of("tx_code", code) if tx_code is None else self.hash_of("tx_code", code, tx_code)

    def identifier_of(self, stem: str, configuration_id: str) -> str:
        """The credential identifier of one configuration; nobody can make it who was not given it."""
        return encode_base64url(self.hash_of("identifier", stem, configuration_id)[:_IDENTIFIER_BYTES])

    def close(self, part: SealedPart, *, offer_id: str) -> ClosedRecord:
        """Seal the secret part of a new offer."""
        return self._seal.close(_render(part), record=record_of(offer_id))

    async def close_again(self, executor: Executor, part: SealedPart, *, offer_id: str) -> bytes | None:
        """Seal another secret part for an offer; None once its key is forgotten."""
        return await self._seal.close_again(executor, _render(part), record=record_of(offer_id))

    async def open(self, executor: Executor, offer: Offer) -> SealedPart | None:
        """Open the secret part of an offer; None once it is erased."""
        if offer.sealed is None:
            return None
        opened = await self._seal.open(executor, offer.sealed, record=record_of(offer.offer_id))
        if opened is None:
            return None
        claims, code, tx_code = strict_json.parse(opened)
        return SealedPart(claims=claims, pre_authorized_code=code, tx_code=tx_code)


def record_of(offer_id: str) -> str:
    """The name of an offer's data key."""
    return f"offers/{offer_id}"


def _render(part: SealedPart) -> bytes:
    return strict_json.render([part.claims, part.pre_authorized_code, part.tx_code])
