"""What an offer keeps secret: hashes of what wallets show, and the sealed part with the claims.

High-entropy words (codes, tokens) and guessable ones (the tx_code, a client's own idempotency key) are hashed alike
with a key, so that nobody who reads the database can try them out. The sealed part is bound to its offer: moved to
another row, it does not open.
"""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.database.sealed import Seal
    from plumbing.secret import Secret


@dataclass(frozen=True, slots=True)
class SealedPart:
    """What lies in the sealed column of an offer."""

    claims: JsonObject
    pre_authorized_code: str
    tx_code: str

    def __repr__(self) -> str:
        return "SealedPart(***)"


class OfferSecrets:
    """Hashes and seals for offers."""

    def __init__(self, *, hash_key: Secret[bytes], seal: Seal) -> None:
        self._hash_key = hash_key
        self._seal = seal

    def hash_of(self, kind: str, *parts: str) -> bytes:
        """Hash words of one kind; the same words of another kind have another hash."""
        message = strict_json.render([kind, *parts])
        return hmac.digest(self._hash_key.reveal(), message, hashlib.sha256)

    def close(self, part: SealedPart, *, offer_id: str) -> bytes:
        """Seal the secret part of an offer."""
        text = strict_json.render([part.claims, part.pre_authorized_code, part.tx_code])
        return self._seal.seal(text, context=f"offer:{offer_id}")

    def open(self, sealed: bytes, *, offer_id: str) -> SealedPart:
        """Open the secret part of an offer."""
        claims, code, tx_code = strict_json.parse(self._seal.open(sealed, context=f"offer:{offer_id}"))
        return SealedPart(claims=claims, pre_authorized_code=code, tx_code=tx_code)
