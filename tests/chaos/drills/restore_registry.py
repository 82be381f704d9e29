"""A registry backed up, changed, lost and restored: nothing that it said is unsaid, and no version comes back."""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from random import Random
from typing import TYPE_CHECKING, Any

from plumbing.clock import MovableClock
from plumbing.observability import logs
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.support.deployed import init_city, running_deployed_registry, use_database
from tests.support.issuing import NOW
from tests.support.lost_issuer import Story, back_up, put_back
from tests.trust_registry.authorities import MAY_ISSUE, NEW_TYPE
from trust_registry.keeping.app import JOBS, KEEP_FILES_JOB
from trust_registry.keeping.files import version_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.trust_registry.authorities import Desk

NAME = "restore-registry"
WRONG = ("versions_back", "unsaid", "un_ended", "failed_restores")


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Say, back up, say and end more, lose, restore; every second time without the published list."""
    logs.configure("chaos", level="error")
    counts: Counter[str] = Counter(dict.fromkeys(WRONG, 0))
    founded = folder / "founded"
    await asyncio.to_thread(init_city, founded)
    for number in range(rounds):
        place = folder / f"round-{number}"
        await asyncio.to_thread(shutil.copytree, founded, place / "city")
        (place / "backups").mkdir()
        story = Story(folder=place / "city", backups=place / "backups", clock=MovableClock(NOW))
        await _one(story, Random(f"{seed} {engine} {number}"), engine, counts, list_is_lost=number % 2 == 1)  # noqa: S311
        say(f"round {number + 1} of {rounds}: {dict(counts)}")
    return DrillResult(name=NAME, engine=engine, rounds=rounds, seed=seed, counts=dict(counts), wrong=WRONG)


async def _one(story: Story, random: Random, engine: str, counts: Counter[str], *, list_is_lost: bool) -> None:
    folder, clock = story.folder, story.clock
    use_database(folder, "registry", new_database(engine, story.backups, "before"))
    async with running_deployed_registry(folder, clock=clock, seed=random.getrandbits(32)) as desk:
        await desk.call("PUT", "/api/credential-types", NEW_TYPE)
        said = [await _say(desk, random) for _ in range(4)]
        await asyncio.to_thread(back_up, story, service="registry")
    clock.move(random.randrange(1, 400))
    async with running_deployed_registry(folder, clock=clock, seed=random.getrandbits(32)) as desk:
        late = [await _say(desk, random) for _ in range(random.randrange(1, 4))]
        ended = random.sample(said + late, k=3)
        for statement in ended:
            await desk.call("POST", f"/api/statements/{statement}/end", {"as": random.choice(("ended", "compromised"))})
            clock.move(1)
        await desk.publish()
        await desk.registry.app[JOBS].run_now(KEEP_FILES_JOB)
        published = await _list_version(desk)
    clock.move(random.randrange(1, 200))
    if list_is_lost:
        (folder / "published" / "registry" / "trust-list.jwt").unlink()
    use_database(folder, "registry", new_database(engine, story.backups, "after"))
    code, _, _ = await asyncio.to_thread(put_back, story, service="registry")
    counts["failed_restores"] += code
    async with running_deployed_registry(folder, clock=clock, seed=random.getrandbits(32)) as desk:
        counts["versions_back"] += await _list_version(desk) <= published
        counts["lists_compared"] += 1
        if list_is_lost:
            return
        for statement in said + late:
            status, answer = await _read(desk, statement)
            counts["unsaid"] += status != 200
            counts["un_ended"] += statement in ended and "end" not in answer
            counts["statements"] += 1


async def _say(desk: Desk, random: Random) -> str:
    body = MAY_ISSUE | {"entity": f"did:web:office-{random.getrandbits(40)}.example"}
    _, answer = await desk.call("POST", "/api/statements", body)
    return str(answer["statement"]["id"])


async def _read(desk: Desk, statement: str) -> tuple[int, Any]:
    async with desk.client.get(f"/statements/{statement}") as reply:
        return reply.status, await reply.json()


async def _list_version(desk: Desk) -> int:
    await desk.publish()
    async with desk.client.get("/trust-list") as reply:
        return version_of(await reply.read())


DRILLS = (
    Drill(
        name=NAME,
        tried="a registry is backed up, says and ends more, loses its database and is restored, every second time "
        "without its published list; nothing of the list is unsaid, and no version comes back",
        run=run,
        full_rounds=20,
        short_rounds=2,
    ),
)
