"""`stadtsiegel restore` of a verifier: no check of before is answered, no response code of before shows a result."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from stadtsiegel.backup import backup
from stadtsiegel.init import init
from stadtsiegel.restore import RestoreOptions, restore

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.database.port import Row

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
        return {row["check_id"]: row for row in await database.fetch_all("SELECT * FROM checks")}
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
