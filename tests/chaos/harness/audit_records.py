"""The audit records as witnesses: after any crash each service's chain of entries holds together, and its heads fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.audit.head import OWNER
from plumbing.audit.verify import verify_chain
from plumbing.clock import SystemClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.keyring.unlock import read_unlock_key_file

if TYPE_CHECKING:
    from tests.chaos.harness.founded_city import FoundedCity
    from tests.chaos.harness.ledger import Ledger


async def hear_audit_records(city: FoundedCity, ledger: Ledger) -> None:
    """Note what the verification of each record finds, whoever works in the city meanwhile."""
    entries = 0
    for service, process in city.processes.items():
        database = await open_database(city.database_urls[service])
        try:
            unlock_key = read_unlock_key_file(process.log_file.with_suffix(".key"))
            keyring = await open_keyring(database, unlock_key, SystemClock(), SystemEntropy())
            keys = {key.key_id: key.public_key for key in await keyring.keys(owner=OWNER)}
            report = await verify_chain(database, chain=process.service, keys=keys, exported=())
        finally:
            await database.close()
        for finding in report.findings:
            ledger.wrong("audit_record_findings", f"{service}: {finding}")
        entries += report.entries
    ledger.counts["audit_entries"] = entries
