"""Many lives at once, that can be held still for an audit."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from random import Random
from typing import TYPE_CHECKING

from tests.chaos.harness.client import Client, GaveUp
from tests.chaos.harness.life import Life

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger


class Load:
    """Lives that begin one after the other in several lanes."""

    def __init__(self, city: FoundedCity, ledger: Ledger, *, seed: int, lanes: int) -> None:
        self._city = city
        self._ledger = ledger
        self._seed = seed
        self._lanes = lanes
        self._may_begin = asyncio.Event()
        self._still = 0
        self._all_still = asyncio.Condition()
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Load]:
        """Live as long as the block lasts."""
        self._may_begin.set()
        self._tasks = [asyncio.create_task(self._lane(number)) for number in range(self._lanes)]
        try:
            yield self
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    @asynccontextmanager
    async def held_still(self) -> AsyncIterator[None]:
        """Let every life that has begun come to its end, and none begin until the block is left."""
        self._may_begin.clear()
        async with self._all_still:
            await self._all_still.wait_for(lambda: self._still == self._lanes)
        for task in self._tasks:
            if task.done():
                task.result()  # a fault of the harness must not look like calm
        try:
            yield
        finally:
            self._may_begin.set()

    async def _lane(self, number: int) -> None:
        client = Client(self._city.tls, self._ledger)
        life = Life(self._city, client, self._ledger, Random(f"{self._seed}/{number}"))  # noqa: S311 - to be repeated
        try:
            while True:
                await self._be_still()
                await self._may_begin.wait()
                self._still -= 1
                with suppress(GaveUp):
                    await life.live()
        finally:
            await client.close()
            await self._be_still()

    async def _be_still(self) -> None:
        async with self._all_still:
            self._still += 1
            self._all_still.notify_all()
