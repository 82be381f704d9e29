"""The key for keyed hashes and nonces: made once for a deployment, sealed in its database, the same for all workers."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING

from plumbing.secret import Secret

if TYPE_CHECKING:
    from plumbing.database.port import Database
    from plumbing.database.sealed import Seal
    from plumbing.entropy import Entropy

_NAME = "issuer"
_BYTES = 32


async def open_hash_key(database: Database, *, seal: Seal, entropy: Entropy) -> Secret[bytes]:
    """Open the key; however many workers start at once for the first time, the one that was written first counts."""
    context = f"hash-key:{_NAME}"
    await database.execute(
        "INSERT INTO hash_keys (name, sealed) VALUES (:name, :sealed) ON CONFLICT (name) DO NOTHING",
        name=_NAME,
        sealed=seal.seal(entropy.take(_BYTES), context=context),
    )
    (row,) = await database.fetch_all("SELECT sealed FROM hash_keys WHERE name = :name", name=_NAME)
    return Secret(seal.open(row["sealed"], context=context))


def derive(key: Secret[bytes], purpose: str) -> Secret[bytes]:
    """Make a key of its own for one purpose."""
    return Secret(hmac.digest(key.reveal(), b"stadtsiegel issuer|" + purpose.encode(), hashlib.sha256))
