"""Where the authority says that selective disclosure is required, no card is asked for or taken as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel import founding
from wallet_sim import misbehave
from wallet_sim.refusals import ServiceRefused, WalletRefuses
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.city import City
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026


@pytest.fixture
async def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[City]:
    """A city whose authority is stricter than the package of the library card proposes."""
    propose = founding.propose_to_ask

    def strictly(*what: Any, **who: Any) -> dict[str, Any]:
        return propose(*what, **who) | {"selective_disclosure": "required"}

    monkeypatch.setattr(founding, "propose_to_ask", strictly)
    clock = MovableClock(NOW)
    async with founding.start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        yield city


async def holder(city: City, format_: str) -> Wallet:
    wallet = city.new_wallet(wish=Wish(format=format_))
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def test_a_card_is_taken_in_part_or_not_at_all(city: City) -> None:
    whole, in_part = await holder(city, "ldp_vc"), await holder(city, "dc+sd-jwt")

    check = await city.museum.ask()
    with pytest.raises(WalletRefuses, match="no-match"):
        await whole.present(check.link)
    assert (await city.museum.read(check)).state == "declined"

    check = await city.museum.ask()
    request = await whole.present.open_request(check.link)
    copy = whole.vault.kept[0].first
    presentation = await whole.present.presentation(request, copy, paths=())
    with pytest.raises(ServiceRefused, match="400 invalid_request"):
        await whole.present.answer(request, {"ldp_vc": [presentation]})
    assert (await city.museum.read(check)).state == "opened"

    await in_part.present(check.link)
    view = await city.museum.read(check)
    assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})

    check = await city.museum.ask()
    await misbehave.show_more_than_asked(in_part.present, check.link, in_part.vault.kept[0].first)
    view = await city.museum.read(check)
    assert (view.state, view.problem_code, view.body["claims"]) == ("rejected", "more-shown-than-asked", {})


async def test_a_wallet_shows_no_whole_card_even_if_it_is_asked_for_one(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The verifier asks for whatever it likes; what its holder sees is what the authority has signed."""
    wallet = await holder(city, "ldp_vc")
    check = await city.museum.ask()
    monkeypatch.setattr("verifier.presentation.question.Disclosure", _NeverRequired)
    with pytest.raises(WalletRefuses, match="shows-too-much"):
        await wallet.present(check.link)
    assert (await city.museum.read(check)).state == "declined"


class _NeverRequired:
    """Makes the verifier deaf to what its statement says."""

    REQUIRED = None
