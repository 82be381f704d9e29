"""A new version of a document takes over in a running city: cards of the earlier one are good before and after."""

from __future__ import annotations

import asyncio
import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from issuer.kinds.read import read_packages
from issuer.kinds.reloads import write_reload
from plumbing.audit.trail import OPERATOR, AuditTrail
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from stadtsiegel.founding import found_city
from stadtsiegel.library_city import LibraryCity, plan_library_city
from stadtsiegel.statements import propose_type
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, write_package
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue
from wallet_sim.refusals import ServiceRefused
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
CLAIMS = sample_claims(load_catalogue()["library_card"], on=dt.date(2026, 11, 23))
DISTRICT = """
[claims.district]
kind = "text"
mandatory = true
label = { de = "Bezirk", en = "District" }
max_length = 40
sample = "Nordstadt"

# Days begin"""
SECOND = library_card(NEXT_VERSION, ("\n# Days begin", DISTRICT))
FORMS = (("ldp_vc", "eddsa-rdfc-2022"), ("ldp_vc", "ecdsa-sd-2023"), ("dc+sd-jwt", "ES256"))


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    return write_package(tmp_path / "packages", LIBRARY_CARD)


@pytest.fixture
async def city(tmp_path: Path, packages: Path, clock: MovableClock) -> AsyncIterator[LibraryCity]:
    plan = replace(plan_library_city(), packages=packages)
    async with found_city(plan, folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        yield LibraryCity(**vars(city))


async def holder(city: LibraryCity, form: tuple[str, str], district: str | None = None) -> Wallet:
    wallet = city.new_wallet(wish=Wish(format=form[0], secured_by=form[1], copies=3))
    offer = await city.library.offer(CLAIMS if district is None else {**CLAIMS, "district": district})
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def shown(city: LibraryCity, wallet: Wallet) -> tuple[str, object]:
    check = await city.museum.ask()
    await wallet.present(check.link)
    view = await city.museum.read(check)
    return view.state, view.body["claims"]


async def reload(city: LibraryCity, folder: Path, packages: Path) -> None:
    """What `stadtsiegel use-case reload` writes; then wait until the running issuer has taken it over."""
    digest = read_packages(packages)["library_card"].digest
    database = await open_database(f"sqlite:///{folder}/issuer.sqlite")
    trail = AuditTrail(clock=city.clock, entropy=city.entropy, process=OPERATOR)
    await write_reload(database, trail, digests={"library_card": digest}, whole=False, now=city.clock.now())
    await database.close()
    url = f"{city.issuer_url}/use-cases/library_card/v2/schema.json"
    async with asyncio.timeout(20):
        while await status_of(city, url) != 200:  # noqa: ASYNC110 - another task's job
            await asyncio.sleep(0.1)


async def status_of(city: LibraryCity, url: str) -> int:
    return (await city.fetcher.get(url, accept="*/*", max_bytes=99_999, expect_ok=False)).status


async def test_cards_of_both_versions_are_good_side_by_side(
    city: LibraryCity, tmp_path: Path, packages: Path, clock: MovableClock
) -> None:
    earlier = [await holder(city, form) for form in FORMS]
    late_offer = await city.library.offer()
    write_package(packages, SECOND, earlier={1: LIBRARY_CARD})
    await reload(city, tmp_path, packages)

    with pytest.raises(ServiceRefused, match="Documents not listed"):
        await city.library.offer({**CLAIMS, "district": "Nordstadt"})
    newest = read_packages(packages)["library_card"].newest
    await city.registry.put("/credential-types", propose_type(newest, issuer_url=city.issuer_url), 200)
    clock.move(10)  # the list is read anew

    late = city.new_wallet(wish=Wish(format="ldp_vc", secured_by="eddsa-rdfc-2022"))
    await late.receive(late_offer.link, tx_code=late_offer.tx_code)
    later = [await holder(city, form, "Nordstadt") for form in FORMS]
    for wallet in (*earlier, late, *later):
        assert await shown(city, wallet) == ("verified", {"category": "adult"})
