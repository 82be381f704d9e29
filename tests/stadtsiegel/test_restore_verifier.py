"""`stadtsiegel restore` of a verifier: no check of before is answered, no response code of before shows a result."""

from __future__ import annotations

import asyncio
import io
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from plumbing.audit.trail import AuditTrail
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from plumbing.keyring.open import open_keyring
from plumbing.sealed_records.record_seal import RecordSeal
from plumbing.service.start import unlock_key_of
from stadtsiegel.backup import backup
from stadtsiegel.deployment import read_deployment
from stadtsiegel.init import init
from stadtsiegel.restore import RestoreOptions, restore
from verifier.presentation.check import CheckState
from verifier.presentation.check_store import CheckStore

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from plumbing.database.port import Database, Row

NOW = 1_777_800_000
CHECK = """
INSERT INTO checks (check_id, relying_party, request_id, purpose, credential_type, nonce, state, created, expires,
                    response_code_hash, result_sealed, delete_after)
VALUES (:id, 'library', :id, 'lending', 'card', 'n', :state, :now, :now + CAST(300 AS BIGINT), :code, :result, :now)
"""


@pytest.fixture
def city(tmp_path: Path) -> Path:
    folder = tmp_path / "city"
    assert init(folder=folder, city="Musterstadt", host="musterstadt.example", office="library", out=io.StringIO()) == 0
    return folder


async def checks(folder: Path, *, add: bool = False) -> dict[str, Row]:
    database = await open_database(f"sqlite:///{folder}/data/verifier.sqlite")
    try:
        if add:
            for state in ("waiting", "opened", "judging", "verified", "declined"):
                await database.execute(
                    CHECK,
                    id=state,
                    state=state,
                    now=NOW,
                    code=b"c" * 32 if state == "verified" else None,
                    result=b"sealed" if state == "verified" else None,
                )
            await database.execute(
                "INSERT INTO challenges (challenge, relying_party, delete_after) VALUES ('c', 'library', :later)",
                later=NOW + 300,
            )
        assert bool(await database.fetch_all("SELECT challenge FROM challenges")) == add
        return {row["check_id"]: row for row in await database.fetch_all("SELECT * FROM checks")}
    finally:
        await database.close()


async def audited(folder: Path) -> set[str]:
    database = await open_database(f"sqlite:///{folder}/data/verifier.sqlite")
    try:
        told = await database.fetch_all(
            "SELECT object_id FROM audit_tail WHERE action = 'check-cancelled' AND outcome = 'restored'"
        )
        return {row["object_id"] for row in told}
    finally:
        await database.close()


def test_open_checks_are_cancelled_and_results_without_their_key_are_empty(city: Path, tmp_path: Path) -> None:
    asyncio.run(checks(city, add=True))
    clock, out, err = MovableClock(NOW), io.StringIO(), io.StringIO()
    assert backup(folder=city, to=tmp_path, keys_to=None, service="verifier", clock=clock, out=out, err=err) == 0
    for file in (city / "data").glob("verifier.sqlite*"):
        file.unlink()
    clock.move(60)
    options = RestoreOptions(folder=city, source=tmp_path, service="verifier")
    assert restore(options, clock=clock, out=out, err=err) == 0, err.getvalue()
    found = asyncio.run(checks(city))
    assert {name: row["state"] for name, row in found.items()} == {
        "waiting": "cancelled",
        "opened": "cancelled",
        "judging": "cancelled",
        "verified": "verified",
        "declined": "declined",
    }
    assert found["verified"]["response_code_hash"] == b""
    assert found["verified"]["result_sealed"] is None
    assert found["waiting"]["finished"] == NOW + 60
    assert "3 open checks" in out.getvalue()
    assert asyncio.run(audited(city)) == {"waiting", "opened", "judging"}


@asynccontextmanager
async def opened(folder: Path) -> AsyncIterator[tuple[Database, CheckStore]]:
    """The verifier's database, and its checks as the service itself reads and writes them."""
    (deployed,) = read_deployment(folder, only="verifier")
    database = await open_database(deployed.surroundings.database_url.reveal())
    try:
        clock, entropy = MovableClock(NOW), SystemEntropy()
        keyring = await open_keyring(database, unlock_key_of(deployed.surroundings), clock, entropy)
        seal = RecordSeal(seal=keyring.seal("verifier"), entropy=entropy)
        yield database, CheckStore(database=database, seal=seal, trail=AuditTrail(clock=clock, entropy=entropy))
    finally:
        await database.close()


async def end_a_check(folder: Path) -> None:
    async with opened(folder) as (database, store):
        await database.execute(CHECK, id="ended", state="judging", now=NOW, code=None, result=None)
        await database.execute("UPDATE checks SET taken_by = 'attempt'")
        check = await store.of_service(relying_party="library", check_id="ended")
        assert check is not None
        assert await store.finish(
            check,
            attempt="attempt",
            state=CheckState.VERIFIED,
            result=b"result",
            response_code_hash=None,
            now=NOW,
            keep_result_until=NOW + 3600,
        )


async def result(folder: Path) -> bytes | None:
    async with opened(folder) as (_, store):
        check = await store.of_service(relying_party="library", check_id="ended")
        assert check is not None
        return await store.result_of(check, now=NOW + 60)


def test_a_result_comes_back_with_the_file_of_keys(city: Path, tmp_path: Path) -> None:
    asyncio.run(end_a_check(city))
    clock, out, err = MovableClock(NOW), io.StringIO(), io.StringIO()
    assert backup(folder=city, to=tmp_path, keys_to=tmp_path, service="verifier", clock=clock, out=out, err=err) == 0
    for file in (city / "data").glob("verifier.sqlite*"):
        file.unlink()
    clock.move(60)
    options = RestoreOptions(folder=city, source=tmp_path, keys=tmp_path, service="verifier")
    assert restore(options, clock=clock, out=out, err=err) == 0, err.getvalue()
    assert asyncio.run(result(city)) == b"result"
