"""The independent checker as a witness: whatever was done to a city, it has nothing to say against its records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.database.open import open_database
from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.settings import read_deployment

if TYPE_CHECKING:
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger


async def hear_checker(city: FoundedCity, ledger: Ledger) -> None:
    """Note what `stadtsiegel check-issued` finds in the issuer's database."""
    deployment = read_deployment(city.processes["issuer"].log_file.with_suffix(".toml"), {})
    database = await open_database(city.database_urls["issuer"])
    try:
        report = await check_issued(database, deployment, now=city.now(), publications=None)
    finally:
        await database.close()
    for finding in report.pile.kept:
        ledger.wrong("checker_findings", f"{finding.code} {finding.place} {finding.detail}")
    ledger.counts["records_audited"] = report.checked["records"]
