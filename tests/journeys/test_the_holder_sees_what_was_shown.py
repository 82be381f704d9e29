"""The wallet remembers who was shown what, by what right and until when, and tells who could recognise its holder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.library_city import start_city
from wallet_sim.history import Trace
from wallet_sim.refusals import WalletRefuses
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.clients import Service
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.consent import ConsentQuestion
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
IDENTIFYING = ("cardNumber",)


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[LibraryCity]:
    async with start_city(folder=tmp_path, clock=MovableClock(NOW), entropy=SystemEntropy()) as city:
        yield city


async def holder(city: LibraryCity, wish: Wish) -> Wallet:
    wallet = city.new_wallet(wish=wish)
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def show(wallet: Wallet, service: Service) -> None:
    await wallet.present((await service.ask()).link)


async def test_it_is_remembered_who_asked_for_what_by_what_right_and_until_when(city: LibraryCity) -> None:
    wallet = await holder(city, Wish(format="dc+sd-jwt"))
    await show(wallet, city.lending)
    (entry,) = wallet.history.of(city.lending.did)
    assert wallet.history.entries == [entry]
    assert (entry.at, entry.kept_until) == (NOW, NOW + 86_400)
    assert entry.question.who["en"] == "Musterstadt city library"
    assert entry.question.purpose["de"] == "Medien ausleihen"
    assert entry.question.legal_basis is not None
    assert entry.question.legal_basis["de"] == "Benutzungssatzung der Stadtbibliothek Musterstadt, § 4"
    assert sorted(entry.question.shown) == ["cardNumber", "category"]


async def test_what_the_holder_does_not_agree_to_is_not_shown_and_not_remembered(city: LibraryCity) -> None:
    async def no(_question: ConsentQuestion) -> bool:
        return False

    wallet = await holder(city, Wish(format="dc+sd-jwt"))
    wallet.present.ask_holder = no
    with pytest.raises(WalletRefuses, match="holder-said-no"):
        await show(wallet, city.museum)
    assert wallet.history.entries == []


async def test_a_verifier_recognises_a_copy_that_it_has_seen_and_nobody_by_copies_of_their_own(
    city: LibraryCity,
) -> None:
    museum, lending = city.museum.did, city.lending.did
    one = await holder(city, Wish(format="dc+sd-jwt", copies=1))
    await show(one, city.museum)
    assert one.history.traces(museum, identifying=IDENTIFYING) == frozenset()
    await show(one, city.museum)
    assert one.history.traces(museum, identifying=IDENTIFYING) == {Trace.SAME_COPY}

    several = await holder(city, Wish(format="dc+sd-jwt", copies=3))
    for service in (city.museum, city.museum, city.lending):
        await show(several, service)
    assert several.history.traces(museum, identifying=IDENTIFYING) == frozenset()
    assert several.history.traces(lending, identifying=IDENTIFYING) == {Trace.IDENTIFYING_CLAIM}
    assert several.history.traces(museum, lending, identifying=()) == frozenset()


async def test_two_who_have_seen_one_copy_recognise_it_together(city: LibraryCity) -> None:
    wallet = await holder(city, Wish(format="dc+sd-jwt", copies=1))
    await show(wallet, city.museum)
    await show(wallet, city.lending)
    assert wallet.history.traces(city.museum.did, identifying=()) == frozenset()
    assert wallet.history.traces(city.museum.did, city.lending.did, identifying=()) == {Trace.SAME_COPY}


async def test_a_card_that_is_shown_whole_identifies_its_holder_whatever_was_asked(city: LibraryCity) -> None:
    wallet = await holder(city, Wish(format="ldp_vc", secured_by="eddsa-rdfc-2022"))
    await show(wallet, city.museum)
    assert wallet.history.traces(city.museum.did, identifying=IDENTIFYING) == {Trace.IDENTIFYING_CLAIM}
