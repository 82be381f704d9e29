"""A key of the keyring as somebody who can sign, for whatever asks for a `Signer`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from plumbing.keyring.port import KeyInfo, Keyring


@dataclass(frozen=True)
class KeyringSigner:
    """One key, with the keyring that keeps it."""

    keyring: Keyring
    key: KeyInfo

    @property
    def public_key(self) -> PublicKey:
        """The key with which its signatures are checked."""
        return self.key.public_key

    async def sign(self, data: bytes) -> bytes:
        """Sign the data."""
        return await self.keyring.sign(owner=self.key.owner, key_id=self.key.key_id, data=data)
