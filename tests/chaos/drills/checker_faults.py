"""Fifty faults planted behind the issuer's back: the independent checker finds each, and nothing before (M-18)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.publications import PublishFolder
from tests.chaos.databases import new_database
from tests.chaos.drill import Drill, DrillResult
from tests.support.issued_city import deployment_of, live, publish_into
from tests.support.issuing import running_issuer
from tests.support.seeded_faults import FAULTS, Ground, plant_all

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.drill import Say

CARDS = 96


async def run(engine: str, rounds: int, seed: int, folder: Path, say: Say) -> DrillResult:
    """In each round a new city with other victims."""
    counts = dict.fromkeys(("false_alarms", "faults_not_found", "faults_planted", "faults_found", "records_checked"), 0)
    missed: list[str] = []
    for number in range(rounds):
        published = folder / f"published-{number}"
        url = new_database(engine, folder, f"issuer-{number}")
        async with running_issuer(database_url=url, seed=seed + number) as issuer:
            lived = await live(issuer, cards=CARDS)
            await publish_into(published, issuer)
            deployment, now, copies = deployment_of(issuer), issuer.clock.now() + 61, PublishFolder(published)
            clean = await check_issued(issuer.database, deployment, now=now, publications=copies)
            ground = Ground(database=issuer.database, folder=published, lived=lived, now=now, seed=seed + number)
            planted = await plant_all(ground)
            spoiled = await check_issued(issuer.database, deployment, now=now, publications=copies)
        found = {(one.code, one.place) for one in spoiled.pile.kept}
        unseen = [name for name, wanted in planted if (wanted.code, wanted.place) not in found]
        missed += unseen
        counts["false_alarms"] += sum(clean.pile.counts.values())
        counts["faults_planted"] += len(planted)
        counts["faults_found"] += len(planted) - len(unseen)
        counts["faults_not_found"] += len(unseen)
        counts["records_checked"] += clean.checked["records"]
        say(f"city {number + 1} of {rounds}: {counts['faults_found']} of {counts['faults_planted']} faults found")
    return DrillResult(
        name="checker-faults",
        engine=engine,
        rounds=rounds,
        seed=seed,
        counts=counts,
        wrong=("false_alarms", "faults_not_found"),
        notes=f"{len(FAULTS)} kinds of faults. " + ", ".join(missed[:5]),
    )


DRILLS = (
    Drill(
        name="checker-faults",
        tried=(
            "an honest city (rollover, revocations, lost answers, a failed signature) is checked, then spoiled by "
            "fifty faults in rows, published lists and files, and checked again: nothing before, every fault after"
        ),
        run=run,
        full_rounds=5,
        short_rounds=1,
    ),
)
