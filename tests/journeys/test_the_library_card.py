"""The whole journey over HTTPS, on both engines: issued, accepted, and refused for every reason of the demo."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from credentials.keys.algorithm import Algorithm
from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy, SystemEntropy
from stadtsiegel.demo.story import Story
from stadtsiegel.library_city import start_city
from wallet_sim.refusals import ServiceRefused, WalletRefuses
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.library_city import LibraryCity
    from tests.support.postgresql import Cluster
    from wallet_sim.consent import ConsentQuestion

NOW = 1_795_430_000  # 23 November 2026


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def city(tmp_path: Path, clock: MovableClock) -> AsyncIterator[LibraryCity]:
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        yield city


async def test_every_step_of_the_demo_goes_as_it_should(city: LibraryCity, clock: MovableClock) -> None:
    steps = [step async for step in Story(city, clock=clock).tell()]
    assert [(step.step, step.actual) for step in steps] == [(step.step, step.expected) for step in steps]
    assert len(steps) >= 15


async def test_a_did_key_wallet_walks_the_same_path(city: LibraryCity) -> None:
    wallet = city.new_wallet("did:key")
    offer = await city.library.offer()
    kept = await wallet.receive(offer.link, tx_code=offer.tx_code)
    assert kept.document["credentialSubject"]["id"].startswith("did:key:")
    check = await city.lending.ask()
    await wallet.present(check.link)
    view = await city.lending.read(check)
    assert view.state == "verified"


async def test_ten_copies_come_in_one_encrypted_response(city: LibraryCity) -> None:
    wallet = city.new_wallet()
    wallet.receive.wish = Wish(copies=10, encrypted=True)
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.lending.ask()
    await wallet.present(check.link)
    assert (await city.lending.read(check)).state == "verified"


@pytest.mark.parametrize("algorithm", [Algorithm.P256, Algorithm.P384])
async def test_a_wallet_with_the_keys_of_a_phone_walks_the_same_path(city: LibraryCity, algorithm: Algorithm) -> None:
    wallet = city.new_wallet(key_algorithm=algorithm)
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.lending.ask()
    await wallet.present(check.link)
    view = await city.lending.read(check)
    assert view.state == "verified"


async def test_the_service_learns_only_what_its_purpose_asks(city: LibraryCity) -> None:
    wallet = city.new_wallet()
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.museum.ask()
    await wallet.present(check.link)
    view = await city.museum.read(check)
    assert view.state == "verified"
    assert view.body["claims"] == {"category": "adult"}


async def test_the_holder_is_told_who_asks_why_and_that_the_whole_card_is_shown(city: LibraryCity) -> None:
    asked: list[ConsentQuestion] = []

    async def note_and_refuse(question: ConsentQuestion) -> bool:
        asked.append(question)
        return False

    wallet = city.new_wallet()
    wallet.present.ask_holder = note_and_refuse
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.museum.ask()
    with pytest.raises(WalletRefuses, match="holder-said-no"):
        await wallet.present(check.link)
    (question,) = asked
    assert question.who["de"] == "Stadtmuseum Musterstadt"
    assert question.claims == ("category",)
    assert question.shows_more_than_asked
    assert "The whole card is shown" in " ".join(question.lines("en"))
    assert "Der ganze Ausweis wird gezeigt" in " ".join(question.lines("de"))
    assert (await city.museum.read(check)).state == "declined"


async def test_a_same_device_result_is_released_only_with_its_response_code(city: LibraryCity) -> None:
    wallet = city.new_wallet()
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.lending.ask(same_device=True)
    shown = await wallet.present(check.link)
    assert shown.redirect_uri is not None
    code = shown.redirect_uri.partition("response_code=")[2]
    assert (await city.lending.read(check)).state == "answered"
    with pytest.raises(ServiceRefused, match="404"):
        await city.lending.read(check, response_code="A" * 43)
    assert (await city.lending.read(check, response_code=code)).state == "verified"
    with pytest.raises(ServiceRefused, match="404"):
        await city.lending.read(check, response_code=code)
    assert (await city.lending.read(check)).body["claims"]


async def test_a_second_answer_to_the_same_check_is_refused_and_changes_nothing(city: LibraryCity) -> None:
    wallet = city.new_wallet()
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.lending.ask()
    request = await wallet.present.open_request(check.link)
    shown = await wallet.present(check.link)
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await wallet.present.answer(request, shown.vp_token)
    assert (await city.lending.read(check)).state == "verified"


async def test_a_check_that_nobody_answers_expires(city: LibraryCity, clock: MovableClock) -> None:
    check = await city.lending.ask()
    clock.move(301)
    assert (await city.lending.read(check)).state == "expired"
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await city.new_wallet().present.open_request(check.link)


async def test_results_are_erased_after_the_time_that_the_purpose_says(city: LibraryCity, clock: MovableClock) -> None:
    wallet = city.new_wallet()
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await city.museum.ask()
    await wallet.present(check.link)
    clock.move(3600)
    view = await city.museum.read(check)
    assert view.state == "verified"
    assert "claims" not in view.body
    assert "verdict" not in view.body


async def test_a_cancelled_check_cannot_be_answered(city: LibraryCity) -> None:
    check = await city.lending.ask()
    await city.lending.cancel(check)
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await city.new_wallet().present.open_request(check.link)


async def test_the_journey_runs_on_postgresql_with_a_card_that_is_shown_in_part(
    tmp_path: Path, clock: MovableClock, postgresql_cluster: Cluster
) -> None:
    urls = {service: postgresql_cluster.new_database() for service in ("registry", "issuer", "verifier")}
    entropy = SeededEntropy(b"journey on postgresql")
    in_part = Wish(format="dc+sd-jwt", copies=10)
    async with start_city(folder=tmp_path, clock=clock, entropy=entropy, database_urls=urls) as city:
        steps = [step async for step in Story(city, clock=clock, wish=in_part).tell()]
    assert all(step.agrees for step in steps), [step for step in steps if not step.agrees]
