"""One citizen's card from the offer to its end, at an office that answers as well as it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.harness.checking_steps import CheckingSteps
from tests.chaos.harness.issuing_steps import IssuingSteps
from tests.chaos.harness.light_wallet import LightWallet

if TYPE_CHECKING:
    from random import Random

    from tests.chaos.harness.client import Client
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger

RARELY = 0.15
OFTEN = 0.5


class Life:
    """Lives of citizens, one after the other; each tries now and then what must not succeed."""

    def __init__(self, city: FoundedCity, client: Client, ledger: Ledger, random: Random) -> None:
        self._city = city
        self._ledger = ledger
        self._random = random
        self._issuing = IssuingSteps(city, client, ledger)
        self._checking = CheckingSteps(city, client, ledger)

    def _happens(self, how_often: float) -> bool:
        return self._random.random() < how_often

    async def live(self) -> None:
        """Offer, redeem, receive, show, suspend, resume, revoke.

        Raises:
            GaveUp: a service did not come back; it is in the ledger.
        """
        wallet = LightWallet(self._random, self._city.contexts, now=self._city.now)
        offered = await self._issuing.offer(self._random.randbytes(12).hex(), doubled=self._happens(RARELY))
        token = await self._issuing.redeem(offered, doubled=self._happens(RARELY))
        if token is None:
            return
        received = await self._issuing.receive(offered, token, wallet)
        if received is None:
            return
        if self._happens(RARELY):  # the answer was lost on the wallet's side: a new card, and the old one is void
            received = await self._issuing.receive(offered, token, wallet)
            if received is None:  # nor did the new one come, and the old one may be void
                return
        document, notification_id = received
        card = self._ledger.cards_of(offered.offer_id)[-1]
        if self._happens(RARELY):
            await self._issuing.steal(
                offered, token, LightWallet(self._random, self._city.contexts, now=self._city.now)
            )
        if self._happens(OFTEN):
            await self._issuing.accept(offered, token, notification_id)
        if self._happens(OFTEN):
            await self._checking.check(document, wallet, doubled=self._happens(RARELY))
        if self._happens(OFTEN):
            for action in self._random.choice((["suspend"], ["suspend", "resume"], ["revoke"])):
                await self._issuing.change_status(card, action)
        self._ledger.count("lives")
