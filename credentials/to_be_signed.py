"""The one seam that every format signs through: what is to be signed, and where the signature goes.

A format prepares; somebody who holds a key (a file, an HSM, a test) signs `signing_input`; `attach` makes the secured
thing. So no format ever sees a private key and no key store ever sees a format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


@dataclass(frozen=True)
class ToBeSigned(Generic[T]):
    """Bytes that wait for a signature.

    Attributes:
        signing_input: exactly what the key signs.
        attach: puts the raw signature in its place and returns the secured thing.
    """

    signing_input: bytes
    attach: Callable[[bytes], T]
