"""Close and open what a record says about a person, with the record's own data key (SECURITY K-01, L-02, L-03).

The key is sealed under the service's unlock key and bound to its record; the bytes are sealed under the key and bound
to the record once more. So a copy of a column opens as long as its key is there, and never in another row.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.database.sealed import KEY_BYTES, Seal
from plumbing.sealed_records import data_keys
from plumbing.secret import Secret

if TYPE_CHECKING:
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy


@dataclass(frozen=True, slots=True)
class ClosedRecord:
    """What is written in one transaction: the bytes into the record's column, the key by `data_keys.keep`.

    Attributes:
        record: table and opaque id of the record, such as `offers/7f3k...`.
        sealed: for the record's column.
        sealed_key: for the table `data_keys`.
    """

    record: str
    sealed: bytes
    sealed_key: bytes


class RecordSeal:
    """Closes and opens the records of one service."""

    def __init__(self, *, seal: Seal, entropy: Entropy) -> None:
        self._seal = seal
        self._entropy = entropy

    def close(self, plaintext: bytes, *, record: str) -> ClosedRecord:
        """Seal the bytes of a new record with a new key."""
        key = Secret(self._entropy.take(KEY_BYTES))
        return ClosedRecord(
            record=record,
            sealed=Seal(key, self._entropy).seal(plaintext, context=record),
            sealed_key=self._seal.seal(key.reveal(), context=_of_key(record)),
        )

    async def close_again(self, executor: Executor, plaintext: bytes, *, record: str) -> bytes | None:
        """Seal other bytes for a record that has its key; None when the key is forgotten."""
        key = await self._key(executor, record)
        return key.seal(plaintext, context=record) if key else None

    async def open(self, executor: Executor, sealed: bytes, *, record: str) -> bytes | None:
        """Open the bytes of a record; None when its key is forgotten.

        Raises:
            SealBroken: when the bytes or their key were made for another record or with another unlock key.
        """
        key = await self._key(executor, record)
        return key.open(sealed, context=record) if key else None

    async def _key(self, executor: Executor, record: str) -> Seal | None:
        sealed_key = await data_keys.find(executor, record=record)
        if sealed_key is None:
            return None
        return Seal(Secret(self._seal.open(sealed_key, context=_of_key(record))), self._entropy)

    def __repr__(self) -> str:
        return "RecordSeal(***)"


def _of_key(record: str) -> str:
    return f"data key of {record}"
