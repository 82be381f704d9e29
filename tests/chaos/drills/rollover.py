"""An office changes its key again and again while its cards are made and shown; nobody notices (K-04, T-13).

The eleven minutes of waiting are passed by setting the clock of the city ahead, in steps, so that each cache on the way
runs out at its own time. Cards from before every rollover are shown again after each step.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import AsyncExitStack
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

from credentials.strict_json import parse_object
from issuer.app import migrate_issuer
from issuer.kinds.kinds import LiveKinds
from issuer.offices.key_rollover import WAIT_SECONDS, KeyRollover
from issuer.offices.office_keys import PURPOSE, OfficeKeys
from issuer.service import read_issuer_settings
from issuer.status.publish import StatusPublisher
from plumbing.entropy import SystemEntropy
from plumbing.keyring.port import KeyState
from plumbing.service.start import open_parts
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.ahead_time import AheadTime
from tests.chaos.harness.checker import hear_checker
from tests.chaos.harness.checking_steps import CheckingSteps
from tests.chaos.harness.client import Client
from tests.chaos.harness.founded_city import SERVICES, TENANT, found_city
from tests.chaos.harness.issuing_steps import IssuingSteps
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.light_wallet import LightWallet
from tests.chaos.harness.load import Load
from tests.chaos.harness.service_process import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from plumbing.service.start import ServiceParts
    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity

NAME = "rollover"
LANES = 3
STEPS = 3
_STEP_SECONDS = WAIT_SECONDS // STEPS + 1
_LOAD_SECONDS = 0.3
_LISTS_SECONDS = 60.0  # the job that signs lists anew takes its turn every thirty
ALL_WRONG = (*WRONG, "failed_verifications", "lists_of_an_old_key", "keys_not_shown", "keys_not_changed")


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Rotate as often as there are rounds, and show all cards all the time."""
    urls = {service: new_database(engine, folder, service) for service in SERVICES}
    ledger = Ledger()
    async with AsyncExitStack() as opened:
        city_time = AheadTime(folder)
        opened.enter_context(city_time.ruling())
        city = replace(await opened.enter_async_context(found_city(folder, urls)), now=city_time.now)
        load = await opened.enter_async_context(Load(city, ledger, seed=seed, lanes=LANES).running())
        rollover = _Rollover(city, ledger, load, city_time, Random(seed), folder=folder)  # noqa: S311 - to be repeated
        await rollover.open(opened)
        for number in range(1, rounds + 1):
            await rollover.once()
            say(f"rollover {number} of {rounds}: {ledger.counts['cards_shown_again']} cards shown again")
        async with load.held_still():
            await hear_checker(city, ledger, served=True)
    counts = {**dict.fromkeys(ALL_WRONG, 0), **ledger.told()}
    counts["failed_verifications"] += counts.get("checks_undecided", 0) + counts["wrong_verdicts"]
    for finding in ledger.findings:
        say(finding)
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts=counts,
        wrong=ALL_WRONG,
        notes="The waiting time is passed by a clock that is set ahead for all processes. "
        + " ".join(ledger.findings[:3]),
    )


class _Rollover:
    def __init__(
        self, city: FoundedCity, ledger: Ledger, load: Load, city_time: AheadTime, random: Random, *, folder: Path
    ) -> None:
        self._city, self._ledger, self._load = city, ledger, load
        self._time, self._random, self._folder = city_time, random, folder
        self._kept: list[tuple[LightWallet, JsonObject]] = []

    async def open(self, opened: AsyncExitStack) -> None:
        self._client = Client(self._city.tls, self._ledger)
        opened.push_async_callback(self._client.close)
        self._issuing = IssuingSteps(self._city, self._client, self._ledger)
        self._checking = CheckingSteps(self._city, self._client, self._ledger)
        self._settings, service = read_issuer_settings(self._folder / "issuer.toml")
        self._parts: ServiceParts = await open_parts(
            service="issuer",
            settings=service,
            migrate=migrate_issuer,
            clock=self._time,
            entropy=SystemEntropy(),
            closing=opened,
        )

    async def once(self) -> None:
        """One rollover, from the command to the lists under the new key."""
        await self._keep_a_card()
        old_keys = await self._signing_keys()
        await self._rotate_by_command()
        for _ in range(STEPS):
            await asyncio.sleep(_LOAD_SECONDS)
            async with self._load.held_still():
                self._time.move(_STEP_SECONDS)
            await self._show_all()
        await self._take_over()
        self._ledger.counts["keys_not_changed"] += len(await self._signing_keys() & old_keys)
        await self._keep_a_card()
        await hear_checker(self._city, self._ledger)
        await self._show_all()
        await self._wait_for_lists()
        await self._show_all()
        await self._see_document()

    async def _take_over(self) -> None:
        """What the job of a worker does when its turn comes; here a third worker has it at once."""
        offices, keyring = self._settings.offices, self._parts.keyring
        if await KeyRollover(keyring=keyring, clock=self._time).activate_due(offices.values()):
            self._ledger.count("rollovers")
        await StatusPublisher(
            database=self._parts.database,
            clock=self._time,
            keys=OfficeKeys(keyring=keyring),
            kinds=LiveKinds(self._settings.kinds),
        ).publish_due()

    async def _keep_a_card(self) -> None:
        wallet = LightWallet(self._random, self._city.contexts, now=self._time.now)
        offered = await self._issuing.offer(self._random.randbytes(12).hex(), doubled=False)
        token = await self._issuing.redeem(offered, doubled=False)
        received = await self._issuing.receive(offered, token, wallet) if token else None
        if received is not None:
            self._kept.append((wallet, received[0]))

    async def _rotate_by_command(self) -> None:
        command = (sys.executable, "-m", "stadtsiegel", "office", "rotate-key", str(self._folder), TENANT)
        process = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdout=asyncio.subprocess.DEVNULL)
        if await process.wait() != 0:
            raise RuntimeError("the command did not rotate the key")

    async def _show_all(self) -> None:
        for wallet, card in self._kept:
            if not await self._checking.check(card, wallet, doubled=False):
                self._ledger.counts["failed_verifications"] += 1
            self._ledger.count("cards_shown_again")

    async def _wait_for_lists(self) -> None:
        keys = await self._signing_keys()
        begun = time.monotonic()
        while rows := [
            row
            for row in await self._parts.database.fetch_all("SELECT signed_by FROM status_lists")
            if row["signed_by"] not in keys
        ]:
            if time.monotonic() - begun > _LISTS_SECONDS:
                self._ledger.counts["lists_of_an_old_key"] += len(rows)
                return
            await asyncio.sleep(0.1)

    async def _signing_keys(self) -> set[str]:
        keys = OfficeKeys(keyring=self._parts.keyring)
        return {key.key_id for key in await keys.signing_keys(self._settings.offices[TENANT])}

    async def _see_document(self) -> None:
        answer = await self._client.persist("GET", f"{self._city.office_url}/did.json")
        shown = {one.partition("#")[2] for one in parse_object(answer.body, max_bytes=1 << 20)["assertionMethod"]}
        meant = {key.key_id for key in await self._parts.keyring.keys(owner=TENANT) if key.purpose == PURPOSE}
        self._ledger.counts["keys_not_shown"] += len(meant ^ shown)
        states = [key.state for key in await self._parts.keyring.keys(owner=TENANT) if key.purpose == PURPOSE]
        if states.count(KeyState.ACTIVE) != len(self._settings.offices[TENANT].algorithms):
            self._ledger.counts["keys_not_shown"] += 1


DRILLS = (
    Drill(
        name=NAME,
        tried=(
            "under load of offices, wallets and checking services an office's key is rotated by command; the clock of "
            "all processes is set ahead over the waiting time in steps, and cards of all keys are shown after each"
        ),
        run=run,
        full_rounds=5,
        short_rounds=1,
    ),
)
