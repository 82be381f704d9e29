"""The form of a backup file: a readable head, then sealed messages of which none can be changed, cut or exchanged.

`stadtsiegel-backup-1`, a line of JSON (service, kind, salt), the head of a libsodium secretstream
(XChaCha20-Poly1305), then messages, each with its length in four bytes before it. The last one is marked as such, so a
file that was cut does not open as a shorter one. The lines at the top are authenticated with the first message.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from nacl.bindings import (
    crypto_secretstream_xchacha20poly1305_ABYTES,
    crypto_secretstream_xchacha20poly1305_HEADERBYTES,
    crypto_secretstream_xchacha20poly1305_init_pull,
    crypto_secretstream_xchacha20poly1305_init_push,
    crypto_secretstream_xchacha20poly1305_pull,
    crypto_secretstream_xchacha20poly1305_push,
    crypto_secretstream_xchacha20poly1305_state,
    crypto_secretstream_xchacha20poly1305_TAG_FINAL,
    crypto_secretstream_xchacha20poly1305_TAG_MESSAGE,
)

from plumbing.backup.errors import BackupUnreadable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from plumbing.secret import Secret

_MAGIC = b"stadtsiegel-backup-1\n"
_LONGEST_HEAD = 1024
_LARGEST_MESSAGE = 1 << 29
_LENGTH = struct.Struct(">I")
_FINAL: int = crypto_secretstream_xchacha20poly1305_TAG_FINAL
_MESSAGE: int = crypto_secretstream_xchacha20poly1305_TAG_MESSAGE


@dataclass(frozen=True, slots=True)
class Head:
    """What a backup tells without its key.

    Attributes:
        service: whose database it is.
        kind: `backup`, or `keys` for the keys of sealed columns.
        salt: of the database's keyring; with the unlock key it gives the key of this file.
    """

    service: str
    kind: str
    salt: bytes

    def to_bytes(self) -> bytes:
        """The head as it stands in the file."""
        told = {"service": self.service, "kind": self.kind, "salt": self.salt.hex()}
        return _MAGIC + json.dumps(told).encode() + b"\n"


class MessageWriter:
    """Seals messages into a file, one after the other."""

    def __init__(self, file: IO[bytes], head: Head, key: Secret[bytes]) -> None:
        self._file = file
        self._state = crypto_secretstream_xchacha20poly1305_state()
        self._bound: bytes | None = head.to_bytes()
        file.write(self._bound)
        file.write(crypto_secretstream_xchacha20poly1305_init_push(self._state, key.reveal()))

    def write(self, message: bytes, *, last: bool = False) -> None:
        """Seal one message; a file without a last one is refused when it is read."""
        tag = _FINAL if last else _MESSAGE
        sealed = crypto_secretstream_xchacha20poly1305_push(self._state, message, self._bound, tag)
        self._bound = None
        self._file.write(_LENGTH.pack(len(sealed)) + sealed)


def read_head(file: IO[bytes]) -> Head:
    """Read the head; the file then stands at what is sealed.

    Raises:
        BackupUnreadable: when this is no backup, or one of a form that this program does not know.
    """
    if file.read(len(_MAGIC)) != _MAGIC:
        raise BackupUnreadable("this file is no backup of Stadtsiegel, or a newer program wrote it")
    try:
        told = json.loads(file.readline(_LONGEST_HEAD))
        head = Head(told["service"], told["kind"], bytes.fromhex(told["salt"]))
    except (ValueError, KeyError, TypeError):
        raise BackupUnreadable("the first lines of this backup were changed") from None
    return head


def read_messages(file: IO[bytes], head: Head, key: Secret[bytes]) -> Iterator[bytes]:
    """Open all messages in turn; whoever stops before the end has not seen whether the file is whole.

    Raises:
        BackupUnreadable: with another key, or when the file was changed, cut or lengthened.
    """
    state = crypto_secretstream_xchacha20poly1305_state()
    start = file.read(crypto_secretstream_xchacha20poly1305_HEADERBYTES)
    if len(start) != crypto_secretstream_xchacha20poly1305_HEADERBYTES:
        raise _cut()
    crypto_secretstream_xchacha20poly1305_init_pull(state, start, key.reveal())
    bound: bytes | None = head.to_bytes()
    tag = _MESSAGE
    while tag != _FINAL:
        try:
            message, tag = crypto_secretstream_xchacha20poly1305_pull(state, _read_sealed(file), bound)
        except RuntimeError:
            raise BackupUnreadable(
                "the unlock key does not open this backup: it belongs to another deployment, or the file was changed"
                if bound is not None
                else "this backup was changed after it was written; take another one"
            ) from None
        bound = None
        yield message
    if file.read(1):
        raise BackupUnreadable("something was added to the end of this backup; take another one")


def _read_sealed(file: IO[bytes]) -> bytes:
    length = file.read(_LENGTH.size)
    if len(length) != _LENGTH.size:
        raise _cut()
    (size,) = _LENGTH.unpack(length)
    if not crypto_secretstream_xchacha20poly1305_ABYTES <= size <= _LARGEST_MESSAGE:
        raise BackupUnreadable("this backup was changed after it was written; take another one")
    sealed = file.read(size)
    if len(sealed) != size:
        raise _cut()
    return sealed


def _cut() -> BackupUnreadable:
    return BackupUnreadable("the end of this backup is missing; take another one")
