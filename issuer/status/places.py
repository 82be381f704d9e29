"""Places in status lists: chosen at random, taken by a unique insert, never given twice (SECURITY S-01, S-02, S-11).

A place that was taken stays taken, whatever happens to the credential it was meant for: after a crash it is burnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.status import list_store
from plumbing.entropy import new_number

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy

PURPOSES = ("revocation", "suspension")

# At the fullest that a list may be (60 %), 40 misses in a row happen once in 700 million times.
_TRIES = 40


@dataclass(frozen=True, slots=True)
class Place:
    """An index in a status list."""

    list_id: str
    index: int


class NoPlaceError(Exception):
    """No open list, or one that is unexpectedly full; the next attempt finds a fresh list."""


async def take_place(executor: Executor, entropy: Entropy, *, office: str, purpose: str, credential_id: str) -> Place:
    """Take a random place of the office's open list for a credential, inside the caller's transaction.

    Raises:
        NoPlaceError: there is no open list with room.
    """
    status_list = await list_store.open_list(executor, office=office, purpose=purpose)
    if status_list is None:
        raise NoPlaceError
    for _ in range(_TRIES):
        index = new_number(entropy, status_list.size)
        if await list_store.insert_place(
            executor, list_id=status_list.list_id, index=index, credential_id=credential_id
        ):
            return Place(status_list.list_id, index)
    raise NoPlaceError


async def set_bit(executor: Executor, place: Place, *, value: bool) -> None:
    """Change the bit of a place that was given, and make its list due for publication."""
    await list_store.change_bit(executor, list_id=place.list_id, index=place.index, value=value)


async def open_lists(
    database: Database, entropy: Entropy, trail: AuditTrail, *, office: str, size: int, now: int
) -> list[str]:
    """Make sure that the office has a list with room for every purpose; answer the lists that were opened.

    A list is closed for new places at half its size, so that it never gets 60 % full, even while several workers
    count on their own (SECURITY S-12).
    """
    opened = []
    for purpose in PURPOSES:
        present = await list_store.open_list(database, office=office, purpose=purpose)
        if present is not None and await list_store.count_places(database, list_id=present.list_id) * 2 < present.size:
            continue
        list_id = await list_store.replace_open_list(
            database, entropy, trail, office=office, purpose=purpose, old=present, size=size, now=now
        )
        if list_id is not None:
            opened.append(list_id)
    return opened
