"""Open the keyring of a database, and see at once whether the unlock key is the right one (SECURITY K-07)."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.audit.tables import COMPONENT as AUDIT
from plumbing.audit.trail import AuditTrail
from plumbing.database.migrate import Component, migrate_all
from plumbing.database.sealed import Seal, SealBroken, derive_key
from plumbing.entropy import SystemEntropy
from plumbing.keyring.port import KeyDamaged, WrongUnlockKey
from plumbing.keyring.software import SoftwareKeyring
from plumbing.keyring.unlock import KEY_BYTES, SALT_BYTES, Passphrase, UnlockRefused

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import Keyring
    from plumbing.secret import Secret

COMPONENT = Component("keyring", files("plumbing.keyring") / "migrations")
KEYRING_TABLE = "keyring_unlock"

_KNOWN_TEXT = b"this is the right unlock key"
_CONTEXT = "keyring unlock"
_BACKUPS = "backups"


async def open_keyring(
    database: Database,
    unlock_key: Secret[bytes] | Passphrase,
    clock: Clock,
    entropy: Entropy,
    trail: AuditTrail | None = None,
) -> Keyring:
    """Open the keyring that lies in a database; made when it is not there.

    Args:
        database: where the keys lie.
        unlock_key: as read from its file, or the passphrase.
        clock: for the time a key was made.
        entropy: for new keys.
        trail: where the life of keys is written down, as the service's own doing unless told otherwise.

    Raises:
        WrongUnlockKey: when the keys were sealed with another unlock key.
    """
    await migrate_all(database, [AUDIT, COMPONENT])
    row = await database.fetch_one("SELECT salt, known_text FROM keyring_unlock WHERE id = 1")
    salt = entropy.take(SALT_BYTES) if row is None else row["salt"]
    root_key = await _root_key(unlock_key, salt)
    if row is None:
        await database.execute(
            "INSERT INTO keyring_unlock (id, salt, known_text) VALUES (1, :salt, :known_text) ON CONFLICT DO NOTHING",
            salt=salt,
            known_text=Seal(derive_key(root_key, _CONTEXT), entropy).seal(_KNOWN_TEXT, context=_CONTEXT),
        )
        # another process may have been quicker, and then its salt counts
        row = await database.fetch_one("SELECT salt, known_text FROM keyring_unlock WHERE id = 1")
        if row is None:
            raise KeyDamaged("the keyring that was just made is not there")
        if row["salt"] != salt:
            root_key = await _root_key(unlock_key, row["salt"])
    _prove(root_key, row["known_text"])
    return SoftwareKeyring(
        database=database,
        root_key=root_key,
        clock=clock,
        entropy=entropy,
        trail=trail or AuditTrail(clock=clock, entropy=entropy),
    )


async def open_backup_key(executor: Executor, unlock_key: Secret[bytes] | Passphrase) -> tuple[bytes, Secret[bytes]]:
    """Return the salt of the keyring that lies here, and the key under which backups of this database are sealed.

    Raises:
        WrongUnlockKey: when the keyring was made with another unlock key: such a backup could never be opened.
    """
    row = await executor.fetch_one("SELECT salt, known_text FROM keyring_unlock WHERE id = 1")
    if row is None:
        raise KeyDamaged("the keyring of this database has lost its only row")
    root_key = await _root_key(unlock_key, row["salt"])
    _prove(root_key, row["known_text"])
    return row["salt"], derive_key(root_key, _BACKUPS)


async def derive_backup_key(unlock_key: Secret[bytes] | Passphrase, salt: bytes) -> Secret[bytes]:
    """Return the key of backups of the database with this salt; whether it fits, the backup itself tells."""
    return derive_key(await _root_key(unlock_key, salt), _BACKUPS)


def _prove(root_key: Secret[bytes], known_text: bytes) -> None:
    try:
        Seal(derive_key(root_key, _CONTEXT), SystemEntropy()).open(known_text, context=_CONTEXT)
    except SealBroken:
        raise WrongUnlockKey from None


async def _root_key(unlock_key: Secret[bytes] | Passphrase, salt: bytes) -> Secret[bytes]:
    if isinstance(unlock_key, Passphrase):
        unlock_key = await asyncio.to_thread(unlock_key.stretch, salt)
    if len(unlock_key.reveal()) != KEY_BYTES:
        raise UnlockRefused(f"an unlock key has {KEY_BYTES} bytes")
    return derive_key(unlock_key, f"database {salt.hex()}")
