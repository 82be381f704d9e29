"""The audit record of a deployed service, opened for reading: its database, its keys, its file of heads."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from credentials.keys.multikey import parse_multikey
from plumbing.audit.head import OWNER
from plumbing.clock import SystemClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.keyring.port import KeyState
from plumbing.service.start import unlock_key_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping, Sequence

    from credentials.keys.public_key import PublicKey
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


async def keys_of(
    deployed: DeployedService, database: Database, *, only: Sequence[str] | None
) -> Mapping[str, PublicKey]:
    """The keys that may have signed heads, by their ids, and as Multikey only those that were named.

    Raises:
        CredentialError: when a named key is no Multikey.
        KeyringError: when the keyring does not open.
    """
    keyring = await open_keyring(database, unlock_key_of(deployed.surroundings), SystemClock(), SystemEntropy())
    known = await keyring.keys(owner=OWNER)
    named = None if only is None else {parse_multikey(text) for text in only}
    return {
        key.key_id: key.public_key
        for key in known
        if key.state is not KeyState.COMPROMISED and (named is None or key.public_key in named)
    }
