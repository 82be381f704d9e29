"""Nonces, idempotency keys, places and wallets' answers, each raced by eight processes (I-18, A-11, S-01, V-13)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from issuer.refusals import NonceRefused
from issuer.status import places
from plumbing.entropy import SystemEntropy
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.harness.racing import RUNNERS, in_laps, let_race, many, racing_issuer, racing_verifier, runners_for
from tests.support.issuing import LIBRARY
from tests.support.verifying import PARTY, PURPOSE
from verifier.audit_actions import VerifierAction
from verifier.presentation.refusals import CheckOver, UnprovenAnswer

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.chaos.drill import Say
    from tests.chaos.harness.racing import Start


async def race_nonces(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Spend each c_nonce eight times; one may be let through."""
    url = new_database(engine, folder, "issuer")
    async with racing_issuer(url, seed * RUNNERS) as maker:
        nonces = [maker.hall.nonces.make(maker.office) for _ in range(rounds)]
        spent = [nonce for won in await let_race(rounds, spend_all, url, seed, nonces) for nonce in won]
    say(f"{rounds} nonces, {len(spent)} spent")
    counts = {
        "nonces": rounds,
        "spent": len(spent),
        "spent_twice": len(spent) - len(set(spent)),
        "never_spent": rounds - len(set(spent)),
    }
    return _result("nonce-race", engine, rounds, seed, counts, wrong=("spent_twice", "never_spent"))


def spend_all(number: int, start: Start, url: str, seed: int, nonces: list[str]) -> list[str]:
    """Spend every nonce together with all other processes; those that this one was let through with."""

    async def work() -> list[str]:
        async with racing_issuer(url, seed * RUNNERS + number + 1) as racer:

            async def spend(nonce: str) -> str | None:
                try:
                    await racer.hall.nonces.spend(racer.office, nonce)
                except NonceRefused:
                    return None
                return nonce

            return [nonce for nonce in await in_laps(start, nonces, spend) if nonce]

    return asyncio.run(work())


async def race_idempotency_keys(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Make an offer eight times with each key; one may be made, and all must be told the same."""
    url = new_database(engine, folder, "issuer")
    async with racing_issuer(url, seed * RUNNERS) as maker:
        told = await let_race(rounds, offer_all, url, seed, [f"case-{number}" for number in range(rounds)])
        (row,) = await maker.issuer.database.fetch_all("SELECT COUNT(*) AS n FROM offers")
    ids_of_each = [{runner[number][0] for runner in told} for number in range(rounds)]
    say(f"{rounds} keys, {row['n']} offers")
    counts = {
        "keys": rounds,
        "offers": row["n"],
        "offers_too_many": row["n"] - rounds,
        "told_as_made_too_often": sum(made_now for runner in told for _, made_now in runner) - rounds,
        "told_differently": sum(len(ids) - 1 for ids in ids_of_each),
    }
    wrong = ("offers_too_many", "told_as_made_too_often", "told_differently")
    return _result("idempotency-race", engine, rounds, seed, counts, wrong=wrong)


def offer_all(number: int, start: Start, url: str, seed: int, keys: list[str]) -> list[tuple[str, bool]]:
    """Ask for an offer with every key together with all other processes; what this one was told."""

    async def work() -> list[tuple[str, bool]]:
        async with racing_issuer(url, seed * RUNNERS + number + 1) as racer:

            async def ask(key: str) -> tuple[str, bool]:
                offer_id, _, _, made_now = await racer.offer(key)
                return offer_id, made_now

            return await in_laps(start, keys, ask)

    return asyncio.run(work())


async def race_places(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Take so many places of a list that is half full at the end, so that runners often draw the same one."""
    url = new_database(engine, folder, "issuer")
    async with racing_issuer(url, seed * RUNNERS, list_size=2 * rounds) as maker:
        taken = [place for own in await let_race(rounds, take_all, url, seed, rounds) for place in own]
        (row,) = await maker.issuer.database.fetch_all("SELECT COUNT(*) AS n FROM status_places")
    say(f"{len(taken)} places")
    counts = {
        "places": len(taken),
        "duplicate_places": len(taken) - len(set(taken)),
        "places_not_written": len(taken) - row["n"],
    }
    return _result("place-race", engine, rounds, seed, counts, wrong=("duplicate_places", "places_not_written"))


def take_all(number: int, start: Start, url: str, seed: int, rounds: int) -> list[tuple[str, int]]:
    """Take this process's share of places together with all others."""

    async def work() -> list[tuple[str, int]]:
        async with racing_issuer(url, seed * RUNNERS + number + 1, list_size=2 * rounds) as racer:
            entropy = SystemEntropy()

            async def take(nth: int) -> tuple[str, int]:
                async with racer.issuer.database.transaction() as transaction:
                    place = await places.take_place(
                        transaction, entropy, office=LIBRARY, purpose="revocation", copy_id=f"{number}-{nth}"
                    )
                return place.list_id, place.index

            return await in_laps(start, range(rounds // runners_for(rounds)), take)

    return asyncio.run(work())


async def race_answers(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """Answer each check eight times, each time otherwise; one answer may be taken, and its end must stay."""
    url = new_database(engine, folder, "verifier")
    async with racing_verifier(url, seed * RUNNERS) as maker:

        async def ask(_: int) -> str:
            made = await maker.hall.create_check(
                maker.relying_party,
                purpose=PURPOSE,
                claims=None,
                same_device=False,
                idempotency_key=None,
                actor="api:racer",
            )
            return made.check.request_id

        checks = await many(rounds, ask)
        taken = [check for own in await let_race(rounds, answer_all, url, seed, checks) for check in own]
        rows = await maker.database.fetch_all("SELECT state FROM checks WHERE relying_party = :party", party=PARTY)
        # a second end would look like the first in its row; the audit record, which nobody links here, has both
        ends = await maker.database.fetch_all(
            "SELECT object_id FROM audit_tail WHERE action = :action", action=VerifierAction.CHECK_ANSWERED.value
        )
    say(f"{rounds} checks, {len(taken)} answers taken")
    counts = {
        "checks": rounds,
        "answers_taken": len(taken),
        "taken_twice": len(taken) - len(set(taken)),
        "never_taken": rounds - len(set(taken)),
        "not_ended": sum(row["state"] != "rejected" for row in rows),
        "ended_too_often": len(ends) - rounds,
    }
    wrong = ("taken_twice", "never_taken", "not_ended", "ended_too_often")
    return _result("answer-race", engine, rounds, seed, counts, wrong=wrong)


def answer_all(number: int, start: Start, url: str, seed: int, checks: list[str]) -> list[str]:
    """Answer every check together with all other processes; those of which this one's answer was taken."""

    async def work() -> list[str]:
        async with racing_verifier(url, seed * RUNNERS + number + 1) as verifier:

            async def answer(request_id: str) -> str | None:
                try:
                    await verifier.hall.receive_answer(
                        verifier.relying_party,
                        request_id=request_id,
                        vp_token={"ldp_vc": [{"id": f"urn:runner:{number}"}]},
                        encrypted=True,
                    )
                except CheckOver:
                    return None
                except UnprovenAnswer:
                    return request_id  # taken and judged: it proves nothing, which ends the check as well
                return request_id

            return [check for check in await in_laps(start, checks, answer) if check]

    return asyncio.run(work())


def _result(
    name: str, engine: str, rounds: int, seed: int, counts: Mapping[str, int], *, wrong: tuple[str, ...]
) -> DrillResult:
    return DrillResult(name=name, engine=engine, rounds=rounds, seed=seed, counts=dict(counts), wrong=wrong)


DRILLS = (
    Drill(
        name="nonce-race",
        tried="eight processes spend the same c_nonce at once; exactly one may be let through",
        run=race_nonces,
        full_rounds=1_000,
        short_rounds=40,
    ),
    Drill(
        name="idempotency-race",
        tried="eight processes ask for an offer with the same Idempotency-Key; one is made and all are told the same",
        run=race_idempotency_keys,
        full_rounds=500,
        short_rounds=20,
    ),
    Drill(
        name="place-race",
        tried="eight processes take places of one status list until it is half full; no place may be given twice",
        run=race_places,
        full_rounds=4_000,
        short_rounds=160,
    ),
    Drill(
        name="answer-race",
        tried="eight different answers to one check come to eight processes; exactly one may be taken and stay",
        run=race_answers,
        full_rounds=1_000,
        short_rounds=20,
    ),
)
