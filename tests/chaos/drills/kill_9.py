"""Kill -9 under load: a worker at any moment, every tenth time a whole service, and nothing is lost or done twice."""

from __future__ import annotations

import asyncio
import os
import signal
from contextlib import suppress
from random import Random
from typing import TYPE_CHECKING

from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.audit import audit
from tests.chaos.harness.founded_city import SERVICES, found_city
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.load import Load
from tests.chaos.harness.service_process import NotServing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.service_process import ServiceProcess

NAME = "kill-9"
LANES = 6
AUDIT_EVERY = 50
_WHOLE_SERVICE_EVERY = 10
_FIRST_CHECK_SECONDS = 60
_PAUSE = (0.1, 0.9)  # seconds between two kills: a life takes about half a second, a new worker one
_HEALED_SECONDS = 40.0  # the parent's longest pause, and a start on a busy machine


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Kill, let live, hold the ledger against the databases."""
    urls = {service: new_database(engine, folder, service) for service in SERVICES}
    ledger = Ledger()
    random = Random(seed)  # noqa: S311 - to be repeated
    async with (
        found_city(folder, urls) as city,
        Load(city, ledger, seed=seed, lanes=LANES).running() as load,
    ):
        # The first kill meets somebody, and a verifier that has fetched the terms of the cards once: it keeps them.
        async with asyncio.timeout(_FIRST_CHECK_SECONDS):
            while not ledger.counts["cards_checked"]:  # noqa: ASYNC110 - the ledger tells nobody of itself
                await asyncio.sleep(0.1)
        for number in range(1, rounds + 1):
            await asyncio.sleep(random.uniform(*_PAUSE))
            service = random.choice(("issuer", "issuer", "verifier"))
            if number % _WHOLE_SERVICE_EVERY == 0 or number == rounds:
                await _kill_service(city, service, ledger)
            else:
                await _kill_worker(city, service, random, ledger)
            if number % AUDIT_EVERY == 0 or number == rounds:
                async with load.held_still():
                    await audit(city, ledger)
                say(f"round {number} of {rounds}: {ledger.told()}")
    for finding in ledger.findings:
        say(finding)
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts=ledger.told(),
        wrong=WRONG,
        notes=" ".join(ledger.findings[:3]),
    )


async def _kill_worker(city: FoundedCity, service: str, random: Random, ledger: Ledger) -> None:
    process = city.processes[service]
    while workers := await _workers_of(process, random):
        try:
            os.kill(random.choice(workers), signal.SIGKILL)
        except ProcessLookupError:
            continue
        ledger.count("kills_of_workers")
        return
    ledger.wrong("failed_restarts", f"no worker of the {service} serves again after {_HEALED_SECONDS:.0f} s")


async def _workers_of(process: ServiceProcess, random: Random) -> list[int]:
    """The workers of a service; when all are dead, those a moment after one serves again: every round kills somebody.

    None when none serves in time.
    """
    begun = process.log_file.stat().st_size
    workers = process.pids()[1:]  # the first is their parent
    with suppress(TimeoutError):
        async with asyncio.timeout(_HEALED_SECONDS):
            while not workers:
                await asyncio.sleep(0.02)
                if process.started_since(begun):
                    await asyncio.sleep(random.uniform(*_PAUSE))
                    workers = process.pids()[1:]
    return workers


async def _kill_service(city: FoundedCity, service: str, ledger: Ledger) -> None:
    process = city.processes[service]
    await process.kill()
    ledger.count("kills_of_services")
    try:
        await process.start()
    except NotServing as error:
        ledger.wrong("failed_restarts", str(error))


DRILLS = (
    Drill(
        name=NAME,
        tried=(
            "under load of offices, wallets, checking services and clerks, one of two workers of the issuer or the "
            "verifier is killed by `kill -9` at a random moment, in every tenth round the whole service"
        ),
        run=run,
        full_rounds=300,
        short_rounds=2,
    ),
)
