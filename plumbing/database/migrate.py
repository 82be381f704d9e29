"""Numbered SQL files bring a database to the state the program expects, exactly once however many processes start.

Each component (a service, the keyring, ...) keeps its own files `0001_first.sql`, `0002_next.sql`, ... in its own
folder; several share one database. What ran is remembered with its SHA-256: a file that changed or vanished after it
ran, or a database that a newer program has migrated, is refused before anything is touched (SECURITY D-09). All
pending files of a component run in one transaction, so an interrupted start leaves nothing half done.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseError
from plumbing.database.statement import split_script

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from importlib.resources.abc import Traversable
    from pathlib import Path

    from plumbing.database.port import Database, Executor

_NAME = re.compile(r"(\d{4})_([a-z0-9_]+)\.sql")
_MIGRATION_SECONDS = 900.0  # a new index over years of cards takes its time
_LOCK = 0x53746164747369  # "Stadtsi": any number, as long as every process takes the same

_TABLE = """
CREATE TABLE IF NOT EXISTS schema_migrations (
    component TEXT NOT NULL,
    number BIGINT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    PRIMARY KEY (component, number)
)
"""


class MigrationRefused(DatabaseError):  # noqa: N818
    """The files and the database do not belong together; nothing was changed."""


@dataclass(frozen=True)
class Migration:
    """One numbered file."""

    number: int
    name: str
    sha256: str
    script: str


@dataclass(frozen=True)
class Component:
    """Who has tables of its own, and where its numbered files lie."""

    name: str
    folder: Path | Traversable

    def migrations(self) -> list[Migration]:
        """Read the files (see `read_folder`)."""
        return read_folder(self.folder)


async def migrate(database: Database, component: str, folder: Path | Traversable) -> None:
    """Run the files of a component that this database has not seen.

    Raises:
        MigrationRefused: when files were changed or removed after they ran, or the database is newer than the program.
    """
    migrations = read_folder(folder)
    async with database.transaction(seconds=_MIGRATION_SECONDS) as transaction:
        # SQLite's transaction is alone in the database anyway; PostgreSQL's must wait for the others here
        if database.engine == "postgresql":
            await transaction.fetch_one("SELECT pg_advisory_xact_lock(:lock)", lock=_LOCK)
        await migrate_within(transaction, component, migrations)


async def migrate_all(database: Database, components: Iterable[Component]) -> None:
    """Migrate each of several components in turn."""
    for component in components:
        await migrate(database, component.name, component.folder)


async def migrate_within(transaction: Executor, component: str, migrations: Sequence[Migration]) -> None:
    """Run those migrations that this database has not seen, in a transaction that the caller has opened.

    Raises:
        MigrationRefused: as `migrate` does.
    """
    await transaction.execute(_TABLE)
    ran = judge_past(component, migrations, await _past(transaction, component))
    for migration in migrations[ran:]:
        for statement in split_script(migration.script):
            await transaction.execute(statement)
        await transaction.execute(
            "INSERT INTO schema_migrations (component, number, name, sha256)"
            " VALUES (:component, :number, :name, :sha256)",
            component=component,
            number=migration.number,
            name=migration.name,
            sha256=migration.sha256,
        )


def read_folder(folder: Path | Traversable) -> list[Migration]:
    """Read the numbered files of a folder, in order; gaps, doubles and odd names are refused."""
    migrations = []
    for file in folder.iterdir():
        if not file.name.endswith(".sql"):
            continue
        match = _NAME.fullmatch(file.name)
        if match is None:
            raise MigrationRefused(f"{file.name} is no name of a migration; they are called 0001_what_it_does.sql")
        # a checkout may turn line ends around; that changes no statement
        script = file.read_text(encoding="utf-8").replace("\r\n", "\n")
        digest = hashlib.sha256(script.encode()).hexdigest()
        migrations.append(Migration(int(match[1]), match[2], digest, script))
    migrations.sort(key=lambda migration: migration.number)
    numbers = [migration.number for migration in migrations]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        raise MigrationRefused(f"migrations are numbered 1, 2, 3, ... but these are {numbers} in {folder}")
    return migrations


async def _past(transaction: Executor, component: str) -> dict[int, str]:
    rows = await transaction.fetch_all(
        "SELECT number, sha256 FROM schema_migrations WHERE component = :component", component=component
    )
    return {row["number"]: row["sha256"] for row in rows}


def judge_past(component: str, migrations: Sequence[Migration], past: Mapping[int, str]) -> int:
    """Return how many of the migrations have run, given the digest of each number that has.

    Raises:
        MigrationRefused: when they are not the ones that ran, or fewer.
    """
    newest = max(past, default=0)
    if newest > len(migrations):
        raise MigrationRefused(
            f"the database is newer than this program: migration {newest} of {component} has run, but the program ends "
            f"with {len(migrations)}; start the newer version, or restore the backup made before it"
        )
    for migration in migrations[:newest]:
        if past.get(migration.number) != migration.sha256:
            raise MigrationRefused(
                f"migration {migration.number:04}_{migration.name}.sql of {component} is not the one that ran in this "
                "database; put the old file back and write the change as a new migration"
            )
    return newest
