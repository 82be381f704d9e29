"""c_nonces without a table of those handed out: each carries its time and a MAC, and only a used one is written down.

Policy: a c_nonce is good for one credential request within five minutes (OpenID4VCI 1.0 section 7 leaves this to the
issuer; SECURITY I-17 to I-19). It is bound to its office.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import EncodingError
from issuer.refusals import NonceRefused

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.secret import Secret

NONCE_SECONDS = 300
_FUTURE_SECONDS = 30  # the clock of another worker may be a little ahead
_TIME, _RANDOM, _MAC = 6, 16, 16


class Nonces:
    """Makes c_nonces and uses them up."""

    def __init__(self, *, database: Database, clock: Clock, entropy: Entropy, key: Secret[bytes]) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._key = key

    def make(self, office: Office) -> str:
        """Make a fresh nonce for this office."""
        body = self._clock.now().to_bytes(_TIME, "big") + self._entropy.take(_RANDOM)
        return encode_base64url(body + self._mac(office, body))

    async def spend(self, office: Office, nonce: str) -> None:
        """Use the nonce up.

        Raises:
            NonceRefused: not ours, not this office's, too old, or used before.
        """
        try:
            raw = decode_base64url(nonce)
        except EncodingError as error:
            raise NonceRefused("the c_nonce was not made by this issuer") from error
        body, mac = raw[:-_MAC], raw[-_MAC:]
        if len(raw) != _TIME + _RANDOM + _MAC or not hmac.compare_digest(mac, self._mac(office, body)):
            raise NonceRefused("the c_nonce was not made by this issuer")
        age = self._clock.now() - (made := int.from_bytes(body[:_TIME], "big"))
        if not -_FUTURE_SECONDS <= age <= NONCE_SECONDS:
            raise NonceRefused("the c_nonce is too old")
        spent = await self._database.execute(
            """
            INSERT INTO spent_nonces (nonce_hash, delete_after) VALUES (:nonce_hash, :delete_after)
            ON CONFLICT (nonce_hash) DO NOTHING
            """,
            nonce_hash=hashlib.sha256(raw).digest(),
            delete_after=made + NONCE_SECONDS + _FUTURE_SECONDS + 1,
        )
        if spent != 1:
            raise NonceRefused("the c_nonce was used before")

    def _mac(self, office: Office, body: bytes) -> bytes:
        return hmac.digest(self._key.reveal(), b"c_nonce|" + office.id.encode() + b"|" + body, hashlib.sha256)[:_MAC]
