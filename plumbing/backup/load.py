"""Take a backup in: an empty database is brought to the backup's state, filled, and migrated on, in one transaction.

The caller opens the transaction and may go on in it, so that a restored database appears whole or not at all.
"""

from __future__ import annotations

from typing import IO, TYPE_CHECKING

from plumbing.backup.content import End, Manifest, Rows, TableHead, parse_part
from plumbing.backup.envelope import Head, read_head, read_messages
from plumbing.backup.errors import BackupRefused, BackupUnreadable
from plumbing.backup.write import BACKUP, KEPT_APART, KEYS
from plumbing.database.catalogue import delete_rows, insert_rows, read_tables
from plumbing.database.migrate import judge_past, migrate_within
from plumbing.keyring.open import derive_backup_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from plumbing.backup.content import Part
    from plumbing.database.catalogue import Table
    from plumbing.database.migrate import Component, Migration
    from plumbing.database.port import Executor
    from plumbing.keyring.unlock import Passphrase
    from plumbing.secret import Secret


class BackupFile:
    """A backup whose head was read and whose key is known; its parts are read once, from the manifest to the end."""

    def __init__(self, file: IO[bytes], head: Head, key: Secret[bytes]) -> None:
        self._parts = _parts(file, head, key)
        first = next(self._parts)
        if not isinstance(first, Manifest):
            raise BackupUnreadable("this backup does not begin with its manifest")
        self.manifest = first

    def tables(self) -> Iterator[tuple[TableHead, Rows]]:
        """Each page of rows with its table, and each table once without any; at the end all rows are counted."""
        table: TableHead | None = None
        count = 0
        for part in self._parts:
            match part:
                case TableHead():
                    table = part
                    yield table, Rows([])
                case Rows(rows=rows) if table is not None:
                    count += len(rows)
                    yield table, part
                case End(rows=told) if told == count:
                    return
                case _:
                    raise BackupUnreadable("the parts of this backup do not follow each other as they should")


async def open_backup(
    file: IO[bytes], *, service: str, kind: str, unlock_key: Secret[bytes] | Passphrase
) -> BackupFile:
    """Read the head and the manifest.

    Raises:
        BackupUnreadable: when it is no backup, or this unlock key does not open it.
        BackupRefused: when it is another service's, or of the other kind.
    """
    head = read_head(file)
    if head.service != service:
        raise BackupRefused(f"this is a backup of the {head.service}, not of the {service}")
    if head.kind != kind:
        wanted = {BACKUP: "a backup", KEYS: "a file of keys"}
        raise BackupRefused(f"this is {wanted.get(head.kind, 'something else')}, but {wanted[kind]} is needed here")
    return BackupFile(file, head, await derive_backup_key(unlock_key, head.salt))


def _parts(file: IO[bytes], head: Head, key: Secret[bytes]) -> Iterator[Part]:
    for message in read_messages(file, head, key):
        yield parse_part(message)


async def load_backup(
    transaction: Executor, engine: str, backup: BackupFile, components: Sequence[Component]
) -> dict[str, int]:
    """Migrate an empty database to the backup's state, put in its rows, and migrate on to the program's.

    Returns:
        How many rows each table got.

    Raises:
        MigrationRefused: when the backup's migrations are not this program's, or newer.
        BackupUnreadable: when the file turns out to be damaged; the transaction is then to be undone.
    """
    files = {component.name: component.migrations() for component in components}
    for name, ran in _past_of(backup.manifest, files).items():
        await migrate_within(transaction, name, files[name][:ran])
    tables = {table.name: table for table in await read_tables(transaction, engine)}
    # what migrations themselves have put in is in the backup as well
    for table in reversed(tables.values()):
        await delete_rows(transaction, table)
    counts = await _fill(transaction, backup, tables)
    for name, migrations in files.items():
        await migrate_within(transaction, name, migrations)
    return counts


async def load_keys(transaction: Executor, engine: str, keys: BackupFile) -> int:
    """Put in the keys of sealed columns; answer how many."""
    tables = {table.name: table for table in await read_tables(transaction, engine) if table.name in KEPT_APART}
    return sum((await _fill(transaction, keys, tables)).values())


async def _fill(transaction: Executor, backup: BackupFile, tables: Mapping[str, Table]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for head, rows in backup.tables():
        table = tables.get(head.name)
        if table is None:
            raise BackupRefused(f"this program has no table {head.name}; restore with the one that made the backup")
        await insert_rows(transaction, table, head.columns, rows.rows)
        counts[head.name] = counts.get(head.name, 0) + len(rows.rows)
    return counts


def _past_of(manifest: Manifest, files: Mapping[str, Sequence[Migration]]) -> dict[str, int]:
    """How many of each component's migrations had run when the backup was made."""
    ran: dict[str, dict[int, str]] = {}
    for one in manifest.migrations:
        ran.setdefault(one.component, {})[one.number] = one.sha256
    if unknown := ran.keys() - files.keys():
        raise BackupRefused(
            f"this program knows nothing of {', '.join(sorted(unknown))}; restore with the one that made the backup"
        )
    return {name: judge_past(name, migrations, ran.get(name, {})) for name, migrations in files.items()}
