"""Chapter three: the office changes its mind about the cards, and every service learns of it in five minutes."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import read_status
from credentials.status.token_status_list import parse_list_token, parse_status_claim
from credentials.strict_json import parse_object
from stadtsiegel.steps.step import Seen
from use_cases.card_format import Format
from use_cases.use_case import StatusPurpose

if TYPE_CHECKING:
    from collections.abc import Iterator

    from stadtsiegel.steps.step import ToldStep
    from stadtsiegel.trial.scene import Held, Scene

CHAPTER = "Its status changes"
TTL_SECONDS = 300
# The issuer publishes a changed list within a minute, usually within a second (real time, not the moved clock).
LOOK_AGAIN_SECONDS = 0.02
PUBLISHED_WITHIN_SECONDS = 60
MAX_LIST_BYTES = 512 * 1024


def status_steps(scene: Scene) -> Iterator[ToldStep]:
    """Give the steps; all cards are changed together, since it takes its time until a change is known."""
    if StatusPurpose.SUSPENSION in scene.use_case.status:
        yield from _after(scene, "suspend", "suspended")
        yield from _after(scene, "resume", "verified")
    else:
        yield CHAPTER, "The office may not suspend it", "409 Never suspended", partial(_suspend, scene)
    yield from _after(scene, "revoke", "revoked")


def _after(scene: Scene, change: str, expected: str) -> Iterator[ToldStep]:
    yield (
        CHAPTER,
        f"The office decides to {change} all cards; five minutes later",
        "known",
        partial(_all, scene, change),
    )
    for held in scene.held:
        yield CHAPTER, f"{held.form.name} is shown", expected, partial(scene.verdict, held)


async def _suspend(scene: Scene) -> Seen:
    await scene.office.change_status(scene.held[0].offer, "suspend")
    return Seen(outcome="suspended")


async def _all(scene: Scene, change: str) -> Seen:
    before = [await _told(scene, held) for held in scene.held]
    for held in scene.held:
        await scene.office.change_status(held.offer, change)
    async with asyncio.timeout(PUBLISHED_WITHIN_SECONDS):
        for held, earlier in zip(scene.held, before, strict=True):
            while await _told(scene, held) == earlier:  # noqa: ASYNC110 - the publishing job is another task
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    scene.clock.move(TTL_SECONDS)
    return Seen(outcome="known")


async def _told(scene: Scene, held: Held) -> list[int]:
    """What the published lists say of a card now, at each of its places."""
    card = held.card.first
    if card.format == Format.SD_JWT_VC:
        place = parse_status_claim(card.claims["status"])
        return [parse_list_token((await _fetch(scene, place.list_url)).decode("ascii")).status_at(place)]
    told = card.credential["credentialStatus"]
    entries = [parse_status_entry(entry) for entry in (told if isinstance(told, list) else [told])]
    return [read_status(parse_object(await _fetch(scene, entry.list_url)), entry) for entry in entries]


async def _fetch(scene: Scene, url: str) -> bytes:
    return (await scene.city.fetcher.get(url, accept="*/*", max_bytes=MAX_LIST_BYTES)).body
