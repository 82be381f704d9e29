"""PostgreSQL under load: ended without a word and started again, connections cut after COMMIT (SECURITY D-06)."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import TYPE_CHECKING

from tests.chaos.databases import own_cluster
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.audit import audit
from tests.chaos.harness.client import AnswerLost, Client
from tests.chaos.harness.cutting_proxy import CuttingProxy
from tests.chaos.harness.founded_city import PURPOSE, SERVICES, found_city
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.load import Load

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.support.postgresql import Cluster

NAME = "postgresql-restarts"
LANES = 4
BACK_SECONDS = 10.0
AUDIT_EVERY = 10
_CUT_SECONDS = 30.0


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """In each round cut one connection after its COMMIT, then end the server and start it again."""
    ledger = Ledger()
    random = Random(seed)  # noqa: S311 - to be repeated
    back: list[float] = []
    with own_cluster(durable=True) as cluster:
        urls = {service: cluster.new_database() for service in SERVICES}
        proxies = {service: CuttingProxy(cluster.folder) for service in SERVICES}
        behind = {service: proxies[service].url(urls[service]) for service in SERVICES}
        for proxy in proxies.values():
            await proxy.start()
        async with (
            found_city(folder, urls, workers=None, seen_by_services=behind) as city,
            Load(city, ledger, seed=seed, lanes=LANES).running() as load,
        ):
            for number in range(1, rounds + 1):
                if await proxies[random.choice(("issuer", "issuer", "verifier"))].cut_next(_CUT_SECONDS):
                    ledger.count("cuts_after_commit")
                await asyncio.sleep(random.uniform(0.3, 1.5))  # a life takes about half a second
                back.append(await _restart(cluster, city, ledger))
                if number % AUDIT_EVERY == 0 or number == rounds:
                    async with load.held_still():
                        await audit(city, ledger)
                    say(f"round {number} of {rounds}: {ledger.told()}")
        for proxy in proxies.values():
            await proxy.close()
    for finding in ledger.findings:
        say(finding)
    missed = [f"serving again only after {max(back):.1f} s"] if max(back) > BACK_SECONDS else []
    if ledger.counts["cuts_after_commit"] < rounds:
        missed.append(f"only {ledger.counts['cuts_after_commit']} cuts")
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts={**ledger.told(), "longest_milliseconds_until_all_served_again": round(max(back) * 1000)},
        wrong=WRONG,
        missed=tuple(missed),
        notes=" ".join(["The server waits for its disk (fsync).", *ledger.findings[:3]]),
    )


async def _restart(cluster: Cluster, city: FoundedCity, ledger: Ledger) -> float:
    """Restart the server and return the seconds from its first answer until every service serves again."""
    await asyncio.to_thread(cluster.stop, hard=True)
    await asyncio.to_thread(cluster.start)
    ledger.count("restarts")
    begun = time.monotonic()
    client = Client(city.tls, Ledger())  # whose refusals in between are no finding
    try:
        await asyncio.gather(
            _until(200, client, "GET", f"{city.urls['registry']}/trust-list"),
            _until(404, client, "GET", f"{city.office_api}/offers/none", key=city.api_keys["issuer"]),
            _until(201, client, "POST", city.checks_api, key=city.api_keys["verifier"], json={"purpose": PURPOSE}),
        )
    finally:
        await client.close()
    return time.monotonic() - begun


async def _until(status: int, client: Client, method: str, url: str, **given: object) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < _CUT_SECONDS:
        try:
            if (await client.ask(method, url, **given)).status == status:
                return
        except AnswerLost:
            pass
        await asyncio.sleep(0.05)


DRILLS = (
    Drill(
        name=NAME,
        tried=(
            "under load, a connection is cut after the server has committed and before its answer arrives; then the "
            "server is ended at once (`pg_ctl restart -m immediate`), and every service must serve again within "
            "10 seconds of its return"
        ),
        run=run,
        engines=("postgresql",),
        full_rounds=50,
        short_rounds=1,
    ),
)
