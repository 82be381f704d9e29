"""Seal bytes before they go into a column, so that the database and its backups do not tell them (SECURITY K-01).

XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha): 24 random bytes of nonce, so a key may seal as often as it likes. The
context (which table, which row) is authenticated: a sealed value moved to another row does not open there.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_ABYTES,
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
    crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
    crypto_aead_xchacha20poly1305_ietf_NPUBBYTES,
)
from nacl.exceptions import CryptoError

from plumbing.secret import Secret

if TYPE_CHECKING:
    from plumbing.entropy import Entropy

KEY_BYTES: int = crypto_aead_xchacha20poly1305_ietf_KEYBYTES
_NONCE_BYTES: int = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
_TAG_BYTES: int = crypto_aead_xchacha20poly1305_ietf_ABYTES
_VERSION = b"\x01"  # of the form: version, nonce, ciphertext with tag


class SealBroken(Exception):  # noqa: N818
    """What was sealed does not open: another key, another place, or changed bytes; nobody can tell which."""

    def __init__(self) -> None:
        super().__init__("the sealed value does not open: wrong key, wrong place or changed bytes")


class Seal:
    """Seals and opens with one key."""

    def __init__(self, key: Secret[bytes], entropy: Entropy) -> None:
        if len(key.reveal()) != KEY_BYTES:
            raise ValueError(f"the key of a seal has {KEY_BYTES} bytes")
        self._key = key
        self._entropy = entropy

    def seal(self, plaintext: bytes, *, context: str) -> bytes:
        """Seal bytes for one place."""
        nonce = self._entropy.take(_NONCE_BYTES)
        ciphertext: bytes = crypto_aead_xchacha20poly1305_ietf_encrypt(
            plaintext, _bound(context), nonce, self._key.reveal()
        )
        return _VERSION + nonce + ciphertext

    def open(self, sealed: bytes, *, context: str) -> bytes:
        """Open bytes that were sealed for this place.

        Raises:
            SealBroken: when they were not, or not with this key, or were changed.
        """
        if len(sealed) < len(_VERSION) + _NONCE_BYTES + _TAG_BYTES or sealed[:1] != _VERSION:
            raise SealBroken
        nonce, ciphertext = sealed[1 : 1 + _NONCE_BYTES], sealed[1 + _NONCE_BYTES :]
        try:
            plaintext: bytes = crypto_aead_xchacha20poly1305_ietf_decrypt(
                ciphertext, _bound(context), nonce, self._key.reveal()
            )
        except CryptoError:
            raise SealBroken from None
        return plaintext

    def __repr__(self) -> str:
        return "Seal(***)"


def derive_key(root: Secret[bytes], purpose: str) -> Secret[bytes]:
    """Derive the key for one purpose from a root key, so that no two purposes ever share one (keyed BLAKE2b)."""
    return Secret(hashlib.blake2b(purpose.encode(), key=root.reveal(), digest_size=KEY_BYTES).digest())


def _bound(context: str) -> bytes:
    return b"stadtsiegel sealed\x00" + context.encode()
