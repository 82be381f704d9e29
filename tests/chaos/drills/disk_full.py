"""Full disks: issuing and new checks are refused clearly, verifying goes on, and freed disks serve again (D-04)."""

from __future__ import annotations

import time
from contextlib import ExitStack
from random import Random
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from plumbing.database.open import open_database
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.audit import audit
from tests.chaos.harness.checking_steps import CheckingSteps
from tests.chaos.harness.client import Client
from tests.chaos.harness.founded_city import PURPOSE, found_city
from tests.chaos.harness.issuing_steps import IssuingSteps
from tests.chaos.harness.ledger import WRONG, Ledger
from tests.chaos.harness.light_wallet import LightWallet
from tests.chaos.harness.small_disk import SmallDisk, small_disk

if TYPE_CHECKING:
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from tests.chaos.drill import Say
    from tests.chaos.harness.founded_city import FoundedCity

NAME = "disk-full"
_MOST_TRIES = 3_000  # a write-ahead log that was emptied has room of its own for a while
_RECOVERED_WITHIN = 10.0
_ON_SMALL_DISKS = ("issuer", "verifier")
_MORE_WRONG = ("not_refused", "reading_refused", "verifying_refused", "not_recovered_in_ten_seconds", "corrupted")


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Fill the issuer's disk and the verifier's, one after the other, so often."""
    ledger = Ledger()
    for name in _MORE_WRONG:
        ledger.count(name, 0)
    with ExitStack() as mounted:
        disks = {service: mounted.enter_context(small_disk()) for service in _ON_SMALL_DISKS}
        urls = {service: disk.new_database(engine, service) for service, disk in disks.items()}
        urls["registry"] = new_database(engine, folder, "registry")
        try:
            async with found_city(folder, urls, workers=None) as city:
                office = _Office(city, ledger, seed)
                try:
                    for number in range(1, rounds + 1):
                        await office.fill_the_issuers(disks["issuer"])
                        await office.fill_the_verifiers(disks["verifier"])
                        say(f"round {number} of {rounds}: {ledger.counts['offers_refused']} offers refused")
                    await audit(city, ledger)
                finally:
                    await office.close()
            for service in _ON_SMALL_DISKS:
                ledger.count("corrupted", await _faults_in(urls[service]))
        finally:
            for disk in disks.values():
                disk.free()
                disk.forget_database()
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts=ledger.told(),
        wrong=(*WRONG, *_MORE_WRONG),
        notes=" ".join(["real disks of 24 MB (tmpfs; of PostgreSQL the tablespace)", *ledger.findings[:3]]),
    )


class _Office:
    """Everybody who deals with the city in this drill."""

    def __init__(self, city: FoundedCity, ledger: Ledger, seed: int) -> None:
        self._city = city
        self._ledger = ledger
        self._random = Random(seed)  # noqa: S311 - to be repeated
        self._client = Client(city.tls, ledger)
        self._issuing = IssuingSteps(city, self._client, ledger)
        self._checking = CheckingSteps(city, self._client, ledger)

    async def close(self) -> None:
        await self._client.close()

    async def fill_the_issuers(self, disk: SmallDisk) -> None:
        """No offers; but cards are verified, since what the issuer publishes is read on."""
        card, wallet = await self._new_card()
        disk.fill()
        offer = {"use_case": "library_card", "claims": self._city.claims}
        await self._until_refused("offers_refused", f"{self._city.office_api}/offers", "issuer", offer)
        await self._reads(f"{self._city.urls['issuer']}/.well-known/openid-credential-issuer{_path(self._city)}")
        await self._reads(card["credentialStatus"][0]["statusListCredential"])
        if not await self._checking.check(card, wallet, doubled=False):
            self._ledger.count("verifying_refused")
        disk.free()
        begun = time.monotonic()
        await self._new_card()
        self._ledger.count("not_recovered_in_ten_seconds", int(time.monotonic() - begun > _RECOVERED_WITHIN))

    async def fill_the_verifiers(self, disk: SmallDisk) -> None:
        """No new checks; but what has ended is read."""
        card, wallet = await self._new_card()
        await self._checking.check(card, wallet, doubled=False)
        disk.fill()
        await self._until_refused("checks_refused", self._city.checks_api, "verifier", {"purpose": PURPOSE})
        check_id = next(iter(self._ledger.verdicts))
        await self._reads(f"{self._city.checks_api}/{check_id}", key=self._city.api_keys["verifier"])
        disk.free()
        begun = time.monotonic()
        if not await self._checking.check(card, wallet, doubled=False):
            self._ledger.count("verifying_refused")
        self._ledger.count("not_recovered_in_ten_seconds", int(time.monotonic() - begun > _RECOVERED_WITHIN))

    async def _new_card(self) -> tuple[JsonObject, LightWallet]:
        wallet = LightWallet(self._random, self._city.contexts)
        offered = await self._issuing.offer(self._random.randbytes(12).hex(), doubled=False)
        token = await self._issuing.redeem(offered, doubled=False)
        received = await self._issuing.receive(offered, token, wallet) if token else None
        if received is None:
            raise RuntimeError("a card could not be had with room on every disk")
        return received[0], wallet

    async def _until_refused(self, name: str, url: str, service: str, body: JsonObject) -> None:
        for _ in range(_MOST_TRIES):
            answer = await self._client.ask("POST", url, key=self._city.api_keys[service], json=body)
            if answer.status != 201:
                clear = answer.status == 503 and b"no room" in answer.body
                self._ledger.count(name if clear else "not_refused")
                return
        self._ledger.count("not_refused")

    async def _reads(self, url: str, *, key: str | None = None) -> None:
        answer = await self._client.ask("GET", url, key=key)
        self._ledger.count("read" if answer.status == 200 else "reading_refused")


def _path(city: FoundedCity) -> str:
    return urlsplit(city.office_url).path


async def _faults_in(url: str) -> int:
    """How many faults the engine finds in a database when everything of it is read."""
    database = await open_database(url)
    try:
        if database.engine == "sqlite":
            found = await database.fetch_all("PRAGMA integrity_check")
            return sum(row["integrity_check"] != "ok" for row in found)
        tables = await database.fetch_all("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
        for row in tables:
            await database.fetch_all(f"SELECT * FROM {row['tablename']}")  # noqa: S608 - our own table
        return 0
    finally:
        await database.close()


DRILLS = (
    Drill(
        name=NAME,
        tried="the issuer's and then the verifier's disk is filled to the last byte and freed again, under their feet",
        run=run,
        full_rounds=5,
        short_rounds=1,
    ),
)
