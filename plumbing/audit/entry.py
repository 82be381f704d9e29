"""An entry of the audit record, and how it hangs on the one before it (SECURITY L-04).

The hash of an entry is SHA-256 over the hash before it (32 zero bytes before the first) and the entry's canonical JSON
(RFC 8785), its place in the chain included. So nothing can be changed, moved or left out without changing every hash
that follows.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.canonical_json import canonicalize

if TYPE_CHECKING:
    from plumbing.database.port import Row

START = bytes(32)
"""The hash before the first entry."""

DONE = "done"
"""The outcome of what has no reason or verdict of its own."""

RESTORED = "restored"
"""The outcome of whatever a restore changes."""

_WORD = re.compile(r"[A-Za-z0-9:._/#%-]{1,250}")


class NotAWordError(ValueError):
    """A text that is neither an id nor a word of a closed list; it is not quoted, since it may be somebody's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """Who did what to what.

    Attributes:
        entry_id: random, so that no two are alike.
        occurred: UTC seconds.
        actor: `api:<prefix of the key>`, `wallet`, `service` or `operator`.
        action: a word of the service's closed list.
        owner: the office, relying party or authority that it concerns.
        object_id: the opaque id of what was changed.
        outcome: `done`, the code of a reason, or a verdict.
    """

    entry_id: str
    occurred: int
    actor: str
    action: str
    owner: str
    object_id: str
    outcome: str

    def demand_words(self) -> None:
        """Return when every text of this entry is one word.

        Raises:
            NotAWordError: with the name of the field, never its value.
        """
        for name in ("entry_id", "actor", "action", "owner", "object_id", "outcome"):
            if _WORD.fullmatch(getattr(self, name)) is None:
                raise NotAWordError(f"the {name} of an audit entry must be an id or a word of a closed list")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entry in its place.

    Attributes:
        number: 1, 2, 3, ... without gaps.
        epoch: 0, and after a restore the moment of that restore.
    """

    number: int
    epoch: int
    entry: Entry
    hash: bytes


def hash_of(previous: bytes, *, number: int, epoch: int, entry: Entry) -> bytes:
    """The hash of an entry in this place.

    Raises:
        JsonError: when a value has no canonical form, which nothing that was appended here has.
    """
    place = {"number": number, "epoch": epoch}
    told = {name: getattr(entry, name) for name in Entry.__slots__}
    return hashlib.sha256(previous + canonicalize(place | told)).digest()


def entry_from_row(row: Row) -> Entry:
    """Read the columns of an entry."""
    return Entry(**{name: row[name] for name in Entry.__slots__})


def link_from_row(row: Row) -> Link:
    """Read a row of the table `audit_chain`."""
    return Link(number=row["number"], epoch=row["epoch"], entry=entry_from_row(row), hash=row["hash"])
