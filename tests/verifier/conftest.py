"""A whole city for the verifier's doors, and a wallet that already holds a library card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.library_city import start_city

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.vault import KeptCard
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026


@dataclass(frozen=True)
class Scene:
    """A city with one card holder."""

    city: LibraryCity
    clock: MovableClock
    wallet: Wallet
    card: KeptCard


@pytest.fixture
async def scene(tmp_path: Path) -> AsyncIterator[Scene]:
    clock = MovableClock(NOW)
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        wallet = city.new_wallet()
        offer = await city.library.offer()
        card = await wallet.receive(offer.link, tx_code=offer.tx_code)
        yield Scene(city=city, clock=clock, wallet=wallet, card=card)
