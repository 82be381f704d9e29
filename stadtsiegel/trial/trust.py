"""Chapter four: who may not issue it, and who may not ask for it or not for so much."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

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
    yield (
        CHAPTER,
        "A service asks for a purpose that is not its own",
        "403 Purpose not listed",
        partial(_outside, scene),
    )


async def _unlisted_office(scene: Scene) -> Seen:
    return await scene.verdict(await scene.receive(scene.forms[0], office=scene.unlisted_office))


async def _rogue(scene: Scene, rogue: RogueVerifier) -> Seen:
    await scene.held[0].wallet.present(rogue.link)
    return Seen(outcome="shown")


async def _outside(scene: Scene) -> Seen:
    await scene.service_for(scene.least_purpose).ask(OUTSIDE)
    return Seen(outcome="asked")
