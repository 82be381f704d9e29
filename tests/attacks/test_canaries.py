"""Canaries: a citizen with unmistakable claims walks the whole demo at log level debug; then everything is searched.

Searched are the logs, the metrics of all internal ports, and the database files of all services with their write-ahead
logs, before and after the retention jobs (SECURITY L-01, L-02, L-03).
"""

from __future__ import annotations

import base64
import io
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp
import pytest

from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from plumbing.jobs import PeriodicJobs
from plumbing.observability import logs
from plumbing.retention.forget import FORGET_JOB
from plumbing.service.start import start_service
from stadtsiegel import founding
from stadtsiegel.clients import Office
from stadtsiegel.demo.story import Story
from verifier.presentation import receive_answer
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from plumbing.service.start import RunningService
    from stadtsiegel.city import City

NOW = 1_795_430_000  # 23 November 2026
DAYS_AFTER = 40 * 86_400  # after every retention time of the library card
CLAIMS = {
    "cardNumber": "M-73519264",
    "givenName": "Quetzalcoatline",
    "familyName": "Kanarienvögelchen",
    "category": "youth",
    "memberSince": "1987-11-13",
}
CANARIES = [CLAIMS[name] for name in ("cardNumber", "givenName", "familyName", "memberSince")]
SEALING = ("issuer", "verifier")  # the services whose databases hold sealed columns
FORGED = "Adler"  # what the demo changes the family name to


def spellings(canary: str) -> set[bytes]:
    """How a text may stand somewhere: as it is, escaped, in an address, in hexadecimal or in any kind of base64."""
    raw = canary.encode()
    found = {raw, canary.encode("utf-16-le"), json.dumps(canary)[1:-1].encode(), quote(canary).encode()}
    found.add(raw.hex().encode())
    for shift in range(3):  # base64 of a longer text: only whole groups of three bytes can be recognized
        whole = raw[shift : shift + (len(raw) - shift) // 3 * 3]
        found |= {base64.b64encode(whole), base64.urlsafe_b64encode(whole)}
    return found


def hits(haystack: bytes, canaries: list[str]) -> list[str]:
    return [canary for canary in canaries if any(spelling in haystack for spelling in spellings(canary))]


@dataclass
class Watched:
    """A city in a folder, what its services write, and their periodic jobs."""

    folder: Path
    clock: MovableClock
    city: City
    log: io.StringIO
    services: list[RunningService] = field(default_factory=list)
    jobs: list[PeriodicJobs] = field(default_factory=list)

    def files(self) -> dict[str, bytes]:
        """Every file that belongs to a database."""
        return {file.name: file.read_bytes() for file in self.folder.glob("*.sqlite*")}

    async def metrics(self) -> bytes:
        """What all internal ports tell."""
        told = b""
        async with aiohttp.ClientSession() as client:
            for service in self.services:
                assert service.internal is not None
                async with client.get(f"{service.internal.url}/metrics") as answer:
                    assert answer.status == 200
                    told += await answer.read()
        return told

    async def forget(self) -> None:
        """Let the retention jobs of every service take their turn."""
        having_one = [jobs for jobs in self.jobs if FORGET_JOB in jobs._jobs]
        assert len(having_one) == 3
        for jobs in having_one:
            assert await jobs.run_now(FORGET_JOB)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure("city", level="debug", stream=stream)
    yield stream
    logs.configure("tests", level="error")


@pytest.fixture
async def watched(tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    services: list[RunningService] = []
    jobs: list[PeriodicJobs] = []
    attach = PeriodicJobs.attach

    async def note_service(**arguments: Any) -> RunningService:
        services.append(await start_service(**arguments))
        return services[-1]

    def note_jobs(self: PeriodicJobs, app: Any) -> None:
        jobs.append(self)
        attach(self, app)

    monkeypatch.setattr(founding, "start_service", note_service)
    monkeypatch.setattr(PeriodicJobs, "attach", note_jobs)
    clock = MovableClock(NOW)
    async with founding.start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as founded:
        library, parks = (
            Office(did=office.did, api=office.api, use_case=founding.KIND, sample=CLAIMS)
            for office in (founded.library, founded.parks)
        )
        city = replace(founded, library=library, parks=parks)
        yield Watched(folder=tmp_path, clock=clock, city=city, log=log, services=services, jobs=jobs)


def test_a_canary_is_found_in_every_spelling() -> None:
    text = f'{{"familyName": "{CLAIMS["familyName"]}"}}'
    for start in range(3):
        padded = "x" * start + text
        for written in (padded.encode(), json.dumps(padded).encode(), base64.b64encode(padded.encode())):
            assert hits(written, [CLAIMS["familyName"]])


async def test_a_whole_journey_with_all_its_refusals_leaves_nobody_in_logs_metrics_and_files(watched: Watched) -> None:
    story = Story(watched.city, clock=watched.clock)
    steps = [step async for step in story.tell()]
    assert [step.step for step in steps if not step.agrees] == []

    offer, card, seen, anna = story._offer, story._card, story._seen, story._anna
    assert card.document["credentialSubject"]["familyName"] == CLAIMS["familyName"]
    secrets = [
        anna.holder.did,
        story._mallory.holder.did,
        card.document["id"].rpartition("/")[2].removeprefix("urn:uuid:"),
        card.document["proof"]["proofValue"],
        json.dumps(seen.vp_token)[-120:-60],
        offer.id,
        offer.link,
        *(one.api.api_key for one in (watched.city.library, watched.city.lending, watched.city.museum)),
    ]
    written = watched.log.getvalue().encode()
    assert written.count(b'"event": "request"') > 50
    assert hits(written, [*CANARIES, FORGED, *secrets]) == []
    for line in written.splitlines():
        assert offer.tx_code not in [str(value) for value in json.loads(line).values()]
    assert hits(await watched.metrics(), [*CANARIES, FORGED, *secrets]) == []

    # While a result is kept and an offer waits, they are sealed.
    files = watched.files()
    assert {"registry.sqlite", "issuer.sqlite", "verifier.sqlite", "verifier.sqlite-wal"} <= files.keys()
    bearer_keys = [one.api.api_key for one in (watched.city.library, watched.city.lending, watched.city.museum)]
    for name, content in files.items():
        assert (name, hits(content, [*CANARIES, FORGED, *bearer_keys, anna.holder.did])) == (name, [])


async def test_what_is_sealed_is_forgotten_when_its_time_is_over(watched: Watched) -> None:
    city = watched.city
    await city.library.offer()  # nobody takes this one
    offer = await city.library.offer()
    wallet = city.new_wallet()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.lending.ask()
    await wallet.present(check.link)
    assert (await city.lending.read(check)).body["claims"]["cardNumber"] == CLAIMS["cardNumber"]
    issuer, verifier = [await open_database(f"sqlite:///{watched.folder / name}.sqlite") for name in SEALING]
    try:
        kept = await issuer.fetch_all("SELECT sealed FROM offers WHERE sealed IS NOT NULL")
        assert len(kept) == 1  # the wallet has told that it has the other card
        results = await verifier.fetch_all("SELECT result_sealed FROM checks WHERE result_sealed IS NOT NULL")
        assert len(results) == 1
        watched.clock.move(DAYS_AFTER)
        await watched.forget()
        assert await issuer.fetch_all("SELECT offer_id FROM offers WHERE sealed IS NOT NULL") == []
        assert await verifier.fetch_all("SELECT check_id FROM checks WHERE result_sealed IS NOT NULL") == []
    finally:
        await issuer.close()
        await verifier.close()
    for name, content in watched.files().items():
        assert (name, hits(content, [*CANARIES, wallet.holder.did])) == (name, [])


async def test_a_fault_in_the_middle_of_judging_tells_nothing_about_the_card(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_verdict: object, document: object, _paths: object) -> None:
        raise ValueError(f"cannot go on with {document}")

    monkeypatch.setattr(receive_answer, "result_of", break_down)
    wallet = watched.city.new_wallet()
    offer = await watched.city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await watched.city.lending.ask()
    with pytest.raises(ServiceRefused) as refused:
        await wallet.present(check.link)
    assert refused.value.status == 500
    assert hits(str(refused.value).encode(), [*CANARIES, wallet.holder.did]) == []
    written = watched.log.getvalue().encode()
    assert b"unexpected-error" in written
    assert hits(written, [*CANARIES, wallet.holder.did]) == []
