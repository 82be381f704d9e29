"""One of two workers is restarted again and again at a steady load, and no request fails (D-03, M-12)."""

from __future__ import annotations

import asyncio
import os
import signal
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from credentials.strict_json import render
from stadtsiegel.library_city import KIND
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.founded_city import SERVICES, found_city
from tests.chaos.harness.plain_client import PlainClient, Seen

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.service_process import ServiceProcess

NAME = "worker-restarts"
_WORKERS = 2
_CLIENTS = 6  # four of them keep their connections
_PAUSE = 0.06  # about 100 requests a second together
_ROLLING_EVERY = 5  # every fifth time both workers, one after the other, by SIGHUP
_RESTART_SECONDS = 60.0


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Restart one worker so often, and count what the clients saw."""
    seen = Seen()
    restarts = late = 0
    urls = {service: new_database(engine, folder, service) for service in SERVICES}
    async with found_city(folder, urls, serving=("registry", "issuer")) as city, _steady_load(city, seen):
        process = city.processes["issuer"]
        for number in range(1, rounds + 1):
            done = await (_roll(process) if number % _ROLLING_EVERY == 0 else _restart_one(process, number))
            restarts += done
            late += not done
            if number % 20 == 0:
                say(f"{restarts} restarts, {seen.answered} requests, {len(seen.failed)} failed")
    for failure in seen.failed[:5]:
        say(failure)
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={
            "worker_restarts": restarts,
            "requests_answered": seen.answered,
            "requests_sent_again": seen.sent_again,
            "requests_failed": len(seen.failed),
            "restarts_that_took_too_long": late,
        },
        wrong=("requests_failed", "restarts_that_took_too_long"),
        notes=" ".join(seen.failed[:3]),
    )


@asynccontextmanager
async def _steady_load(city: FoundedCity, seen: Seen) -> AsyncIterator[None]:
    office = urlsplit(city.office_url).path
    clients = [PlainClient(city.office_url, city.tls, seen, keep_alive=number < 4) for number in range(_CLIENTS)]

    offers = urlsplit(city.office_api).path + "/offers"
    offer = render({"use_case": KIND, "claims": city.claims})
    known = f"Authorization: Bearer {city.api_keys['issuer']}\r\nContent-Type: application/json\r\n"

    async def call(client: PlainClient) -> None:
        while True:
            await client.ask("GET", f"/.well-known/openid-credential-issuer{office}")
            await asyncio.sleep(_PAUSE)
            await client.ask("POST", f"{office}/nonce")
            await asyncio.sleep(_PAUSE)
            await client.ask("POST", offers, expect=201, headers=known, body=offer)
            await asyncio.sleep(_PAUSE)

    callers = [asyncio.create_task(call(client)) for client in clients]
    try:
        yield
    finally:
        for caller in callers:
            caller.cancel()
        await asyncio.gather(*callers, return_exceptions=True)
        for client in clients:
            client.close()


async def _restart_one(process: ServiceProcess, number: int) -> int:
    """End one worker; its parent starts another. Answers how many were restarted: one, or none in time."""
    begun = process.log_file.stat().st_size
    _, *workers = process.pids()
    os.kill(workers[number % len(workers)], signal.SIGTERM)
    return int(await _served_anew(process, begun, 1))


async def _roll(process: ServiceProcess) -> int:
    begun = process.log_file.stat().st_size
    parent, *_ = process.pids()
    os.kill(parent, signal.SIGHUP)
    return 2 * int(await _served_anew(process, begun, 2))


async def _served_anew(process: ServiceProcess, begun: int, workers: int) -> bool:
    """Wait until so many new workers serve and the old ones are gone."""
    deadline = time.monotonic() + _RESTART_SECONDS
    while time.monotonic() < deadline:
        if process.started_since(begun) >= workers and len(process.pids()) == 1 + _WORKERS:
            return True
        await asyncio.sleep(0.02)
    return False


DRILLS = (
    Drill(
        name=NAME,
        tried="one of the issuer's two workers is ended, or both roll one by one, under a steady load over TLS",
        run=run,
        engines=("sqlite",),
        full_rounds=100,
        short_rounds=2,
    ),
)
