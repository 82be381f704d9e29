"""Chapter five: what a card says becomes wrong on a birthday, and its time runs out; both to the second."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from stadtsiegel.steps.step import Seen
from stadtsiegel.trial.scene import said
from use_cases.derive.claims import judge_claims
from use_cases.use_case import OnChange, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credentials.strict_json import JsonObject
    from stadtsiegel.steps.step import ToldStep
    from stadtsiegel.trial.scene import Held, Scene
    from use_cases.use_case import Claim, Derived

BIRTHDAY, END = "Somebody has a birthday", "Its time runs out"
A_WEEK = dt.timedelta(days=7)
SKEW_SECONDS = 60
"""By so much the clocks of others may differ before a verifier minds."""


def ending_steps(scene: Scene) -> Iterator[ToldStep]:
    """Give the steps; the clock only goes forward."""
    for claim in scene.use_case.card_claims:
        if claim.derived and claim.derived.rule is not Rule.MAPPING:
            yield from _Birthday(scene, claim, claim.derived).steps()
    fresh: list[Held] = []
    yield END, "New cards are issued", "received", partial(_renew, scene, fresh)
    for held in fresh:
        yield END, f"{held.form.name} in its last second", "verified", partial(_at_end, scene, held, 0)
    for held in fresh:
        yield END, f"{held.form.name} a moment later", "expired", partial(_at_end, scene, held, SKEW_SECONDS + 1)


class _Birthday:
    """The birthday, in a week, on which a claim that follows from an age changes."""

    def __init__(self, scene: Scene, claim: Claim, derived: Derived) -> None:
        self._scene = scene
        self._claim = claim
        self._years = derived.years or 0
        self._source = derived.source
        self._renewed = derived.on_change is OnChange.RENEW
        self._before = derived.rule is Rule.AGE_BELOW
        self._day = scene.today + A_WEEK
        self._held: Held | None = None

    def steps(self) -> Iterator[ToldStep]:
        if judge_claims(self._scene.use_case, self._given(), on=self._scene.today):
            return  # the package takes no person of that age
        name, years = self._claim.label.en, self._years
        yield BIRTHDAY, f"A week before the age of {years}: “{name}”", said(self._before), self._issue
        if self._renewed:
            yield BIRTHDAY, "The office renews the card too early", "409 Too early", self._renew
        yield BIRTHDAY, "The card is shown at the beginning of the birthday", "expired", self._show
        if self._renewed:
            sentence = f"The next card is made without typing anything: “{name}”"
            yield BIRTHDAY, sentence, said(not self._before), self._renew
        else:
            yield BIRTHDAY, f"The next card says otherwise: “{name}”", said(not self._before), self._issue

    def _given(self) -> JsonObject:
        # On 29 February nobody was born in most years; the day before serves as well.
        born = self._day - dt.timedelta(days=(self._day.month, self._day.day) == (2, 29))
        return self._scene.given() | {self._source: born.replace(year=born.year - self._years).isoformat()}

    async def _issue(self) -> Seen:
        self._held = await self._scene.receive(self._scene.forms[0], self._given())
        return Seen(outcome=said(self._held.card.first.facts.get(self._claim.name)))

    async def _renew(self) -> Seen:
        if self._held is None:
            return Seen(outcome="no card")
        offer = await self._scene.office.renew(self._held.offer)
        self._held = await self._scene.take(self._scene.forms[0], offer)
        return Seen(outcome=said(self._held.card.first.facts.get(self._claim.name)))

    async def _show(self) -> Seen:
        if self._held is None:
            return Seen(outcome="no card")
        zone = ZoneInfo(self._scene.use_case.validity.time_zone)
        midnight = int(dt.datetime.combine(self._day, dt.time(), zone).timestamp())
        _move_to(self._scene, midnight + SKEW_SECONDS + 1)
        return await self._scene.verdict(self._held)


async def _renew(scene: Scene, fresh: list[Held]) -> Seen:
    fresh += [await scene.receive(form) for form in scene.forms]
    return Seen(outcome="received")


async def _at_end(scene: Scene, held: Held, later: int) -> Seen:
    if held.card.first.valid_until is None:
        return Seen(outcome="never ends")
    _move_to(scene, held.card.first.valid_until + later)
    return await scene.verdict(held)


def _move_to(scene: Scene, moment: int) -> None:
    scene.clock.move(max(0, moment - scene.clock.now()))
