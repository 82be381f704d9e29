"""Eight processes after the same things: each has its own connection, and all begin every lap together.

A short drill has two: starting eight takes longer than letting them race.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, TypeVar

from issuer.hall import HALL
from issuer.status import places
from plumbing.audit.trail import AuditTrail
from plumbing.database.errors import DatabaseUnavailable
from plumbing.entropy import SystemEntropy
from tests.chaos.processes import race
from tests.support.issuing import CLAIMS, LIBRARY, USE_CASE, TestIssuer, build_issuer
from tests.support.verifying import TestVerifier, build_verifier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from typing import Any

    from issuer.hall import Hall
    from issuer.offices.office import Office

    Start = Callable[[], object]

RUNNERS = 8
_SHORT, _RUNNERS_IN_SHORT = 200, 2
_LAP = 160  # so many things between two starts, so that no runner falls far behind
_AT_ONCE = 16  # of each runner
_TRIES = 5
_PURPOSES = ("revocation", "suspension")

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def runners_for(rounds: int) -> int:
    """How many processes race in a drill of so many rounds."""
    return RUNNERS if rounds > _SHORT else _RUNNERS_IN_SHORT


async def let_race(rounds: int, work: Callable[..., Outcome], *arguments: Any) -> list[Outcome]:
    """Let all runners do the same work and return what each answers."""
    return await asyncio.to_thread(race, runners_for(rounds), work, *arguments)


async def in_laps(start: Start, items: Sequence[Item], attempt: Callable[[Item], Awaitable[Outcome]]) -> list[Outcome]:
    """Try at every item, in order, together with all other runners; a database that is busy is asked again."""
    gate = asyncio.Semaphore(_AT_ONCE)

    async def patiently(item: Item) -> Outcome:
        async with gate:
            for _ in range(_TRIES - 1):
                try:
                    return await attempt(item)
                except DatabaseUnavailable:
                    await asyncio.sleep(0.1)
            return await attempt(item)

    outcomes: list[Outcome] = []
    for begin in range(0, len(items), _LAP):
        await asyncio.to_thread(start)
        outcomes += await asyncio.gather(*(patiently(item) for item in items[begin : begin + _LAP]))
    return outcomes


async def many(count: int, make: Callable[[int], Awaitable[Outcome]]) -> list[Outcome]:
    """Make many things before a race, some at a time."""
    gate = asyncio.Semaphore(4 * _AT_ONCE)

    async def one(number: int) -> Outcome:
        async with gate:
            return await make(number)

    return list(await asyncio.gather(*(one(number) for number in range(count))))


class Racer:
    """The issuer as one runner has it: its own process, database connection and randomness, the same offices."""

    def __init__(self, issuer: TestIssuer) -> None:
        self.issuer = issuer
        self.hall: Hall = issuer.app[HALL]
        self.office: Office = issuer.settings.offices[LIBRARY]

    async def offer(self, key: str | None = None) -> tuple[str, str, str, bool]:
        """Make an offer: its id, its code, its tx_code, and whether it was made now."""
        made = await self.hall.create_offer(
            self.office, use_case=USE_CASE, claims=CLAIMS, idempotency_key=key, actor="api:racer"
        )
        part = await self.hall.secrets.open(self.issuer.database, made.offer)
        assert part is not None
        return made.offer.offer_id, part.pre_authorized_code, part.tx_code, made.made_now


@asynccontextmanager
async def racing_issuer(url: str, seed: int, *, list_size: int = 131_072) -> AsyncIterator[Racer]:
    """An issuer over this database; seeds of different runners must differ."""
    issuer = await build_issuer(database_url=url, seed=seed, list_size=list_size)
    try:
        entropy = SystemEntropy()
        trail = AuditTrail(clock=issuer.clock, entropy=entropy)
        await places.open_lists(
            issuer.database, entropy, trail, office=LIBRARY, purposes=_PURPOSES, size=list_size, now=0
        )
        yield Racer(issuer)
    finally:
        await issuer.database.close()


@asynccontextmanager
async def racing_verifier(url: str, seed: int) -> AsyncIterator[TestVerifier]:
    """A verifier over this database; seeds of different runners must differ."""
    verifier = await build_verifier(database_url=url, seed=seed)
    try:
        yield verifier
    finally:
        await verifier.database.close()
