"""Write a backup: one snapshot of the database, all tables that it has, page by page into a sealed file (D-10).

The service goes on working meanwhile. The keys of sealed columns go into a file of their own that every backup
replaces: a key that retention deletes today is gone from every older backup, too (SECURITY L-02).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from credentials.model.instant import render_instant
from plumbing.backup.content import End, Manifest, RanMigration, TableHead, render_part, rows_of
from plumbing.backup.envelope import Head, MessageWriter
from plumbing.backup.errors import BackupRefused
from plumbing.database.catalogue import read_pages, read_tables
from plumbing.durable_file import durable_file
from plumbing.keyring.open import KEYRING_TABLE, open_backup_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from plumbing.clock import Clock
    from plumbing.database.catalogue import Table
    from plumbing.database.port import Database, Executor
    from plumbing.keyring.unlock import Passphrase
    from plumbing.secret import Secret

BACKUP, KEYS = "backup", "keys"
"""The two kinds of files."""

KEPT_APART = frozenset({"data_keys"})
"""Tables whose rows never go into a backup, but into the file of keys only."""

PAGE = 200


@dataclass(frozen=True, slots=True)
class Written:
    """A file that was written."""

    path: Path
    tables: int
    rows: int


async def write_backup(
    database: Database,
    *,
    service: str,
    unlock_key: Secret[bytes] | Passphrase,
    clock: Clock,
    folder: Path,
    name: str,
    keys_folder: Path | None,
) -> list[Written]:
    """Write the backup of one service, and the file of keys where a folder for it is named.

    Args:
        database: open; need not be migrated to this program's state.
        service: as the database knows it.
        unlock_key: of its keyring.
        clock: what time it is.
        folder: where `<name>-<time>.backup` goes.
        name: what people call the service.
        keys_folder: where `<name>.keys` goes, replacing the one before.

    Raises:
        BackupRefused: when there is nothing to back up, or a file of this name is there already.
        WrongUnlockKey: when the key is not this database's.
        OSError: when a file cannot be written; no half file stays.
    """
    made_at = clock.now()
    async with database.snapshot() as snapshot:
        tables = await read_tables(snapshot, database.engine)
        if KEYRING_TABLE not in {table.name for table in tables}:
            raise BackupRefused("there is nothing to back up yet: this service was never started")
        salt, key = await open_backup_key(snapshot, unlock_key)
        manifest = await _manifest(snapshot, service=service, made_at=made_at)
        stamp = render_instant(made_at).replace("-", "").replace(":", "")
        path = folder / f"{name}-{stamp}.backup"
        if path.exists():
            raise BackupRefused(f"{path} is there already; a backup never replaces another one")
        kept, apart = _parted(tables)
        copy = _Copy(snapshot, manifest, Head(service, BACKUP, salt), key)
        written = [await copy.write(path, kept)]
        if keys_folder is not None:
            copy = replace(copy, head=Head(service, KEYS, salt))
            written.append(await copy.write(keys_folder / f"{name}.keys", apart))
    return written


def _parted(tables: Iterable[Table]) -> tuple[list[Table], list[Table]]:
    tables = list(tables)
    return [t for t in tables if t.name not in KEPT_APART], [t for t in tables if t.name in KEPT_APART]


async def _manifest(snapshot: Executor, *, service: str, made_at: int) -> Manifest:
    row = await snapshot.fetch_one("SELECT public_url FROM deployments WHERE service = :service", service=service)
    if row is None:
        raise BackupRefused(f"this is not the database of a {service}; look at the settings")
    ran = await snapshot.fetch_all("SELECT component, number, sha256 FROM schema_migrations")
    migrations = sorted((RanMigration(**one) for one in ran), key=lambda one: (one.component, one.number))
    return Manifest(service, row["public_url"], made_at, tuple(migrations))


@dataclass(frozen=True)
class _Copy:
    snapshot: Executor
    manifest: Manifest
    head: Head
    key: Secret[bytes]

    async def write(self, path: Path, tables: Sequence[Table]) -> Written:
        count = 0
        with durable_file(path) as file:
            writer = MessageWriter(file, self.head, self.key)
            writer.write(render_part(self.manifest))
            for table in tables:
                writer.write(render_part(TableHead(table.name, table.columns)))
                async for page in read_pages(self.snapshot, table, page=PAGE):
                    writer.write(render_part(rows_of(table.columns, page)))
                    count += len(page)
            writer.write(render_part(End(count)), last=True)
        return Written(path, len(tables), count)
