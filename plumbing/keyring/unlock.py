"""The unlock key opens everything that is sealed; it lies outside the database and its backups (SECURITY K-01, K-07).

It comes from a key file that only its owner can read, or from a passphrase through Argon2id (RFC 9106).
"""

from __future__ import annotations

import base64
import binascii
import os
import stat
from typing import TYPE_CHECKING

from nacl import pwhash

from plumbing.keyring.port import KeyringError
from plumbing.secret import Secret

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.entropy import Entropy

KEY_BYTES = 32
SALT_BYTES: int = pwhash.argon2id.SALTBYTES
SHORTEST_PASSPHRASE = 12

_HEAD = "stadtsiegel-unlock-key-1:"
_LARGEST_FILE = 1024
_FOR_OTHERS = 0o077
# RFC 9106 section 4, second recommended option, with libsodium's single lane
_PASSES = 3
_MEMORY_BYTES = 64 * 1024 * 1024


class UnlockRefused(KeyringError):  # noqa: N818
    """The unlock key cannot be read, or not safely; the message says how to put it right."""


class Passphrase:
    """A passphrase that becomes the unlock key; guessing it costs 64 MiB and a moment per guess."""

    def __init__(self, passphrase: Secret[str]) -> None:
        if len(passphrase.reveal()) < SHORTEST_PASSPHRASE:
            raise UnlockRefused(f"the passphrase is too short: take at least {SHORTEST_PASSPHRASE} characters")
        self._passphrase = passphrase

    def stretch(self, salt: bytes) -> Secret[bytes]:
        """Derive the unlock key; slow on purpose, so never in the event loop."""
        key: bytes = pwhash.argon2id.kdf(
            KEY_BYTES, self._passphrase.reveal().encode(), salt, opslimit=_PASSES, memlimit=_MEMORY_BYTES
        )
        return Secret(key)

    def __repr__(self) -> str:
        return "Passphrase(***)"


def create_unlock_key_file(path: Path, entropy: Entropy) -> None:
    """Make a new unlock key in a new file with mode 0600; an existing file is never touched."""
    text = _HEAD + base64.urlsafe_b64encode(entropy.take(KEY_BYTES)).decode("ascii").rstrip("=") + "\n"
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise UnlockRefused(f"there is a file at {path} already; a key in use must not be overwritten") from None
    except OSError as error:
        raise UnlockRefused(f"the unlock key file {path} cannot be made: {error.strerror}") from None
    try:
        os.write(file, text.encode("ascii"))
        os.fsync(file)
    finally:
        os.close(file)
    # the name must survive a power loss as the content does: what is sealed next would not open without it
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_unlock_key_file(path: Path) -> Secret[bytes]:
    """Read the unlock key from its file.

    Raises:
        UnlockRefused: when the file is missing, readable by others or no unlock key.
    """
    try:
        file = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except OSError as error:
        raise UnlockRefused(f"the unlock key file {path} cannot be read: {error.strerror}") from None
    try:
        # asked of the open file, not of the path, so that nobody can change it in between
        facts = os.fstat(file)
        if not stat.S_ISREG(facts.st_mode):
            raise UnlockRefused(f"the unlock key file {path} is not a file")
        if facts.st_mode & _FOR_OTHERS:
            mode = stat.S_IMODE(facts.st_mode)
            raise UnlockRefused(
                f"the unlock key file {path} can be used by others (mode {mode:04o}); correct it with: chmod 600 {path}"
            )
        content = os.read(file, _LARGEST_FILE)
    finally:
        os.close(file)
    key = _parse(content)
    if key is None:
        raise UnlockRefused(f"the file {path} holds no unlock key; it was changed, or it is another file")
    return Secret(key)


def _parse(content: bytes) -> bytes | None:
    try:
        text = content.decode("ascii").strip()
        if not text.startswith(_HEAD):
            return None
        key = base64.b64decode(text.removeprefix(_HEAD) + "=", altchars=b"-_", validate=True)
    except (UnicodeDecodeError, binascii.Error):
        return None
    return key if len(key) == KEY_BYTES else None
