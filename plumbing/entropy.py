"""Where randomness comes from: the operating system, or a seed where a test must see the same bytes again.

Everything that must not be guessed (tokens, codes, nonces, places, seeds of keys) is made here (SECURITY K-08).
"""

from __future__ import annotations

import base64
import hashlib
import os
from typing import Protocol


class Entropy(Protocol):
    """A source of random bytes."""

    def take(self, n: int) -> bytes:
        """Return `n` fresh random bytes."""
        ...


class SystemEntropy:
    """The operating system's generator: nothing is buffered, so a forked process never repeats its parent's bytes."""

    def take(self, n: int) -> bytes:
        """Return `n` fresh random bytes."""
        return os.urandom(n)


class SeededEntropy:
    """The same bytes in the same order for the same seed: for tests only (a seed is no secret)."""

    def __init__(self, seed: int | str | bytes) -> None:
        if isinstance(seed, int):
            seed = str(seed)
        self._seed = hashlib.sha256(seed.encode() if isinstance(seed, str) else seed).digest()
        self._taken = 0

    def take(self, n: int) -> bytes:
        """Return the next `n` bytes of the sequence."""
        # each call has a block of its own, so that asking for 3 and 5 bytes differs from asking for 8
        self._taken += 1
        return hashlib.shake_256(self._seed + self._taken.to_bytes(8, "big")).digest(n)


def new_token(entropy: Entropy, n_bytes: int = 32) -> str:
    """Make an opaque token nobody can guess: base64url without padding, 43 characters for the usual 32 bytes."""
    return base64.urlsafe_b64encode(entropy.take(n_bytes)).rstrip(b"=").decode("ascii")


_FAIR_BYTES = 250  # bytes below 250 fall on the ten digits evenly; the other six are thrown away


def new_digits(entropy: Entropy, n: int) -> str:
    """Make a code of `n` decimal digits a person can type; every digit is equally likely."""
    digits = ""
    while len(digits) < n:
        digits += "".join(str(byte % 10) for byte in entropy.take(n) if byte < _FAIR_BYTES)
    return digits[:n]


def new_number(entropy: Entropy, below: int) -> int:
    """Choose a whole number from 0 up to, but not including, `below`; every one is equally likely."""
    if below < 1:
        raise ValueError("there is no number to choose from")
    n_bytes = (below.bit_length() + 7) // 8
    fair = (1 << 8 * n_bytes) // below * below  # the numbers from here on would favour the small ones
    while True:
        number = int.from_bytes(entropy.take(n_bytes), "big")
        if number < fair:
            return number % below
