"""The authority: one did:web, one signing key in the keyring, and the document that shows both.

Readers pin DID and key in their settings; the document is for everybody else (wallets, TRQP consumers).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from credentials.did.did_web import Method, build_document, did_from_url
from credentials.keys.multikey import render_multikey

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from credentials.to_be_signed import ToBeSigned
    from plumbing.keyring.port import KeyInfo, Keyring

T = TypeVar("T")

LIST_KEY = "trust-list"
"""The purpose of the authority's key in the keyring."""


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs the list.

    Attributes:
        did: its identifier; also the owner of its keys and API keys.
        public_url: where the registry is reached.
        governance_url: where the rules are written by which it lists anybody, if told.
    """

    did: str
    public_url: str
    key: KeyInfo
    keyring: Keyring
    governance_url: str | None = None

    @property
    def kid(self) -> str:
        """The DID URL of its key."""
        return f"{self.did}#{self.key.key_id}"

    @property
    def multikey(self) -> str:
        """The key as readers pin it."""
        return render_multikey(self.key.public_key)

    @property
    def list_url(self) -> str:
        """Where its list is published."""
        return f"{self.public_url}/trust-list"

    async def sign(self, to_be_signed: ToBeSigned[T]) -> T:
        """Sign with the authority's key."""
        signature = await self.keyring.sign(owner=self.did, key_id=self.key.key_id, data=to_be_signed.signing_input)
        return to_be_signed.attach(signature)

    def document(self) -> JsonObject:
        """The DID document, with the services under which the authority is asked (TRQP 2.0, identifiers)."""
        document = build_document(
            self.did, [Method(self.key.key_id, self.key.public_key, ("assertionMethod", "authentication"))]
        )
        document["service"] = [
            {"id": f"{self.did}#trqp", "type": "TRQP", "serviceEndpoint": self.public_url},
            {"id": f"{self.did}#trust-list", "type": "StadtsiegelTrustList", "serviceEndpoint": self.list_url},
        ]
        if self.governance_url is not None:
            document["service"].append(
                {"id": f"{self.did}#governance", "type": "GovernanceFramework", "serviceEndpoint": self.governance_url}
            )
        return document


async def open_authority(*, public_url: str, keyring: Keyring, governance_url: str | None = None) -> Authority:
    """Find the authority of a registry, with its key; at the very first start the key is made."""
    did = did_from_url(public_url)
    key = await keyring.ensure(owner=did, purpose=LIST_KEY)
    return Authority(did=did, public_url=public_url, key=key, keyring=keyring, governance_url=governance_url)
