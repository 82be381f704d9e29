"""A simulated wallet whose holder is the person at the start page: it asks, and waits for the answer."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from wallet_sim.refusals import WalletRefuses
from wallet_sim.wallet import Wallet
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.consent import ConsentQuestion
    from wallet_sim.present import Presented

SAID_NO = "holder-said-no"
IN_PART = Wish(format="dc+sd-jwt", copies=10)
"""A form of the card of which no more is shown than is asked for, and copies so that nobody recognises it."""


class SimulatedHolder:
    """One wallet, and at most one question at a time.

    Attributes:
        wallet: the wallet.
        question: what the holder is being asked now, or None.
    """

    def __init__(self, city: LibraryCity) -> None:
        self.wallet = Wallet(
            authority=city.authority,
            fetcher=city.fetcher,
            now=city.clock.now,
            take_entropy=city.entropy.take,
            ask_holder=self._ask,
            wish=IN_PART,
        )
        self.question: ConsentQuestion | None = None
        self._asked = asyncio.Event()
        self._answer: asyncio.Future[bool] | None = None
        self._presenting: asyncio.Task[Presented] | None = None

    async def open(self, link: str) -> None:
        """Open a request; afterwards `question` holds what the holder must decide.

        Raises:
            WalletRefuses: the wallet protects its holder, or has nothing that fits.
            ServiceRefused: the verifier answered with an error.
        """
        await self.close()
        self._asked.clear()
        self._answer = asyncio.get_running_loop().create_future()
        self._presenting = asyncio.create_task(self.wallet.present(link))
        asked = asyncio.create_task(self._asked.wait())
        try:
            await asyncio.wait({self._presenting, asked}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            asked.cancel()
        if self._presenting.done():
            await self._finish()

    async def decide(self, *, show: bool) -> None:
        """Answer the question; returns when the verifier has been told.

        Raises:
            WalletRefuses: there is no question, or the wallet found something wrong at the last moment.
            ServiceRefused: the verifier did not take the answer.
        """
        if self._answer is None or self._answer.done() or self._presenting is None:
            raise WalletRefuses("nothing-asked", "there is no open question")
        self.question = None
        self._answer.set_result(show)
        try:
            await self._finish()
        except WalletRefuses as refused:
            if refused.code != SAID_NO:
                raise

    async def close(self) -> None:
        """Put the wallet away; an open question is dropped."""
        self.question = None
        if self._presenting is not None and not self._presenting.done():
            self._presenting.cancel()
            await asyncio.wait({self._presenting})
        self._presenting = None

    async def _finish(self) -> None:
        if self._presenting is not None:
            presenting, self._presenting = self._presenting, None
            await presenting

    async def _ask(self, question: ConsentQuestion) -> bool:
        if self._answer is None:
            return False
        self.question = question
        self._asked.set()
        return await self._answer
