"""A backup of one engine, taken in by either: every row of one moment, nothing forgotten, nothing half (D-10)."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest

from plumbing.audit.tables import COMPONENT as AUDIT
from plumbing.backup.errors import BackupRefused, BackupUnreadable
from plumbing.backup.load import load_backup, load_keys, open_backup
from plumbing.backup.write import BACKUP, KEPT_APART, KEYS, write_backup
from plumbing.clock import MovableClock
from plumbing.database.catalogue import read_tables
from plumbing.database.deployment import COMPONENT as DEPLOYMENT
from plumbing.database.deployment import remember_public_url
from plumbing.database.migrate import Component, MigrationRefused, migrate_all
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import COMPONENT as KEYRING
from plumbing.keyring.open import open_keyring
from plumbing.keyring.port import WrongUnlockKey
from plumbing.secret import Secret
from tests.support.databases import ENGINES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from plumbing.database.port import Database

NOW = 1_777_800_000
KEY = Secret(b"u" * 32)
URL = "https://ausweise.musterstadt.example"
NOTES = """
CREATE TABLE places (id BIGINT PRIMARY KEY);
CREATE TABLE notes (
    id BIGINT NOT NULL, part TEXT NOT NULL, place BIGINT REFERENCES places (id), body BYTEA, words TEXT,
    PRIMARY KEY (id, part)
);
INSERT INTO places (id) VALUES (0);
"""


@pytest.fixture
def components(tmp_path: Path) -> list[Component]:
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_notes.sql").write_text(NOTES)
    return [DEPLOYMENT, AUDIT, KEYRING, Component("notes", folder)]


@pytest.fixture(params=ENGINES)
def other_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of the empty database that a backup goes into."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/other.sqlite"
    return request.getfixturevalue("postgresql_cluster").new_database()


async def found(database: Database, components: list[Component], *, rows: int = 700) -> None:
    await remember_public_url(database, "issuer", URL)
    await migrate_all(database, components)
    await open_keyring(database, KEY, MovableClock(NOW), SeededEntropy(1))
    async with database.transaction() as transaction:
        await transaction.execute("UPDATE places SET id = 7")
        for number in range(rows):
            await transaction.execute(
                "INSERT INTO notes (id, part, place, body, words) VALUES (:id, :part, :place, :body, :words)",
                id=number // 2,
                part=("a", "Ä")[number % 2],
                place=None if number % 3 else 7,
                body=bytes([number % 256]) * (number % 5) if number % 4 else None,
                words='Grüße: "quoted" \n' if number % 5 else None,
            )


async def contents(database: Database) -> dict[str, Any]:
    tables = await read_tables(database, database.engine)
    return {
        table.name: sorted(
            (tuple(row.items()) for row in await database.fetch_all(f"SELECT * FROM {table.name}")),  # noqa: S608
            key=repr,
        )
        for table in tables
    }


async def write(database: Database, folder: Path, *, key: Secret[bytes] = KEY, now: int = NOW) -> Path:
    written = await write_backup(
        database,
        service="issuer",
        unlock_key=key,
        clock=MovableClock(now),
        folder=folder,
        name="issuer",
        keys_folder=folder,
    )
    return written[0].path


async def take_in(database: Database, path: Path, components: list[Component], *, key: Secret[bytes] = KEY) -> None:
    with path.open("rb") as file:
        backup = await open_backup(file, service="issuer", kind=BACKUP, unlock_key=key)
        async with database.transaction(seconds=60) as transaction:
            await load_backup(transaction, database.engine, backup, components)


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = await open_database(url)
    try:
        yield database
    finally:
        await database.close()


async def test_what_was_backed_up_comes_back_on_either_engine(
    database: Database, other_url: str, components: list[Component], tmp_path: Path
) -> None:
    await found(database, components)
    path = await write(database, tmp_path)
    async with opened(other_url) as other:
        await take_in(other, path, components)
        assert await contents(other) == await contents(database)
        await open_keyring(other, KEY, MovableClock(NOW), SeededEntropy(2))


async def test_a_backup_written_while_others_write_holds_one_moment(
    database: Database, components: list[Component], tmp_path: Path
) -> None:
    await found(database, components)
    done = asyncio.Event()

    async def work() -> None:
        number = 1000
        while not done.is_set():
            number += 1
            async with database.transaction() as transaction:  # a place and its note: both or neither
                await transaction.execute("INSERT INTO places (id) VALUES (:id)", id=number)
                await transaction.execute(
                    "INSERT INTO notes (id, part, place) VALUES (:id, 'a', :place)", id=number, place=number
                )

    working = asyncio.create_task(work())
    try:
        await asyncio.sleep(0.05)
        path = await write(database, tmp_path)
    finally:
        done.set()
        await working
    async with opened(f"sqlite:///{tmp_path}/restored.sqlite") as restored:
        await take_in(restored, path, components)
        places = {row["id"] for row in await restored.fetch_all("SELECT id FROM places WHERE id > 1000")}
        notes = {row["id"] for row in await restored.fetch_all("SELECT id FROM notes WHERE id > 1000")}
    assert places
    assert places == notes


async def test_the_keys_of_sealed_columns_lie_outside_the_backup_and_are_replaced(
    database: Database, components: list[Component], tmp_path: Path
) -> None:
    assert {"data_keys"} == KEPT_APART
    await found(database, components, rows=2)
    if "data_keys" not in await contents(database):
        await database.execute("CREATE TABLE data_keys (record TEXT PRIMARY KEY, sealed_key BYTEA NOT NULL)")
    for name in ("kept", "deleted"):
        await database.execute(
            "INSERT INTO data_keys (record, sealed_key) VALUES (:record, :sealed_key)",
            record=name,
            sealed_key=name.encode(),
        )
    path = await write(database, tmp_path)
    await database.execute("DELETE FROM data_keys WHERE record = 'deleted'")
    await write(database, tmp_path, now=NOW + 60)

    async with opened(f"sqlite:///{tmp_path}/restored.sqlite") as restored:
        await migrate_all(restored, components)
        await restored.execute("CREATE TABLE data_keys (record TEXT PRIMARY KEY, sealed_key BYTEA NOT NULL)")
        with (tmp_path / "issuer.keys").open("rb") as file:
            keys = await open_backup(file, service="issuer", kind=KEYS, unlock_key=KEY)
            async with restored.transaction() as transaction:
                assert await load_keys(transaction, restored.engine, keys) == 1
        assert await restored.fetch_all("SELECT record FROM data_keys") == [{"record": "kept"}]
    with path.open("rb") as file:
        backup = await open_backup(file, service="issuer", kind=BACKUP, unlock_key=KEY)
        assert "data_keys" not in {head.name for head, _ in backup.tables()}


async def test_a_damaged_backup_leaves_the_database_empty(
    sqlite_database: Database, components: list[Component], tmp_path: Path
) -> None:
    async with opened(f"sqlite:///{tmp_path}/city.sqlite") as database:
        await found(database, components)
        path = await write(database, tmp_path)
    whole = path.read_bytes()
    for damaged in (whole[:-20], whole[:-20] + b"x" * 20):
        path.write_bytes(damaged)
        with pytest.raises(BackupUnreadable):
            await take_in(sqlite_database, path, components)
        assert await read_tables(sqlite_database, "sqlite") == []


async def test_what_does_not_belong_together_is_refused(
    sqlite_database: Database, components: list[Component], tmp_path: Path
) -> None:
    async with opened(f"sqlite:///{tmp_path}/city.sqlite") as database:
        with pytest.raises(BackupRefused, match="never started"):
            await write(database, tmp_path)
        await found(database, components, rows=2)
        with pytest.raises(WrongUnlockKey):
            await write(database, tmp_path, key=Secret(b"x" * 32))
        path = await write(database, tmp_path)
        with pytest.raises(BackupRefused, match="never replaces"):
            await write(database, tmp_path)
    with pytest.raises(BackupUnreadable, match="unlock key"):
        await take_in(sqlite_database, path, components, key=Secret(b"x" * 32))
    with pytest.raises(BackupRefused, match="knows nothing of notes"):
        await take_in(sqlite_database, path, components[:-1])
    with path.open("rb") as file, pytest.raises(BackupRefused, match="of the issuer, not of the verifier"):
        await open_backup(file, service="verifier", kind=BACKUP, unlock_key=KEY)
    with (tmp_path / "issuer.keys").open("rb") as file, pytest.raises(BackupRefused, match="file of keys"):
        await open_backup(file, service="issuer", kind=BACKUP, unlock_key=KEY)


async def test_an_older_backup_is_migrated_on_and_a_newer_one_refused(
    sqlite_database: Database, components: list[Component], tmp_path: Path
) -> None:
    async with opened(f"sqlite:///{tmp_path}/city.sqlite") as database:
        await found(database, components, rows=4)
        older = await write(database, tmp_path)
        newer_file = tmp_path / "migrations" / "0002_loud.sql"
        newer_file.write_text(
            "ALTER TABLE notes ADD COLUMN loud TEXT; UPDATE notes SET loud = 'LOUD' WHERE words IS NOT NULL;"
        )
        await migrate_all(database, components)
        newer = await write(database, tmp_path, now=NOW + 60)
    await take_in(sqlite_database, older, components)
    loud = await sqlite_database.fetch_all("SELECT id FROM notes WHERE loud = 'LOUD'")
    assert len(loud) == 3
    newer_file.unlink()
    async with opened("sqlite::memory:") as empty:
        with pytest.raises(MigrationRefused, match="newer than this program"):
            await take_in(empty, newer, components)
