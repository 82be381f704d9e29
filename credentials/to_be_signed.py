"""The one seam that every format signs through: what is to be signed, and where the signature goes.

A format prepares; somebody who holds a key (a file, an HSM, a test) signs `signing_input`; `attach` makes the secured
thing. So no format ever sees a private key and no key store ever sees a format.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T_co = TypeVar("T_co", covariant=True)
Finished = TypeVar("Finished")


@dataclass(frozen=True)
class ToBeSigned(Generic[T_co]):
    """Bytes that wait for a signature.

    Attributes:
        signing_input: exactly what the key signs.
        attach: puts the raw signature in its place and returns the secured thing.
    """

    signing_input: bytes
    attach: Callable[[bytes], T_co]

    def then(self, finish: Callable[[T_co], Finished]) -> ToBeSigned[Finished]:
        """The same bytes to be signed, of which the secured thing is made into another one."""
        return ToBeSigned(self.signing_input, lambda signature: finish(self.attach(signature)))
