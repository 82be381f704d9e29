"""Where the authority says that selective disclosure is required, no card is shown or taken as a whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.founding import found_city
from stadtsiegel.library_city import LibraryCity, plan_library_city
from use_cases.use_case import Disclosure
from wallet_sim import misbehave
from wallet_sim.refusals import WalletRefuses
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.clients import Created
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[LibraryCity]:
    """A city whose authority is stricter than the package of the library card proposes."""
    plan = plan_library_city()
    strict = tuple(replace(one, selective_disclosure=Disclosure.REQUIRED) for one in plan.use_case.purposes)
    plan = replace(plan, use_case=replace(plan.use_case, purposes=strict))
    async with found_city(plan, folder=tmp_path, clock=MovableClock(NOW), entropy=SystemEntropy()) as city:
        yield LibraryCity(**vars(city))


async def holder(city: LibraryCity, format_: str, secured_by: str) -> Wallet:
    wallet = city.new_wallet(wish=Wish(format=format_, secured_by=secured_by))
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def test_a_whole_card_is_neither_shown_nor_taken(city: LibraryCity) -> None:
    whole = await holder(city, "ldp_vc", "eddsa-rdfc-2022")
    check = await city.museum.ask()
    with pytest.raises(WalletRefuses, match="shows-too-much"):
        await whole.present(check.link)
    assert (await city.museum.read(check)).state == "declined"

    check = await city.museum.ask()  # and a careless wallet
    await misbehave.show_without_asking(whole.present, check.link, whole.vault.kept[0].first)
    await refused(city, check)


@pytest.mark.parametrize(("format_", "secured_by"), [("dc+sd-jwt", "ES256"), ("ldp_vc", "ecdsa-sd-2023")])
async def test_the_asked_for_part_is_taken_and_nothing_beside_it(
    city: LibraryCity, format_: str, secured_by: str
) -> None:
    wallet = await holder(city, format_, secured_by)
    wallet.receive.wish = Wish(format="ldp_vc", secured_by="eddsa-rdfc-2022")
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)  # newer, and of no use here
    check = await city.museum.ask()
    await wallet.present(check.link)
    view = await city.museum.read(check)
    assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})

    check = await city.museum.ask()
    await misbehave.show_more_than_asked(wallet.present, check.link, wallet.vault.kept[0].first)
    await refused(city, check)


async def refused(city: LibraryCity, check: Created) -> None:
    view = await city.museum.read(check)
    assert (view.state, view.problem_code, view.body["claims"]) == ("rejected", "more-shown-than-asked", {})
