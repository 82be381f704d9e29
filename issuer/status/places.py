"""Places in status lists: chosen at random, taken by a unique insert, never given twice (SECURITY S-01, S-02, S-11).

A place that was taken stays taken, whatever happens to the copy it was meant for: after a crash it is burnt.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from issuer.status import list_store
from plumbing.entropy import new_number
from use_cases.card_format import Format
from use_cases.use_case import StatusPurpose

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor
    from plumbing.entropy import Entropy

# At the fullest that a list may be (60 %), 40 misses in a row happen once in 700 million times.
_TRIES = 40


class Mark(IntEnum):
    """What a place says. In a list of its own, a suspension is SET as a revocation is."""

    GOOD = 0
    SET = 1
    SUSPENDED = 2


@dataclass(frozen=True, slots=True)
class Place:
    """An index in a status list."""

    list_id: str
    index: int


@dataclass(frozen=True, slots=True)
class Places:
    """Where a copy's revocation and suspension are told; in a token status list that is one place.

    `suspension` is None where the use case has none.
    """

    revocation: Place
    suspension: Place | None

    @property
    def suspended(self) -> Mark:
        """How the place of the suspension says that the copy is suspended."""
        return Mark.SUSPENDED if self.suspension == self.revocation else Mark.SET


class NoPlaceError(Exception):
    """No open list, or one that is unexpectedly full; the next attempt finds a fresh list."""


def lists_of(form: Format, told: Collection[StatusPurpose]) -> tuple[str, ...]:
    """In which lists a copy has its places: a bit in a list for each purpose, or one place of two bits for all."""
    if form is Format.SD_JWT_VC:
        return (list_store.STATUS,)
    return tuple(purpose.value for purpose in StatusPurpose if purpose in told)


async def take_places(
    executor: Executor,
    entropy: Entropy,
    *,
    office: str,
    form: Format,
    told: Collection[StatusPurpose],
    copy_id: str,
) -> Places:
    """Take random places of the office's open lists for a copy, inside the caller's transaction.

    `told` is what may be told of the card after its issue.

    Raises:
        NoPlaceError: there is no open list with room.
    """
    taken = [
        await take_place(executor, entropy, office=office, purpose=purpose, copy_id=copy_id)
        for purpose in lists_of(form, told)
    ]
    return Places(revocation=taken[0], suspension=taken[-1] if StatusPurpose.SUSPENSION in told else None)


async def take_place(executor: Executor, entropy: Entropy, *, office: str, purpose: str, copy_id: str) -> Place:
    """Take one random place of the office's open list for a purpose; raises as `take_places`."""
    status_list = await list_store.open_list(executor, office=office, purpose=purpose)
    if status_list is None:
        raise NoPlaceError
    for _ in range(_TRIES):
        index = new_number(entropy, status_list.size)
        if await list_store.insert_place(executor, list_id=status_list.list_id, index=index, copy_id=copy_id):
            return Place(status_list.list_id, index)
    raise NoPlaceError


async def mark(executor: Executor, place: Place, value: Mark) -> None:
    """Change what a place says that was given, and make its list due for publication; a revocation stays."""
    await list_store.change_value(executor, list_id=place.list_id, index=place.index, value=value)


async def open_lists(
    database: Database,
    entropy: Entropy,
    trail: AuditTrail,
    *,
    office: str,
    purposes: Iterable[str],
    size: int,
    now: int,
) -> list[str]:
    """Make sure that the office has a list with room for every purpose; answer the lists that were opened.

    A list is closed for new places at half its size, so that it never gets 60 % full, even while several workers
    count on their own (SECURITY S-12).
    """
    opened = []
    for purpose in purposes:
        present = await list_store.open_list(database, office=office, purpose=purpose)
        if present is not None and await list_store.count_places(database, list_id=present.list_id) * 2 < present.size:
            continue
        list_id = await list_store.replace_open_list(
            database, entropy, trail, office=office, purpose=purpose, old=present, size=size, now=now
        )
        if list_id is not None:
            opened.append(list_id)
    return opened
