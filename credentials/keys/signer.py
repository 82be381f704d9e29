"""Somebody who can sign: a file key, an HSM or a test key look alike from here.

Signing may have to wait (for a database, for a device), so it is asynchronous; nothing here says on what it waits.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey


class Signer(Protocol):
    """Holds one private key and signs with it."""

    @property
    def public_key(self) -> PublicKey:
        """The key with which its signatures are checked."""

    async def sign(self, data: bytes) -> bytes:
        """Sign the data; answers the raw signature."""
