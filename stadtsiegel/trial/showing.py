"""Chapter two: each form is shown for each purpose; the service sees what it asks for, and the rest stays withheld."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from credentials.dcql.claims_path import places_of
from credentials.sd_jwt_vc.credential import ABOUT_THE_CARD
from credentials.sd_jwt_vc.verify import read_received
from stadtsiegel.steps.step import Seen
from stadtsiegel.trial.scene import in_words, seen_of
from use_cases.derive.disclosure import takes
from wallet_sim import misbehave
from wallet_sim.refusals import WalletRefuses

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from credentials.strict_json import JsonObject
    from stadtsiegel.steps.step import ToldStep
    from stadtsiegel.trial.scene import Held, Scene
    from use_cases.use_case import ClaimPath, Purpose, UseCase
    from wallet_sim.consent import ConsentQuestion
    from wallet_sim.present import Presented

CHAPTER = "It is shown"
WHOLE = "it is shown whole: everything on the card"


def showing_steps(scene: Scene) -> Iterator[ToldStep]:
    """Give the steps."""
    for held in scene.held:
        for purpose in scene.use_case.purposes:
            name = f"{purpose.title.en}: {held.form.name}"
            if takes(purpose, held.form):
                yield CHAPTER, name, "verified", partial(_shown, scene, held, purpose)
            else:
                yield (
                    CHAPTER,
                    f"{name}, refused by the wallet",
                    "shows-too-much",
                    partial(_refused, scene, held, purpose),
                )
                careless = f"{name}, shown by a careless wallet"
                yield CHAPTER, careless, "more-shown-than-asked", partial(_carelessly, scene, held, purpose)
    yield CHAPTER, "The holder declines", "declined", partial(_declined, scene)
    for held in scene.held:
        sentence = f"The wallet remembers what it showed: {held.form.name}"
        yield CHAPTER, sentence, "all of it", partial(_remembered, scene, held)


async def _shown(scene: Scene, held: Held, purpose: Purpose) -> Seen:
    sent: list[Presented] = []

    async def show(link: str) -> Presented:
        sent.append(await held.wallet.present(link))
        return sent[0]

    view = await scene.show(held, purpose, show)
    if view.state != "verified":
        return seen_of(view)
    facts = held.card.first.facts
    asked = part_of(facts, purpose.claims)
    if view.body["claims"] != asked:
        return Seen(outcome="verified, but not as asked", note=f"The service reads {in_words(view.body['claims'])}")
    reads = f"{scene.service_name(purpose)} reads {in_words(asked)}"
    if not held.form.selective:
        return Seen(outcome="verified", note=f"{reads}; {WHOLE}")
    held_back = _places(facts) - _places(_sent_facts(sent[0]))
    beyond = [place for place in _places(facts) - held_back if not _may_see(scene.use_case, purpose, place)]
    if beyond:
        return Seen(outcome="verified, but more was shown than asked", note=_named(beyond))
    return Seen(outcome="verified", note=f"{reads}; withheld: {_named(held_back) or 'nothing'}")


async def _refused(scene: Scene, held: Held, purpose: Purpose) -> Seen:
    return seen_of(await scene.show(held, purpose))


async def _carelessly(scene: Scene, held: Held, purpose: Purpose) -> Seen:
    async def show(link: str) -> Presented:
        return await misbehave.show_without_asking(held.wallet.present, link, held.card.first)

    return seen_of(await scene.show(held, purpose, show))


async def _declined(scene: Scene) -> Seen:
    held = scene.held[0]
    purpose = scene.purpose_for(held.form)
    service = scene.service_for(purpose)
    check = await service.ask(purpose.id)
    asked: list[ConsentQuestion] = []

    async def refuse(question: ConsentQuestion) -> bool:
        asked.append(question)
        return False

    agree, held.wallet.present.ask_holder = held.wallet.present.ask_holder, refuse
    try:
        await held.wallet.present(check.link)
    except WalletRefuses as refused:
        note = " ".join(asked[0].lines()) if asked else refused.detail
        return Seen(outcome=(await service.read(check)).state, note=f"The holder was asked: {note}")
    finally:
        held.wallet.present.ask_holder = agree
    return Seen(outcome="shown")


async def _remembered(scene: Scene, held: Held) -> Seen:
    """What the holder can look up later: who saw what, and who could recognise her."""
    use_case, history = scene.use_case, held.wallet.history
    shown = [one for one in use_case.purposes if takes(one, held.form)]
    if [entry.question.purpose["en"] for entry in history.entries] != [one.title.en for one in shown]:
        return Seen(outcome="something else")
    identifying = [claim.name for claim in use_case.card_claims if claim.identifies]
    traces = history.traces(*{entry.verifier for entry in history.entries}, identifying=identifying)
    by = ", ".join(sorted(trace.replace("-", " ") for trace in traces)) or "nothing"
    return Seen(
        outcome="all of it", note=f"If all who saw it compared their notes, they would know the holder again by: {by}"
    )


def part_of(facts: JsonObject, paths: tuple[ClaimPath, ...]) -> JsonObject:
    """The members of nested claims at these paths, as far as the card has them, in their groups."""
    part: JsonObject = {}
    for name in dict.fromkeys(path[0] for path in paths):
        inside = tuple(path[1:] for path in paths if path[0] == name)
        if name in facts:
            part[name] = facts[name] if () in inside else part_of(facts[name], inside)
    return part


def _may_see(use_case: UseCase, purpose: Purpose, place: ClaimPath) -> bool:
    """Whether a purpose may see what stands at a place: it asks for it, or nobody can withhold it."""
    asked = any(place[: len(path)] == path for path in purpose.claims)
    return asked or not use_case.claim(*place).withholdable


def _places(facts: JsonObject) -> set[ClaimPath]:
    return {tuple(map(str, place)) for place in places_of(facts)}


def _named(places: Iterable[ClaimPath]) -> str:
    return ", ".join(sorted(".".join(place) for place in places))


def _sent_facts(sent: Presented) -> JsonObject:
    """What the other side can read about the holder in an answer that shows a part of a card."""
    ((shown,),) = sent.vp_token.values()
    if isinstance(shown, str):
        claims = read_received(shown.rpartition("~")[0] + "~").credential.claims
        return {name: value for name, value in claims.items() if name not in ABOUT_THE_CARD}
    (card,) = shown["verifiableCredential"]
    return {name: value for name, value in card.get("credentialSubject", {}).items() if name not in ("id", "type")}
