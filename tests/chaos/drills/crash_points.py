"""Every named crash point: the process dies exactly there, is started again, and its clients try again as they may."""

from __future__ import annotations

import asyncio
import signal
from random import Random
from typing import TYPE_CHECKING

from plumbing.crash_points import CrashPoint
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.audit import audit
from tests.chaos.harness.authority_steps import AuthoritySteps
from tests.chaos.harness.client import Client
from tests.chaos.harness.founded_city import SERVICES, found_city
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.load import Load
from tests.chaos.harness.service_process import NotServing

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity

NAME = "crash-points"
LANES = 3
_REACHED_SECONDS = 60.0
_OF_VERIFIER = (
    CrashPoint.AFTER_CHECK_COMMIT,
    CrashPoint.AFTER_TAKE,
    CrashPoint.AFTER_JUDGING,
    CrashPoint.AFTER_FINISH,
)
_OF_REGISTRY = (CrashPoint.BEFORE_TRUST_LIST,)
_OF_ISSUER = tuple(point for point in CrashPoint if point not in (*_OF_VERIFIER, *_OF_REGISTRY))


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Let each service die at its points, so many times at each, all three at once and under load."""
    urls = {service: new_database(engine, folder, service) for service in SERVICES}
    ledger = Ledger()
    missed: list[str] = []
    async with (
        found_city(folder, urls, workers=None) as city,
        Load(city, ledger, seed=seed, lanes=LANES).running() as load,
    ):
        deaths = _Deaths(city, ledger, rounds=rounds, seed=seed, say=say, missed=missed)
        async with asyncio.TaskGroup() as services:
            services.create_task(deaths.at("issuer", _OF_ISSUER))
            services.create_task(deaths.at("verifier", _OF_VERIFIER))
            services.create_task(deaths.of_registry())
        async with load.held_still():
            await audit(city, ledger)
    for finding in ledger.findings:
        say(finding)
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={"points": len(CrashPoint), **ledger.told()},
        wrong=WRONG,
        missed=tuple(missed),
        notes=" ".join(ledger.findings[:3]),
    )


class _Deaths:
    def __init__(
        self, city: FoundedCity, ledger: Ledger, *, rounds: int, seed: int, say: Say, missed: list[str]
    ) -> None:
        self._city = city
        self._ledger = ledger
        self._rounds = rounds
        self._random = Random(seed)  # noqa: S311 - to be repeated
        self._say = say
        self._missed = missed

    async def at(self, service: str, points: Iterable[CrashPoint]) -> None:
        """Let a service die so many times at each of its points, then let it serve."""
        await self._city.processes[service].kill()
        for point in points:
            died = await self._die_at(service, point)
            self._say(f"{service} died {died} times at {point}")
            if died < self._rounds:
                self._missed.append(f"{service} died only {died} times at {point}")
        await self._serve(service)

    async def _die_at(self, service: str, point: CrashPoint) -> int:
        process = self._city.processes[service]
        died = in_a_row = 0
        while died < self._rounds:
            # what dies while it starts comes to the same place again at the next start, and must get past it
            times = self._random.randint(1, 2) + 2 * in_a_row
            try:
                await process.start(crash_at=f"{point}:{times}")
                in_a_row = 0
            except NotServing:
                in_a_row += 1
            if not await process.wait_until_dead(_REACHED_SECONDS) or process.exit_code() != -signal.SIGKILL:
                await process.kill()
                break  # it was not reached, or something else ended it
            died += 1
            self._ledger.count("deaths")
        return died

    async def of_registry(self) -> None:
        """Let the registry die while its authority speaks."""
        client = Client(self._city.tls, self._ledger)
        authority = AuthoritySteps(self._city, client, self._ledger)
        try:
            async with asyncio.TaskGroup() as registry:
                dying = registry.create_task(self.at("registry", _OF_REGISTRY))
                number = 0
                while not dying.done():
                    number += 1
                    await authority.say(number)
            await authority.see_list()
        finally:
            await client.close()

    async def _serve(self, service: str) -> None:
        try:
            await self._city.processes[service].start()
        except NotServing as error:
            self._ledger.wrong("failed_restarts", str(error))


DRILLS = (
    Drill(
        name=NAME,
        tried=(
            "under load, issuer, verifier and registry die at each of their named places and are started again; so "
            "often at each place as there are rounds"
        ),
        run=run,
        full_rounds=20,
        short_rounds=1,
        short_engines=("sqlite",),
    ),
)
