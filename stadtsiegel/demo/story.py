"""The story that the demo tells, step by step, against a running city.

It issues; presents and is accepted; then every way of cheating is refused, each for its own stated reason.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from stadtsiegel.steps.step import Seen, Step, ToldStep, try_step
from wallet_sim import misbehave
from wallet_sim.refusals import ServiceRefused
from wallet_sim.wish import ANY_CARD, Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from plumbing.clock import MovableClock
    from stadtsiegel.clients import CheckView, Created
    from stadtsiegel.library_city import LibraryCity
    from wallet_sim.present import Presented
    from wallet_sim.vault import KeptCard
    from wallet_sim.wallet import Wallet

ISSUE, CHECK, STATUS, CHEAT, TRUST, LATER = (
    "The library issues a card",
    "The library checks it",
    "The card's status changes",
    "Ways of cheating with a card",
    "Who may issue, who may ask",
    "A year later",
)
TTL_SECONDS = 300
# The issuer publishes a changed list within a minute, usually within a second (real time, not the moved clock).
LOOK_AGAIN_SECONDS = 0.05
LOOK_AGAIN_AT_MOST = 1200
MAX_LIST_BYTES = 512 * 1024
YEAR_SECONDS = 366 * 24 * 3600


class Story:
    """The steps in their order; each needs what the ones before have made."""

    def __init__(self, city: LibraryCity, *, clock: MovableClock, wish: Wish = ANY_CARD) -> None:
        """Prepare the story.

        Args:
            city: where it happens.
            clock: moved on between the chapters.
            wish: which form of the card the citizens' wallets take.
        """
        self._city = city
        self._clock = clock
        self._wish = wish
        self._library = city.library
        self._anna = city.new_wallet(wish=wish)
        self._mallory = city.new_wallet(wish=wish)

    async def tell(self) -> AsyncIterator[Step]:
        """Run the steps one after the other."""
        for chapter, sentence, expected, attempt in self._steps():
            yield await try_step(chapter, sentence, expected, attempt)

    def _steps(self) -> list[ToldStep]:
        return [
            (
                ISSUE,
                "A wrong tx_code is refused, and does not burn the offer",
                "400 invalid_grant",
                self._wrong_tx_code,
            ),
            (ISSUE, "Anna's wallet receives the card", "received", self._receive),
            (
                ISSUE,
                "Mallory photographed the QR code and redeems it again",
                "400 invalid_grant",
                self._redeem_twice,
            ),
            (CHECK, "Anna agrees, the library sees what it asked for", "verified", self._accepted),
            (CHEAT, "A claim was changed", "credential-signature-wrong", self._changed_claim),
            (CHEAT, "A presentation is replayed", "nonce-wrong", self._replayed),
            (CHEAT, "A presentation made for another verifier", "audience-wrong", self._other_audience),
            *self._cheats_of_the_form(),
            (STATUS, "The library suspends the card; five minutes later", "suspended", self._suspended),
            (STATUS, "It is resumed; five minutes later", "verified", self._resumed),
            (STATUS, "It is revoked; five minutes later", "revoked", self._revoked),
            (TRUST, "A card of an office that is not listed for it", "issuer-not-authorized", self._unlisted_office),
            (TRUST, "A verifier that is not listed", "verifier-not-listed", self._unlisted_verifier),
            (TRUST, "A verifier that asks for more than its purpose", "verifier-over-asks", self._over_asking),
            (LATER, "Another card has expired", "expired", self._expired),
        ]

    def _cheats_of_the_form(self) -> list[ToldStep]:
        """Ways of cheating that end in another way, or exist only, where a card can be shown in part."""
        stolen = "Mallory shows Anna's card"
        if self._wish.format != "dc+sd-jwt":
            return [(CHEAT, stolen, "holder-not-subject", self._other_holder)]
        not_signed = "presentation-signature-wrong"
        return [
            (CHEAT, stolen, not_signed, self._other_holder),
            (CHEAT, "A claim is added that the holder has not signed", not_signed, self._more_than_signed),
            (CHEAT, "Anna's card without her signature", "presentation-proof-malformed", self._unsigned),
        ]

    # --- issuing ------------------------------------------------------------------------------------------------

    async def _wrong_tx_code(self) -> Seen:
        self._offer = await self._library.offer()
        wrong = "000000" if self._offer.tx_code != "000000" else "111111"
        await self._anna.receive(self._offer.link, tx_code=wrong)
        return Seen(outcome="received")

    async def _receive(self) -> Seen:
        self._photographed = await self._mallory.receive.open_offer(self._offer.link)
        self._card = await self._anna.receive(self._offer.link, tx_code=self._offer.tx_code)
        return Seen(outcome="received", note=_received_note(self._card))

    async def _redeem_twice(self) -> Seen:
        await self._mallory.receive.redeem(self._photographed, tx_code=self._offer.tx_code)
        return Seen(outcome="received")

    # --- checking -----------------------------------------------------------------------------------------------

    async def _accepted(self) -> Seen:
        check = await self._city.lending.ask()
        self._seen = await self._anna.present(check.link)
        view = await self._city.lending.read(check)
        return Seen(outcome=view.state, note=f"The library reads: {view.claims_line}")

    async def _check(self, show: Callable[[str], Awaitable[Presented]]) -> Seen:
        """Let a wallet show something for a fresh check, and see what the service reads."""
        check = await self._city.lending.ask()
        try:
            await show(check.link)
        except ServiceRefused as refused:
            return _reason(await self._city.lending.read(check), answered=refused.status)
        return _reason(await self._city.lending.read(check))

    async def _changed_claim(self) -> Seen:
        return await self._check(
            lambda link: misbehave.change_a_claim(
                self._anna.present, link, self._card.first, claim="category", value="child"
            )
        )

    async def _replayed(self) -> Seen:
        return await self._check(lambda link: misbehave.replay(self._anna.present, link, self._seen))

    async def _other_audience(self) -> Seen:
        return await self._check(
            lambda link: misbehave.present_for_another(
                self._anna.present, link, self._card.first, audience=self._city.museum.client_id
            )
        )

    async def _other_holder(self) -> Seen:
        return await self._check(
            lambda link: misbehave.show_another_holders_card(
                self._mallory.present,
                link,
                self._card.first,
                thief=self._mallory.holders.new(self._card.first.holder.public_key.algorithm),
            )
        )

    async def _more_than_signed(self) -> Seen:
        return await self._check(
            lambda link: misbehave.show_more_than_signed(self._anna.present, link, self._card.first)
        )

    async def _unsigned(self) -> Seen:
        return await self._check(
            lambda link: misbehave.show_without_key_binding(self._anna.present, link, self._card.first)
        )

    # --- status -------------------------------------------------------------------------------------------------

    async def _after_change(self, change: str) -> Seen:
        before = await self._published_lists()
        await self._library.change_status(self._offer, change)
        for _ in range(LOOK_AGAIN_AT_MOST):
            if await self._published_lists() != before:
                break
            await asyncio.sleep(LOOK_AGAIN_SECONDS)
        self._clock.move(TTL_SECONDS)
        return await self._check(self._anna.present)

    async def _published_lists(self) -> list[bytes]:
        """The card's status lists as everybody can read them now."""
        return [
            (await self._city.fetcher.get(url, accept="*/*", max_bytes=MAX_LIST_BYTES)).body
            for url in self._card.first.status_lists
        ]

    async def _suspended(self) -> Seen:
        return await self._after_change("suspend")

    async def _resumed(self) -> Seen:
        return await self._after_change("resume")

    async def _revoked(self) -> Seen:
        return await self._after_change("revoke")

    async def _expired(self) -> Seen:
        wallet = self._city.new_wallet(wish=self._wish)
        await _received(wallet, await self._library.offer())
        self._clock.move(YEAR_SECONDS)
        return await self._check(wallet.present)

    # --- trust --------------------------------------------------------------------------------------------------

    async def _unlisted_office(self) -> Seen:
        wallet = self._city.new_wallet(wish=self._wish)
        await _received(wallet, await self._city.parks.offer())
        return await self._check(wallet.present)

    async def _unlisted_verifier(self) -> Seen:
        await self._anna.present(self._city.unlisted_verifier.link)
        return Seen(outcome="shown")

    async def _over_asking(self) -> Seen:
        await self._anna.present(self._city.over_asking_verifier.link)
        return Seen(outcome="shown")


def _received_note(card: KeptCard) -> str:
    until = card.first.valid_until
    copies = "" if len(card.copies) == 1 else f", {len(card.copies)} copies, each with a key of its own"
    return f"valid until {render_instant(until) if until else 'it is revoked'}{copies}"


async def _received(wallet: Wallet, offer: Created) -> KeptCard:
    return await wallet.receive(offer.link, tx_code=offer.tx_code)


def _reason(view: CheckView, *, answered: int = 200) -> Seen:
    """The first failed check's code, and the sentence that an officer reads."""
    if view.problem_code is None:
        return Seen(outcome=view.state)
    return Seen(outcome=view.problem_code, note=f"{answered} to the wallet; the officer reads: {view.problem_sentence}")
