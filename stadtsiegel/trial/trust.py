"""Chapter four: who may not issue it, and who may not ask for it or not for so much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from credentials.dcql.ask import SUBJECT
from stadtsiegel.statements import propose_to_ask
from stadtsiegel.steps.step import Seen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stadtsiegel.demo.rogue_verifier import RogueVerifier
    from stadtsiegel.steps.step import ToldStep
    from stadtsiegel.trial.scene import Scene

CHAPTER = "Who may issue, who may ask"
OUTSIDE = "outside_the_package"


def trust_steps(scene: Scene) -> Iterator[ToldStep]:
    """Give the steps."""
    city, on_card = scene.city, {(claim.name,) for claim in scene.use_case.card_claims}
    yield CHAPTER, "A card of an office that is not listed", "issuer-not-authorized", partial(_unlisted_office, scene)
    unlisted, over_asking = city.unlisted_verifier, city.over_asking_verifier
    yield CHAPTER, "Somebody asks who is not listed", "verifier-not-listed", partial(_rogue, scene, unlisted)
    if on_card > set(scene.least_purpose.claims):
        sentence = f"Somebody listed for “{scene.least_purpose.title.en}” asks for everything"
        yield CHAPTER, sentence, "verifier-over-asks", partial(_rogue, scene, over_asking)
        sentence = f"A service asks for more than “{scene.least_purpose.title.en}” needs"
        yield CHAPTER, sentence, "403 Claims beyond the purpose", partial(_beyond, scene)
    yield (
        CHAPTER,
        "A service asks for a purpose that is not its own",
        "403 Purpose not listed",
        partial(_outside, scene),
    )

    sentence = "The authority is to list a claim that no card has"
    yield CHAPTER, sentence, "400 Bad Request", partial(_outside_the_type, scene)


async def _unlisted_office(scene: Scene) -> Seen:
    return await scene.verdict(await scene.receive(scene.forms[0], office=scene.unlisted_office))


async def _rogue(scene: Scene, rogue: RogueVerifier) -> Seen:
    await scene.held[0].wallet.present(rogue.link)
    return Seen(outcome="shown")


async def _outside(scene: Scene) -> Seen:
    await scene.service_for(scene.least_purpose).ask(OUTSIDE)
    return Seen(outcome="asked")


async def _beyond(scene: Scene) -> Seen:
    everything = [(SUBJECT, claim.name) for claim in scene.use_case.card_claims]
    await scene.service_for(scene.least_purpose).ask(scene.least_purpose.id, claims=everything)
    return Seen(outcome="asked")


async def _outside_the_type(scene: Scene) -> Seen:
    purpose = scene.least_purpose
    statement = propose_to_ask(
        scene.use_case, purpose=purpose.id, entity=scene.city.unlisted_verifier.did, name=purpose.title.to_json()
    )
    await scene.city.registry.post("/statements", statement | {"claims": [[SUBJECT, OUTSIDE]]}, 201)
    return Seen(outcome="listed")
