"""An issuer that is away when its card is shown for the first time: nobody is called a forger for that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from plumbing.service.start import start_service
from stadtsiegel import premises
from stadtsiegel.library_city import start_city
from tests.verifier.conftest import NOW
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.service.start import RunningService


async def test_a_good_card_whose_meaning_cannot_be_fetched_is_undecided_and_not_called_unproven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services: dict[str, RunningService] = {}

    async def note(*, service: str, **how: Any) -> RunningService:
        services[service] = await start_service(service=service, **how)
        return services[service]

    monkeypatch.setattr(premises, "start_service", note)
    async with start_city(folder=tmp_path, clock=MovableClock(NOW), entropy=SystemEntropy()) as city:
        wallet = city.new_wallet()
        offer = await city.library.offer()
        await wallet.receive(offer.link, tx_code=offer.tx_code)
        await services["issuer"].stop()
        check = await city.lending.ask()
        with pytest.raises(ServiceRefused, match="could not be judged; let the service ask again"):
            await wallet.present(check.link)
        view = await city.lending.read(check)
        assert view.body["verdict"]["outcome"] == "undecided"
        assert view.problem_code == "context-not-known"
