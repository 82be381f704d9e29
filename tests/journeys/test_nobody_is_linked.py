"""Two who check the same person with two copies of her card share no value beyond the asked-for claims.

Nothing is exempted by hand: what a stranger's card of the same kind, issued in the same hour, has as well tells nobody
apart. All else that two presentations have in common must be what was asked for, or what the format shows anyway.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from stadtsiegel.library_city import start_city
from tests.journeys.linking import values_of
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.clients import Service
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026, 33 minutes past an hour
STRANGER = {"cardNumber": "M-00099999", "givenName": "Max", "familyName": "Beispiel", "category": "child"}
SELECTIVE = Wish(format="dc+sd-jwt", copies=2)
DERIVED = Wish(format="ldp_vc", secured_by="ecdsa-sd-2023", copies=2)
WHOLE = Wish(format="ldp_vc", copies=2)


class Scene:
    """A city in which time goes on."""

    def __init__(self, city: LibraryCity, clock: MovableClock) -> None:
        self.city = city
        self.clock = clock

    async def holder(self, wish: Wish, claims: dict[str, Any] | None = None) -> Wallet:
        self.clock.move(600)
        wallet = self.city.new_wallet()
        wallet.receive.wish = wish
        offer = await self.city.library.offer(claims)
        await wallet.receive(offer.link, tx_code=offer.tx_code)
        return wallet

    async def shown(self, wallet: Wallet, service: Service) -> set[Any]:
        self.clock.move(7)
        check = await service.ask()
        presented = await wallet.present(check.link)
        assert (await service.read(check)).state == "verified"
        return values_of(presented.vp_token)


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = MovableClock(NOW)
    async with start_city(folder=tmp_path, clock=clock, entropy=SeededEntropy(b"nobody is linked")) as city:
        yield Scene(city, clock)


@pytest.mark.parametrize("wish", [SELECTIVE, DERIVED, WHOLE], ids=["dc+sd-jwt", "ecdsa-sd-2023", "ldp_vc"])
async def test_two_verifiers_share_no_value_beyond_what_is_shown_to_both(scene: Scene, wish: Wish) -> None:
    stranger = await scene.holder(wish, STRANGER)
    anna = await scene.holder(wish)
    of_strangers = await scene.shown(stranger, scene.city.museum) | await scene.shown(stranger, scene.city.lending)
    common = await scene.shown(anna, scene.city.museum) & await scene.shown(anna, scene.city.lending)
    facts = anna.vault.kept[0].first.facts
    to_both = {"category": facts["category"]} if wish is not WHOLE else facts
    assert common - of_strangers == values_of(to_both) - of_strangers
    assert facts["category"] in common


async def test_one_copy_shown_twice_would_be_found(scene: Scene) -> None:
    """Or the test above could not fail."""
    stranger = await scene.holder(SELECTIVE, STRANGER)
    anna = await scene.holder(Wish(format="dc+sd-jwt", copies=1))
    of_strangers = await scene.shown(stranger, scene.city.museum)
    common = await scene.shown(anna, scene.city.museum) & await scene.shown(anna, scene.city.lending)
    linking = common - of_strangers - values_of({"category": "adult"})
    copy = anna.vault.kept[0].first
    assert copy.credential.split("~")[0].split(".")[2] in linking  # the signature of the office
    assert copy.claims["status"]["status_list"]["idx"] in linking
    assert copy.claims["cnf"]["jwk"]["x"] in linking
