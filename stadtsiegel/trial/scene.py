"""What the chapters of a trial share: the city, its clock, and what office, wallet and service do with a card."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stadtsiegel.clients import CheckView
from stadtsiegel.sample_register import typed_in
from stadtsiegel.steps.step import Seen
from use_cases.derive.disclosure import takes
from use_cases.derive.sample import sample_claims
from use_cases.derive.validity import local_day
from use_cases.faults import shown
from wallet_sim.refusals import ServiceRefused
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Awaitable, Callable

    from credentials.strict_json import JsonObject
    from plumbing.clock import MovableClock
    from stadtsiegel.city import City
    from stadtsiegel.city_plan import CityPlan
    from stadtsiegel.clients import Created, Office, Service
    from use_cases.card_format import CardFormat
    from use_cases.use_case import Purpose, UseCase
    from wallet_sim.present import Presented
    from wallet_sim.vault import KeptCard
    from wallet_sim.wallet import Wallet


@dataclass(frozen=True, kw_only=True)
class Held:
    """A card in one form in the wallet of a citizen who has nothing else.

    Attributes:
        form: how it was issued.
        offer: what it was made of.
        wallet: where it is.
        card: the card.
    """

    form: CardFormat
    offer: Created
    wallet: Wallet
    card: KeptCard


class Scene:
    """A running city and the forms that are tried.

    Attributes:
        city: everybody.
        clock: what time it is for everybody.
        use_case: the kind of document.
        forms: in which forms it is tried.
        held: the cards that were issued first, one in each form.
    """

    def __init__(self, plan: CityPlan, city: City, clock: MovableClock, forms: tuple[CardFormat, ...]) -> None:
        self.city = city
        self.clock = clock
        self.use_case: UseCase = plan.use_case
        self.forms = forms
        self.held: list[Held] = []
        self._plan = plan

    @property
    def today(self) -> dt.date:
        """The day in the city."""
        return local_day(self.use_case, self.clock.now())

    @property
    def office(self) -> Office:
        """An office that may issue the document."""
        return self.city.offices[next(one.id for one in self._plan.offices if one.listed)]

    @property
    def unlisted_office(self) -> Office:
        """An office that issues it nevertheless."""
        return self.city.offices[next(one.id for one in self._plan.offices if not one.listed)]

    @property
    def least_purpose(self) -> Purpose:
        """The purpose that asks for the fewest claims."""
        return self._plan.least_purpose

    def service_for(self, purpose: Purpose) -> Service:
        """Who asks for a purpose."""
        return next(one for one in self.city.services.values() if purpose.id in one.purposes)

    def service_name(self, purpose: Purpose) -> str:
        """What people call who asks."""
        return next(role.name.en for role in self.use_case.roles if role.id == purpose.asker)

    def given(self) -> JsonObject:
        """What an office gives for a made-up person today."""
        return sample_claims(self.use_case, on=self.today)

    async def offer(self, given: JsonObject | None = None, *, office: Office | None = None) -> Created:
        """Let an office offer a card for a person of whom this is known; what a register knows nobody types in."""
        given = self.given() if given is None else given
        self.city.register.person = given
        return await (office or self.office).offer(typed_in(self.use_case, given))

    async def receive(self, form: CardFormat, given: JsonObject | None = None, *, office: Office | None = None) -> Held:
        """Let somebody receive a card in this form."""
        return await self.take(form, await self.offer(given, office=office))

    async def take(self, form: CardFormat, offer: Created) -> Held:
        """Let somebody take what is offered."""
        wallet = self.new_wallet(form)
        return Held(form=form, offer=offer, wallet=wallet, card=await wallet.receive(offer.link, tx_code=offer.tx_code))

    def new_wallet(self, form: CardFormat) -> Wallet:
        """A wallet that takes one form."""
        return self.city.new_wallet(wish=Wish(format=form.format, secured_by=form.secured_by))

    async def show(
        self, held: Held, purpose: Purpose, show: Callable[[str], Awaitable[Presented]] | None = None
    ) -> CheckView:
        """Let somebody show a card for a purpose, and see what the service reads.

        Args:
            held: which card.
            purpose: which purpose.
            show: how, instead of as a good wallet does.
        """
        service = self.service_for(purpose)
        check = await service.ask(purpose.id)
        try:
            await (show or held.wallet.present)(check.link)
        except ServiceRefused:
            view = await service.read(check)
            if view.problem_code is None:
                raise
            return view
        return await service.read(check)

    async def verdict(self, held: Held) -> Seen:
        """What becomes of a card that is shown to somebody who may ask for it in this form."""
        return seen_of(await self.show(held, self.purpose_for(held.form)))

    def purpose_for(self, form: CardFormat) -> Purpose:
        """A purpose for which a card of this form can be shown."""
        return next((one for one in self.use_case.purposes if takes(one, form)), self.use_case.purposes[0])


def seen_of(view: CheckView) -> Seen:
    """The state, or the first failed check with the sentence that an officer reads."""
    if view.problem_code is None:
        return Seen(outcome=view.state)
    return Seen(outcome=view.problem_code, note=f"The officer reads: {view.problem_sentence}")


def in_words(claims: JsonObject) -> str:
    """Claims in one line, long values cut."""
    return ", ".join(f"{name}: {shown(said(value))}" for name, value in claims.items())


def said(value: object) -> str:
    """A claim's value as a person says it."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return " and ".join(map(said, value))
        case dict():
            return f"({', '.join(f'{name} {said(one)}' for name, one in value.items())})"
        case _:
            return str(value)
