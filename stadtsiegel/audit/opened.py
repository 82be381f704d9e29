"""The audit record of a deployed service, opened for reading: its database and the public keys of its heads.

Nothing is unlocked and nothing migrated: where a database is lost, an auditor must not leave the beginning of another.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey
from credentials.keys.public_key import PublicKey
from plumbing.audit.head import OWNER
from plumbing.database.open import open_database

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from plumbing.database.port import Database
    from stadtsiegel.deployment import DeployedService


@asynccontextmanager
async def opened(deployed: DeployedService) -> AsyncIterator[Database]:
    """Open the database of a service and close it again."""
    database = await open_database(deployed.surroundings.database_url.reveal())
    try:
        yield database
    finally:
        await database.close()


async def keys_of(database: Database, *, only: Sequence[str] | None) -> Mapping[str, PublicKey]:
    """The keys that may have signed heads, by their ids, and as Multikey only those that were named.

    Raises:
        CredentialError: when a named key is no Multikey.
    """
    named = None if only is None else {parse_multikey(text) for text in only}
    rows = await database.fetch_all(
        """
        SELECT key_id, public_key FROM keyring_keys
        WHERE owner = :owner AND algorithm = :algorithm AND state <> 'compromised' ORDER BY created, key_id
        """,
        owner=OWNER,
        algorithm=Algorithm.ED25519,
    )
    known = {row["key_id"]: PublicKey(Algorithm.ED25519, row["public_key"]) for row in rows}
    return {key_id: key for key_id, key in known.items() if named is None or key in named}
