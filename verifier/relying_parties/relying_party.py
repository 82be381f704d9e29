"""A relying party and the identifier it is known by."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.did.did_web import Method, build_document, did_from_url
from plumbing.keyring.port import KeyState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.strict_json import JsonObject
    from plumbing.keyring.port import KeyInfo

# OpenID4VP 1.0 section 5.9.3: the full string, prefix included, is the audience of what the wallet answers.
CLIENT_ID_PREFIX = "decentralized_identifier:"
# The purpose under which the keyring keeps the key that signs request objects.
REQUEST_KEY = "request-objects"


@dataclass(frozen=True, kw_only=True)
class RelyingParty:
    """Somebody who asks: a library, a bus, a door.

    Attributes:
        relying_party_id: Its short name in addresses and settings.
        base_url: The https address under which all of its resources lie.
        return_url: Where a holder on the same device is sent back to, or None where there is no such page.
        encrypted_answers: Whether wallets must encrypt what they answer; False only for wallets that cannot.
    """

    relying_party_id: str
    base_url: str
    return_url: str | None = None
    encrypted_answers: bool = True

    @property
    def did(self) -> str:
        """The did:web that the registry's statements name."""
        return did_from_url(self.base_url)

    @property
    def client_id(self) -> str:
        """The OpenID4VP client identifier."""
        return CLIENT_ID_PREFIX + self.did

    def request_uri(self, request_id: str) -> str:
        """Where a wallet fetches the request object."""
        return f"{self.base_url}/requests/{request_id}"

    def response_uri(self, request_id: str) -> str:
        """Where a wallet posts its answer."""
        return f"{self.base_url}/responses/{request_id}"

    def verification_method(self, key: KeyInfo) -> str:
        """The DID URL of a key, used as `kid`."""
        return f"{self.did}#{key.key_id}"

    def did_document(self, keys: Sequence[KeyInfo]) -> JsonObject:
        """The DID document that the did:web resolves to; request objects are signed for `authentication`.

        A key that is marked compromised is left out.
        """
        return build_document(
            self.did,
            [
                Method(key.key_id, key.public_key, ("authentication", "assertionMethod"))
                for key in keys
                if key.state is not KeyState.COMPROMISED
            ],
        )
