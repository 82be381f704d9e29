"""The independent checker as a witness: whatever was done to a city, it has nothing to say against its records."""

from __future__ import annotations

from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from plumbing.database.open import open_database
from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.publications import open_publications
from stadtsiegel.check_issued.settings import read_deployment

if TYPE_CHECKING:
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger


async def hear_checker(city: FoundedCity, ledger: Ledger, *, served: bool = False) -> None:
    """Note what `stadtsiegel check-issued` finds, whoever works in the city meanwhile.

    Args:
        city: whose issuer is checked.
        ledger: where findings go.
        served: also hold what the issuer serves against its database.
    """
    deployment = read_deployment(city.processes["issuer"].log_file.with_suffix(".toml"), {})
    async with AsyncExitStack() as closing:
        database = await open_database(city.database_urls["issuer"])
        closing.push_async_callback(database.close)
        publications = open_publications(deployment, city.urls["issuer"], closing) if served else None
        report = await check_issued(database, deployment, now=city.now(), publications=publications)
    for finding in report.pile.kept:
        ledger.wrong("checker_findings", f"{finding.code} {finding.place} {finding.detail}")
    ledger.counts["records_audited"] = report.checked["records"]
