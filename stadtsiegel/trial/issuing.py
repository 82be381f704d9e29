"""Chapter one: an office issues the document, once in each form; what the card says follows from the package."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from stadtsiegel.sample_register import typed_in
from stadtsiegel.steps.step import Seen
from use_cases.derive.claims import card_claims

if TYPE_CHECKING:
    from collections.abc import Iterator

    from credentials.strict_json import JsonObject
    from stadtsiegel.steps.step import ToldStep
    from stadtsiegel.trial.scene import Held, Scene
    from use_cases.card_format import CardFormat

CHAPTER = "An office issues it"
NOBODY, REFUSED = "422 Nobody found in the register", "422 Claims not accepted"


def issuing_steps(scene: Scene) -> Iterator[ToldStep]:
    """Give the steps."""
    if scene.use_case.registers:
        yield CHAPTER, "The register knows nobody of that kind", NOBODY, partial(_nobody, scene)
        yield CHAPTER, "A clerk types in what the register gives", REFUSED, partial(_typed_all, scene)
    if scene.use_case.issuance.second_clerk:
        yield CHAPTER, "A clerk makes an offer alone", "awaiting_approval", partial(_alone, scene)
        yield CHAPTER, "The same clerk approves it", "403 Second clerk needed", partial(_approve_alone, scene)
    if scene.use_case.issuance.tx_code:
        yield CHAPTER, "A wrong tx_code is refused", "400 invalid_grant", partial(_wrong_tx_code, scene)
    for form in scene.forms:
        yield CHAPTER, f"A wallet receives it as {form.name}", "received", partial(_receive, scene, form)
    yield CHAPTER, "A card with only what is mandatory", "received", partial(_least, scene)
    yield CHAPTER, "Somebody else redeems the same offer", "400 invalid_grant", partial(_redeem_twice, scene)


def said_by(held: Held, expected: JsonObject) -> Seen:
    """Whether a card says what the package makes of the given claims, and nothing else."""
    facts = held.card.first.facts
    if facts != expected:
        wrong = sorted(name for name in facts | expected if facts.get(name) != expected.get(name))
        return Seen(outcome="received, but wrong", note=f"The card says otherwise than it should: {', '.join(wrong)}")
    until = held.card.first.valid_until
    holds = f"until {render_instant(until)}" if until else "until it is revoked"
    return Seen(outcome="received", note=f"It says {', '.join(facts)}; it holds {holds}")


async def _nobody(scene: Scene) -> Seen:
    scene.city.register.person = None
    await scene.office.offer(typed_in(scene.use_case, scene.given()))
    return Seen(outcome="offered")


async def _typed_all(scene: Scene) -> Seen:
    await scene.office.offer(scene.given())
    return Seen(outcome="offered")


async def _alone(scene: Scene) -> Seen:
    made = await _prepare(scene)
    handed_out = [name for name in ("link", "qr_svg", "tx_code") if made[name] is not None]
    return Seen(outcome="handed out" if handed_out else made["state"], note="Nothing can be handed out yet")


async def _approve_alone(scene: Scene) -> Seen:
    made = await _prepare(scene)
    await scene.office.api.post(f"/offers/{made['offer_id']}/approve", {}, 200)
    return Seen(outcome="approved")


async def _prepare(scene: Scene) -> JsonObject:
    scene.city.register.person = given = scene.given()
    return await scene.office.prepare(typed_in(scene.use_case, given))


async def _wrong_tx_code(scene: Scene) -> Seen:
    offer = await scene.offer()
    wrong = "".join("1" if digit == "0" else "0" for digit in offer.tx_code or "0000")
    await scene.new_wallet(scene.forms[0]).receive(offer.link, tx_code=wrong)
    return Seen(outcome="received")


async def _receive(scene: Scene, form: CardFormat) -> Seen:
    given = scene.given()
    held = await scene.receive(form, given)
    scene.held.append(held)
    seen = said_by(held, card_claims(scene.use_case, given, on=scene.today))
    if beside := held.card.first.facts.keys() - {claim.name for claim in scene.use_case.card_claims}:
        return Seen(outcome="received, but it says what it must not", note=", ".join(sorted(beside)))
    return seen


async def _least(scene: Scene) -> Seen:
    use_case, given = scene.use_case, scene.given()
    needed = {claim.derived.source for claim in use_case.claims if claim.derived}
    least = {name: value for name, value in given.items() if name in needed or use_case.claim(name).mandatory}
    held = await scene.receive(scene.forms[0], least)
    return said_by(held, card_claims(use_case, least, on=scene.today))


async def _redeem_twice(scene: Scene) -> Seen:
    thief = scene.new_wallet(scene.forms[0])
    offer = await scene.offer()
    seen = await thief.receive.open_offer(offer.link)
    await scene.new_wallet(scene.forms[0]).receive(offer.link, tx_code=offer.tx_code)
    await thief.receive.redeem(seen, tx_code=offer.tx_code)
    return Seen(outcome="received")
