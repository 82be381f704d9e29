"""An honest city, crashes and rollovers included: nothing is found; then fifty faults: each is found, where it lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.publications import PublishFolder
from tests.support.issued_city import deployment_of, live, publish_into
from tests.support.issuing import running_issuer
from tests.support.seeded_faults import FAULTS, Ground, plant_all

if TYPE_CHECKING:
    from pathlib import Path

SEED = 20_261_124


def test_there_are_fifty_faults_of_many_kinds() -> None:
    assert sum(times for times, _ in FAULTS) == 50
    assert len(FAULTS) >= 30


async def test_nothing_is_found_before_and_every_planted_fault_after(database_url: str, tmp_path: Path) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        lived = await live(issuer, cards=96)
        await publish_into(tmp_path, issuer)
        deployment, now, published = deployment_of(issuer), issuer.clock.now(), PublishFolder(tmp_path)
        clean = await check_issued(issuer.database, deployment, now=now, publications=published)
        ground = Ground(database=issuer.database, folder=tmp_path, lived=lived, now=now, seed=SEED)
        planted = await plant_all(ground)
        spoiled = await check_issued(issuer.database, deployment, now=now, publications=published)
    assert clean.pile.kept == []
    assert clean.checked["records"] > 96
    found = {(finding.code, finding.place) for finding in spoiled.pile.kept}
    assert [(name, wanted) for name, wanted in planted if (wanted.code, wanted.place) not in found] == []
