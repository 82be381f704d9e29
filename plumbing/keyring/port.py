"""The port of the keyring: ask for a key, sign with it; the private half is never seen (SECURITY K-01, K-03, K-06).

Every key belongs to one owner (an office, a relying party, an authority) and one purpose, and signs for nobody else.
An owner has one active key for each purpose and algorithm; the algorithms follow each other independently.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

from credentials.keys.algorithm import Algorithm

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from plumbing.database.sealed import Seal
    from plumbing.secret import Secret


class KeyState(StrEnum):
    """Where a key is in its life; the order in which it goes."""

    NEXT = "next"
    """Published, and not signing yet."""
    ACTIVE = "active"
    """The one that signs for its owner and purpose."""
    RETIRED = "retired"
    """Signs no more; what it signed stays good."""
    COMPROMISED = "compromised"
    """Signs no more, and nothing it signed is believed."""


@dataclass(frozen=True)
class KeyInfo:
    """What everybody may know about a key.

    Attributes:
        ends: the moment from which it signs no more, whatever its state; None when only people end it.
        stopped: when it was retired or marked compromised, whichever was first.
    """

    key_id: str
    owner: str
    purpose: str
    public_key: PublicKey
    state: KeyState
    created: int
    ends: int | None
    stopped: int | None


class KeyringError(Exception):
    """The keyring cannot do what it was asked; the message holds nothing secret."""


class KeyNotFound(KeyringError):  # noqa: N818
    """This owner has no such key; whether another has it is not told."""


class KeyNotActive(KeyringError):  # noqa: N818
    """The key is there, but it may not sign (any more, or yet)."""


class WrongUnlockKey(KeyringError):  # noqa: N818
    """The keys in this database were sealed with another unlock key."""

    def __init__(self) -> None:
        super().__init__(
            "the unlock key does not open the keys in this database: it belongs to another deployment, or the database "
            "was restored without its unlock key; give the unlock key (or passphrase) this database was made with"
        )


class KeyDamaged(KeyringError):  # noqa: N818
    """A key as stored, or a signature as made, is not what it should be; nothing was handed out."""


class Keyring(Protocol):
    """Keeps keys and signs with them."""

    async def ensure(
        self, *, owner: str, purpose: str, seconds: int | None = None, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo:
        """Return the active key of an owner for a purpose and algorithm, made now if there is none.

        However many processes ask at once, exactly one key is made (SECURITY K-03). If it is made now, it ends after
        so many seconds, or never.
        """
        ...

    async def keys(self, *, owner: str) -> list[KeyInfo]:
        """Return all keys of an owner, in any state, the oldest first."""
        ...

    async def prepare_next(
        self, *, owner: str, purpose: str, seconds: int | None = None, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo:
        """Return the key that follows the active one, made now if there is none; it may be shown, and does not sign.

        However many processes ask at once, exactly one key is made. If it is made now, it ends after so many seconds,
        or never.
        """
        ...

    async def activate_next(
        self, *, owner: str, purpose: str, made_by: int, algorithm: Algorithm = Algorithm.ED25519
    ) -> KeyInfo | None:
        """Let the next key sign and retire the active one, both or neither.

        However many processes ask at once, it happens once: one is answered with the key, all others with None.

        Args:
            owner: whose key.
            purpose: what for.
            made_by: only a next key that was made at this moment or before is taken.
            algorithm: which of the owner's keys for this purpose follows.

        Raises:
            KeyNotActive: when the next key was taken out of use at the same moment; the active one stays.
        """
        ...

    async def retire(self, *, owner: str, key_id: str) -> KeyInfo:
        """Let a key sign no more; what it signed stays good. A compromised key stays compromised.

        Raises:
            KeyNotFound: when this owner has no such key.
        """
        ...

    async def mark_compromised(self, *, owner: str, key_id: str) -> KeyInfo:
        """Let a key sign no more, whatever its state, with nothing that it signed believed; there is no way back.

        Raises:
            KeyNotFound: when this owner has no such key.
        """
        ...

    async def sign(self, *, owner: str, key_id: str, data: bytes) -> bytes:
        """Sign with an active key of this owner; the signature is checked before it is returned.

        Raises:
            KeyNotFound: when this owner has no such key.
            KeyNotActive: when the key may not sign (any more, or yet), or its end has come (SECURITY K-05).
            KeyDamaged: when the stored key or the signature is not sound.
        """
        ...

    def seal(self, purpose: str) -> Seal:
        """Return a seal for columns with personal data; its key hangs on the unlock key and on this database."""
        ...

    def hash_key(self, purpose: str) -> Secret[bytes]:
        """Return the key for keyed hashes of one purpose; it hangs on the same, so every process has the same one."""
        ...
