"""Backup, restore, and what must be true afterwards: backed up while cards are issued, lost later, put back elsewhere.

Each round is one office's life with its own random course. What wallets hold and clerks were told is written down
beside it; after the restore everything is asked again, as a verifier asks.
"""

from __future__ import annotations

import asyncio
import io
import json
import shutil
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, Any

from credentials.errors import CredentialError
from issuer.app import ACTIVATE_KEYS_JOB, JOBS, KEEP_FILES_JOB
from issuer.offices.key_rollover import WAIT_SECONDS
from issuer.offices.office_keys import PURPOSE
from plumbing.clock import MovableClock
from plumbing.observability import logs
from stadtsiegel.check_issued.command import run_check
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.support.deployed import init_city, running_deployed_issuer, use_database
from tests.support.issuing import LIBRARY, NOW, Holder
from tests.support.lost_issuer import Story, act, back_up, prove, put_back, status

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.support.issuing import Received, TestIssuer

NAME = "restore"
WRONG = (
    "reused_places",
    "places_of_old_lists",
    "un_revoked",
    "un_suspended",
    "wrongly_revoked",
    "unverifiable",
    "irrevocable",
    "redeemed_again",
    "failed_restores",
    "checker_findings",
)
_OF_THE_REGISTRY = ("trust-list-missing", "not-authorized")
_EARLY, _MEANWHILE, _LATE, _NEW = 4, 3, 4, 12  # cards of a round


@dataclass
class Held:
    """A card in a wallet, and what its office was told about it last."""

    card: Received
    revoked: bool = False
    suspended: bool = False


@dataclass
class Round:
    """One life of the office."""

    story: Story
    random: Random
    held: list[Held] = field(default_factory=list)
    links: list[dict[str, Any]] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    nonces: list[str] = field(default_factory=list)


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Live, back up, live on, lose the database, restore, and ask everything again."""
    logs.configure("chaos", level="error")
    counts: Counter[str] = Counter(dict.fromkeys(WRONG, 0))
    founded = folder / "founded"
    await asyncio.to_thread(init_city, founded)
    for number in range(rounds):
        place = folder / f"round-{number}"
        await asyncio.to_thread(shutil.copytree, founded, place / "city")
        (place / "backups").mkdir()
        story = Story(folder=place / "city", backups=place / "backups", clock=MovableClock(NOW))
        life = Round(story, Random(f"{seed} {engine} {number}"))  # noqa: S311 - to be repeated
        use_database(story.folder, "issuer", new_database(engine, place, "before"))
        await _before(life)
        await _after(life, rotate=number % 2 == 0)
        # every second time the backup of one engine goes into the other, where there is another
        target = "sqlite" if number % 2 else engine
        use_database(story.folder, "issuer", new_database(target, place, "after"))
        code, _, faults = await asyncio.to_thread(put_back, story)
        if code != 0:
            counts["failed_restores"] += 1
            say(faults.strip())
            continue
        await _ask_again(life, counts)
        counts["restores"] += 1
        say(f"round {number + 1} of {rounds}: {dict(counts)}")
    return DrillResult(
        name=NAME,
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts=dict(counts),
        wrong=WRONG,
        notes="one issuer in the drill's own process, its clock moved; backup and restore are the commands themselves",
    )


async def _before(life: Round) -> None:
    story = life.story
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=life.random.getrandbits(32)) as issuer:
        for _ in range(_EARLY):
            await _issue(life, issuer)
        await _change_some(life, issuer)
        life.links.append(await issuer.make_offer())
        life.tokens.append(await issuer.token_of(await issuer.make_offer()))
        writing = asyncio.create_task(_work_on(life, issuer))
        await asyncio.to_thread(back_up, story)
        await writing
        await _publish(issuer)


async def _work_on(life: Round, issuer: TestIssuer) -> None:
    for _ in range(_MEANWHILE):
        await _issue(life, issuer)
        await _change_some(life, issuer)


async def _after(life: Round, *, rotate: bool) -> None:
    clock, random = life.story.clock, life.random
    clock.move(random.randrange(61, 600))
    async with running_deployed_issuer(life.story.folder, clock=clock, seed=random.getrandbits(32)) as issuer:
        if rotate:
            await issuer.keyring.prepare_next(owner=LIBRARY, purpose=PURPOSE)
            clock.move(WAIT_SECONDS + 1)
            await issuer.app[JOBS].run_now(ACTIVATE_KEYS_JOB)
        for _ in range(_LATE):
            await _issue(life, issuer)
        await _change_some(life, issuer)
        life.links.append(await issuer.make_offer())
        life.tokens.append(await issuer.token_of(await issuer.make_offer()))
        life.nonces += [await issuer.nonce() for _ in range(2)]
        await _publish(issuer)
    clock.move(random.randrange(1, 200))


async def _issue(life: Round, issuer: TestIssuer) -> Received:
    card = await issuer.issue(Holder(life.random.randbytes(32)))
    life.held.append(Held(card))
    return card


async def _change_some(life: Round, issuer: TestIssuer) -> None:
    for held in life.random.sample(life.held, k=len(life.held) // 2):
        if held.revoked:
            continue
        action = life.random.choice(("revoke", "resume" if held.suspended else "suspend"))
        await act(issuer, held.card, action)
        held.revoked = held.revoked or action == "revoke"
        held.suspended = action == "suspend" or (held.suspended and action != "resume")


async def _publish(issuer: TestIssuer) -> None:
    await issuer.publish()
    if not await issuer.app[JOBS].run_now(KEEP_FILES_JOB):
        raise AssertionError("the publish folder could not be written")


async def _ask_again(life: Round, counts: Counter[str]) -> None:
    story = life.story
    async with running_deployed_issuer(story.folder, clock=story.clock, seed=life.random.getrandbits(32)) as issuer:
        for held in life.held:
            await _ask_card(issuer, held, counts)
        counts["cards"] += len(life.held)
        await _try_again(life, issuer, counts)
        given = {held.card.place(purpose) for held in life.held for purpose in ("revocation", "suspension")}
        old_lists = {url for url, _ in given}
        for _ in range(_NEW):
            card = await _issue(life, issuer)
            taken = {card.place(purpose) for purpose in ("revocation", "suspension")}
            counts["reused_places"] += len(given & taken)
            # chance alone would hardly ever show a place twice: so no old list may give any place at all
            counts["places_of_old_lists"] += sum(url in old_lists for url, _ in taken)
            counts["new_cards"] += 1
        for held in life.held:
            if not held.revoked:
                await _revoke(issuer, held.card, counts)
        await _publish(issuer)
        counts["checker_findings"] += await _check_again(story)
        for held in life.held:
            counts["irrevocable"] += await status(issuer, held.card, "revocation") != 1


async def _ask_card(issuer: TestIssuer, held: Held, counts: Counter[str]) -> None:
    try:
        await prove(issuer, held.card.credential)
        revoked = await status(issuer, held.card, "revocation")
        suspended = await status(issuer, held.card, "suspension")
    except (CredentialError, AssertionError):
        counts["unverifiable"] += 1
        return
    counts["un_revoked"] += held.revoked and not revoked
    counts["wrongly_revoked"] += bool(revoked) and not held.revoked
    counts["un_suspended"] += held.suspended and not suspended


async def _try_again(life: Round, issuer: TestIssuer, counts: Counter[str]) -> None:
    for offer in life.links:
        async with issuer.client.get(issuer.path_of(offer["link"])) as reply:
            counts["redeemed_again"] += reply.status != 404
    for token in life.tokens:
        code, _ = await issuer.ask_credential(token, await issuer.request_body(Holder()))
        counts["redeemed_again"] += code != 401
    for nonce in life.nonces:
        token = await issuer.token_of(await issuer.make_offer())
        proof = Holder().prove(audience=issuer.identifier(), nonce=nonce, now=issuer.clock.now())
        body = await issuer.request_body(Holder()) | {"proofs": {"jwt": [proof]}}
        _, answer = await issuer.ask_credential(token, body)
        counts["redeemed_again"] += answer.get("error") != "invalid_nonce"
    counts["tried_again"] += len(life.links) + len(life.tokens) + len(life.nonces)


async def _check_again(story: Story) -> int:
    """Ask the independent checker, which has nothing to say but that the drill's registry signs no list."""
    out = io.StringIO()
    await asyncio.to_thread(run_check, story.folder, published=None, as_json=True, out=out, clock=story.clock)
    found = json.loads(out.getvalue())["counts"]
    return sum(number for code, number in found.items() if code not in _OF_THE_REGISTRY)


async def _revoke(issuer: TestIssuer, card: Received, counts: Counter[str]) -> None:
    code, _ = await issuer.api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "misuse"})
    if code == 404:
        url, place = card.place("revocation")
        path = f"/status-lists/{url.rpartition('/')[2]}/places/{place}/revoke"
        code, _ = await issuer.api("POST", path, json={"reason": "misuse"})
        counts["revoked_without_record"] += 1
    counts["irrevocable"] += code != 200


DRILLS = (
    Drill(
        name=NAME,
        tried="an office is backed up while it issues and revokes, lives on with key rollovers, loses its database and "
        "is restored, every second time into the other engine; then every card, code and place is asked again",
        run=run,
        full_rounds=20,
        short_rounds=1,
    ),
)
