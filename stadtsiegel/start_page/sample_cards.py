"""The sample cards that were made at the start page since it was started; the city's services know them for longer."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from credentials.model.instant import parse_instant
from plumbing.entropy import new_token
from plumbing.http.problems import Problem
from stadtsiegel.start_page.simulated_holder import SimulatedHolder

if TYPE_CHECKING:
    from stadtsiegel.clients import Created, Service
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.vault import KeptCard

MOST_CARDS = 50
MOST_CHECKS = 20
MAX_LIST_BYTES = 65_536
LOOK_AGAIN_SECONDS = 0.05
LOOK_AGAIN_AT_MOST = 60


@dataclass(frozen=True, kw_only=True)
class SampleCheck:
    """A check of one card: who asks, and the link."""

    check_id: str
    asker: str
    service: Service
    created: Created


@dataclass(kw_only=True)
class SampleCard:
    """One offer, the wallet that may take it, and the checks of it.

    Attributes:
        kept: what the simulated wallet holds, once it has taken the offer.
        asked_in: id of the check whose request the simulated wallet opened last.
        effective_by: when the last change of status has reached every verifier; None before the first.
    """

    card_id: str
    number: int
    offer: Created
    holder: SimulatedHolder
    kept: KeptCard | None = None
    effective_by: int | None = None
    asked_in: str | None = None
    checks: OrderedDict[str, SampleCheck] = field(default_factory=OrderedDict)


class SampleCards:
    """All cards of this process, the oldest dropped when there are many."""

    def __init__(self, city: LibraryCity) -> None:
        self._city = city
        self._cards: OrderedDict[str, SampleCard] = OrderedDict()
        self._made = 0
        self._askers = {"lending": city.lending, "museum": city.museum}

    @property
    def newest_first(self) -> list[SampleCard]:
        """All cards."""
        return list(reversed(self._cards.values()))

    async def issue(self) -> SampleCard:
        """Let the library offer a card with sample claims."""
        offer = await self._city.library.offer()
        self._made += 1
        card = SampleCard(
            card_id=new_token(self._city.entropy, 16),
            number=self._made,
            offer=offer,
            holder=SimulatedHolder(self._city),
        )
        self._cards[card.card_id] = card
        while len(self._cards) > MOST_CARDS:
            _, oldest = self._cards.popitem(last=False)
            await oldest.holder.close()
        return card

    async def change_status(self, card: SampleCard, change: str) -> None:
        """Suspend, resume or revoke a card, and wait a moment until the new list can be read."""
        before = await self._published_lists(card)
        changed = await self._city.library.change_status(card.offer, change)
        card.effective_by = parse_instant(changed["effective_by"])
        # The issuer publishes within a second or two; whoever then sets the clock ahead must not be quicker.
        for _ in range(LOOK_AGAIN_AT_MOST):
            if card.kept is None or await self._published_lists(card) != before:
                return
            await asyncio.sleep(LOOK_AGAIN_SECONDS)

    async def _published_lists(self, card: SampleCard) -> list[bytes]:
        urls = card.kept.first.status_lists if card.kept is not None else ()
        return [(await self._city.fetcher.get(url, accept="*/*", max_bytes=MAX_LIST_BYTES)).body for url in urls]

    async def ask(self, card: SampleCard, asker: str) -> SampleCheck:
        """Let a service ask for a card."""
        service = self._askers.get(asker)
        if service is None:
            raise Problem(400, "Nobody of this name asks.")
        check = SampleCheck(
            check_id=new_token(self._city.entropy, 16), asker=asker, service=service, created=await service.ask()
        )
        card.checks[check.check_id] = check
        while len(card.checks) > MOST_CHECKS:
            card.checks.popitem(last=False)
        return check

    def card(self, card_id: str) -> SampleCard:
        """Find a card.

        Raises:
            Problem: 404.
        """
        try:
            return self._cards[card_id]
        except KeyError:
            raise Problem(404, "This sample card is not known (any more); the start page forgets at its end.") from None

    def check(self, card_id: str, check_id: str) -> tuple[SampleCard, SampleCheck]:
        """Find a check and its card.

        Raises:
            Problem: 404.
        """
        card = self.card(card_id)
        try:
            return card, card.checks[check_id]
        except KeyError:
            raise Problem(404, "This check is not known (any more).") from None

    async def close(self) -> None:
        """Put all wallets away."""
        for card in self._cards.values():
            await card.holder.close()
