"""Held in copies, shown, suspended, resumed, revoked, refused: one journey in each format of the card.

Each form of each package is tried in `test_a_package_is_tried`; here are copies, and cheats of the format.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.library_city import start_city
from use_cases.card_format import Format
from use_cases.load import load_catalogue
from wallet_sim import misbehave
from wallet_sim.refusals import ServiceRefused, WalletRefuses
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.clients import CheckView, Created
    from stadtsiegel.library_city import LibraryCity
    from use_cases.card_format import CardFormat
    from wallet_sim.consent import ConsentQuestion
    from wallet_sim.vault import KeptCard
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
FORMS = load_catalogue()["library_card"].formats
COPIES = 5
TTL = 300


class Journey:
    """A wallet that has received a card in one form."""

    def __init__(self, city: LibraryCity, clock: MovableClock, wallet: Wallet, offer: Created, card: KeptCard) -> None:
        self.city = city
        self.clock = clock
        self.wallet = wallet
        self.offer = offer
        self.card = card

    async def show(self) -> CheckView:
        check = await self.city.museum.ask()
        await self.wallet.present(check.link)
        return await self.city.museum.read(check)

    async def change(self, what: str) -> str | None:
        before = await self._lists()
        await self.city.library.change_status(self.offer, what)
        for _ in range(1000):
            if await self._lists() != before:
                break
            await asyncio.sleep(0.02)
        self.clock.move(TTL)
        view = await self.show()
        return view.problem_code or view.state

    async def _lists(self) -> list[bytes]:
        fetch = self.city.fetcher.get
        return [(await fetch(url, accept="*/*", max_bytes=2**20)).body for url in self.card.first.status_lists]


def named(form: CardFormat) -> str:
    return f"{form.format}:{form.secured_by}"


@pytest.fixture
async def journey(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Journey]:
    clock = MovableClock(NOW)
    form: CardFormat = request.param
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        wish = Wish(format=form.format, secured_by=form.secured_by, copies=COPIES)
        wallet = city.new_wallet(wish=wish, key_algorithm=form.algorithm)  # the holder's keys are of the same kind
        offer = await city.library.offer()
        card = await wallet.receive(offer.link, tx_code=offer.tx_code)
        yield Journey(city, clock, wallet, offer, card)


ONE_OF_EACH = [next(form for form in FORMS if form.format == format_) for format_ in Format]


@pytest.mark.parametrize("journey", ONE_OF_EACH, indirect=True, ids=named)
async def test_a_card_lives_and_ends(journey: Journey) -> None:
    assert len({copy.holder.did for copy in journey.card.copies}) == COPIES
    view = await journey.show()
    assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})
    assert await journey.change("suspend") == "suspended"
    assert await journey.change("resume") == "verified"
    assert await journey.change("revoke") == "revoked"
    await journey.wallet.present((await journey.city.museum.ask()).link)  # the last copy, revoked as all of them are
    with pytest.raises(WalletRefuses, match="no-copy-left"):
        await journey.wallet.present((await journey.city.museum.ask()).link)


@pytest.mark.parametrize("journey", [form for form in FORMS if form.selective], indirect=True, ids=named)
async def test_what_can_be_shown_in_part_shows_the_asked_for_part_and_the_holder_is_told_so(journey: Journey) -> None:
    asked: list[ConsentQuestion] = []

    async def note(question: ConsentQuestion) -> bool:
        asked.append(question)
        return True

    journey.wallet.present.ask_holder = note
    check = await journey.city.museum.ask()
    shown = await journey.wallet.present(check.link)
    (question,) = asked
    assert question.shown == question.claims == ("category",)
    assert not question.shows_more_than_asked
    assert "whole card" not in " ".join(question.lines("en"))
    assert "Mustermann" not in str(shown.vp_token)
    assert "M-00012345" not in str(shown.vp_token)


SD_JWT = [form for form in FORMS if form.format == "dc+sd-jwt"]


@pytest.mark.parametrize("journey", SD_JWT, indirect=True, ids=named)
async def test_of_an_sd_jwt_nothing_is_taken_that_its_holder_has_not_signed_for_this_question(journey: Journey) -> None:
    present, copy = journey.wallet.present, journey.card.first
    city = journey.city
    seen = await present((await city.museum.ask()).link)
    thief = journey.wallet.holders.new(copy.holder.public_key.algorithm)
    for cheat, code in (
        (lambda link: misbehave.replay(present, link, seen), "nonce-wrong"),
        (lambda link: misbehave.present_for_another(present, link, copy, audience="x"), "audience-wrong"),
        (
            lambda link: misbehave.show_another_holders_card(present, link, copy, thief=thief),
            "presentation-signature-wrong",
        ),
        (lambda link: misbehave.show_more_than_signed(present, link, copy), "presentation-signature-wrong"),
        (lambda link: misbehave.show_without_key_binding(present, link, copy), "presentation-proof-malformed"),
    ):
        check = await city.museum.ask()
        with pytest.raises(ServiceRefused, match="400 invalid_request"):
            await cheat(check.link)
        view = await city.museum.read(check)
        assert (view.problem_code, view.body["claims"]) == (code, {})


@pytest.mark.parametrize("journey", SD_JWT, indirect=True, ids=named)
async def test_what_nobody_asked_for_is_not_handed_on_even_if_it_is_shown(journey: Journey) -> None:
    check = await journey.city.museum.ask()
    await misbehave.show_more_than_asked(journey.wallet.present, check.link, journey.card.first)
    view = await journey.city.museum.read(check)
    assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})
