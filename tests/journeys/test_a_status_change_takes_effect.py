"""A change of status is published within a minute and known to every verifier within five (issue: the first card)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from issuer.app import PUBLISH_JOB_SECONDS
from issuer.status.publish import EFFECTIVE_SECONDS, PUBLISH_SECONDS, TTL_SECONDS
from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.library_city import start_city
from verifier.evidence.status_lists import MAX_AGE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
FIVE_MINUTES = 300


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def city(tmp_path: Path, clock: MovableClock) -> AsyncIterator[LibraryCity]:
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        yield city


async def verdict(city: LibraryCity, wallet: Wallet) -> str | None:
    check = await city.lending.ask()
    await wallet.present(check.link)
    view = await city.lending.read(check)
    return view.problem_code or view.state


async def lists_of(city: LibraryCity, card: JsonObject) -> list[bytes]:
    urls = [entry["statusListCredential"] for entry in card["credentialStatus"]]
    return [(await city.fetcher.get(url, accept="application/vc", max_bytes=512 * 1024)).body for url in urls]


def test_the_promises_add_up() -> None:
    assert PUBLISH_SECONDS <= 60
    assert PUBLISH_JOB_SECONDS <= PUBLISH_SECONDS  # should the wake-up after a change be lost, the next turn makes up
    assert EFFECTIVE_SECONDS <= FIVE_MINUTES
    assert MAX_AGE <= FIVE_MINUTES  # whatever ttl a list claims


@pytest.mark.parametrize(("change", "code"), [("suspend", "suspended"), ("revoke", "revoked")])
async def test_a_verifier_that_has_just_looked_knows_of_a_change_after_the_ttl_and_not_later(
    city: LibraryCity, clock: MovableClock, change: str, code: str
) -> None:
    wallet = city.new_wallet()
    offer = await city.library.offer()
    card = await wallet.receive(offer.link, tx_code=offer.tx_code)
    assert await verdict(city, wallet) == "verified"  # from now on it keeps the lists for their ttl
    before = await lists_of(city, card.document)
    changed = await city.library.change_status(offer, change)
    assert changed["effective_by"] <= "2026-11-23T10:38:20Z"  # NOW and five minutes
    for _ in range(1000):
        if await lists_of(city, card.document) != before:
            break
        await asyncio.sleep(0.02)
    clock.move(TTL_SECONDS - 1)
    assert await verdict(city, wallet) == "verified"
    clock.move(1)
    assert await verdict(city, wallet) == code
