"""A ticket without a numbered seat opens the door as well: a purpose takes what a card has of the optional claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.city_plan import plan_city
from stadtsiegel.founding import found_city
from use_cases.load import load_catalogue
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.city import City

NOW = 1_795_430_000  # 23 November 2026
TICKET: dict[str, Any] = {
    "ticketNumber": "T2026-004711",
    "event": "Sommernachtskonzert",
    "venue": "concert_hall",
    "eventDay": "2026-11-23",
    "doorsOpen": "18:30",
    "admits": 1,
}
SEATS = [{"block": "B", "row": 7, "seat": 12}]


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    plan = plan_city(load_catalogue()["event_ticket"])
    async with found_city(plan, folder=tmp_path, clock=MovableClock(NOW), entropy=SystemEntropy()) as city:
        yield city


@pytest.mark.parametrize("wish", [Wish(format="dc+sd-jwt"), Wish(format="ldp_vc")], ids=["dc+sd-jwt", "ldp_vc"])
async def test_a_ticket_admits_with_and_without_a_seat(city: City, wish: Wish) -> None:
    (office,) = (office for name, office in city.offices.items() if name != "unlisted")
    service = city.services["event-staff"]
    for seats in ({"seats": SEATS}, {}):
        wallet = city.new_wallet(wish=wish)
        offer = await office.offer(TICKET | seats)
        await wallet.receive(offer.link, tx_code=offer.tx_code)
        check = await service.ask("admission")
        await wallet.present(check.link)
        view = await service.read(check)
        asked = {name: TICKET[name] for name in ("ticketNumber", "event", "venue", "admits")} | seats
        assert (view.state, view.body["claims"]) == ("verified", asked)
