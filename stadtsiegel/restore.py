"""`stadtsiegel restore`: a lost database comes back from its backup, and nothing is given or redeemed a second time.

Everything happens in one transaction: the backup's rows, what the publish folder knows since, what is void now, the new
epoch. An interrupted restore leaves an empty database.
"""

from __future__ import annotations

import asyncio
import sys
from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.restoring.restore import restore_issuer
from issuer.settings import IssuerSettings
from plumbing.access.api_keys import list_prefixes, void_all
from plumbing.audit.chain import begin_epoch as begin_audit_epoch
from plumbing.audit.trail import OPERATOR, AuditTrail
from plumbing.backup.errors import BackupError, BackupRefused
from plumbing.backup.load import load_backup, load_keys, open_backup
from plumbing.backup.write import BACKUP, KEYS
from plumbing.clock import MovableClock, SystemClock
from plumbing.database.catalogue import read_tables
from plumbing.database.deployment import begin_epoch
from plumbing.database.errors import DatabaseError, OutcomeUnknown
from plumbing.database.open import open_database
from plumbing.durable_file import write_durably
from plumbing.entropy import SystemEntropy
from plumbing.idempotency.keys import void_idempotency_keys
from plumbing.keyring.port import KeyringError
from plumbing.service.start import unlock_key_of
from plumbing.settings import SettingsError
from stadtsiegel.deployment import read_deployment
from stadtsiegel.restore_report import Restored, render_report
from trust_registry.keeping.files import LIST_FILE
from trust_registry.keeping.restore import restore_registry
from trust_registry.keeping.settings import RegistrySettings
from trust_registry.reading.seen_list import remember_published
from verifier.presentation.restore import restore_verifier

if TYPE_CHECKING:
    from pathlib import Path
    from typing import IO, TextIO

    from plumbing.clock import Clock
    from plumbing.database.port import Database, Executor
    from plumbing.keyring.unlock import Passphrase
    from plumbing.secret import Secret
    from stadtsiegel.deployment import DeployedService
    from use_cases.local_text import LocalText

_SECONDS = 12 * 3600.0  # as long as the largest database may take


@dataclass(frozen=True, kw_only=True)
class RestoreOptions:
    """What the person at the keyboard has chosen.

    Attributes:
        folder: of the deployment.
        source: a backup, or a folder of backups of which the newest of each service is taken.
        keys: a file of keys, or the folder they lie in; without it sealed columns come back empty.
        service: registry, issuer or verifier; all of them when none is named.
        void_api_keys: whether all API keys end now.
    """

    folder: Path
    source: Path
    keys: Path | None = None
    service: str | None = None
    void_api_keys: bool = False


def restore(
    options: RestoreOptions, *, clock: Clock | None = None, out: TextIO | None = None, err: TextIO | None = None
) -> int:
    """Restore the services of a deployment and tell what came of it, on the screen and in a file for each.

    Returns:
        The exit code: 0 when every service was restored.
    """
    out, err, clock = out or sys.stdout, err or sys.stderr, clock or SystemClock()
    try:
        services = read_deployment(options.folder, only=options.service)
        trust_list = _published_trust_list(options.folder)
    except SettingsError as error:
        err.writelines(f"Nothing was restored: {fault}\n" for fault in error.faults)
        return 1
    except OSError as error:
        err.write(f"Nothing was restored: {error.filename} cannot be read ({error.strerror})\n")
        return 1
    screen = _Screen(out, err)
    restored = [_restore_and_tell(one, options, trust_list, clock, screen) for one in services]
    return 0 if all(restored) else 1


@dataclass(frozen=True)
class _Screen:
    out: TextIO
    err: TextIO


def _restore_and_tell(
    deployed: DeployedService, options: RestoreOptions, trust_list: str | None, clock: Clock, screen: _Screen
) -> bool:
    name = deployed.name
    try:
        report = render_report(asyncio.run(_restore(deployed, options, trust_list, clock)))
    except OutcomeUnknown as error:
        fault = (
            f"Whether {name} was restored is not known ({error}): restore again. If the database is then not empty, "
            "it is whole, and only the report is missing"
        )
    except (BackupError, DatabaseError, KeyringError) as error:
        fault = f"{name} was not restored, nothing was changed: {error}"
    except OSError as error:
        place = error.filename or options.source
        fault = f"{name} was not restored, nothing was changed: {place} cannot be read ({error.strerror})"
    else:
        screen.out.write(report)
        _keep_report(options.folder / f"restored-{name}-{clock.now()}.txt", report, screen)
        return True
    screen.err.write(f"{fault}\n")
    return False


def _keep_report(path: Path, report: str, screen: _Screen) -> None:
    try:
        write_durably(path, report.encode())
    except OSError as error:
        screen.err.write(f"The report cannot be written to {path} ({error.strerror}); keep what is on the screen.\n")


async def _restore(
    deployed: DeployedService, options: RestoreOptions, trust_list: str | None, clock: Clock
) -> Restored:
    unlock_key = unlock_key_of(deployed.surroundings)
    source = _newest_backup(options.source, deployed.name)
    database = await open_database(deployed.surroundings.database_url.reveal())
    try:
        with ExitStack() as files:
            backup = files.enter_context(source.open("rb"))
            keys = _keys_file(options.keys, deployed.name)
            return await _take_in(
                database,
                deployed,
                backup=backup,
                keys=files.enter_context(keys.open("rb")) if keys is not None else None,
                unlock_key=unlock_key,
                trust_list=trust_list,
                void_api_keys=options.void_api_keys,
                now=clock.now(),
            )
    finally:
        await database.close()


async def _take_in(
    database: Database,
    deployed: DeployedService,
    *,
    backup: IO[bytes],
    keys: IO[bytes] | None,
    unlock_key: Secret[bytes] | Passphrase,
    trust_list: str | None,
    void_api_keys: bool,
    now: int,
) -> Restored:
    found = await open_backup(backup, service=deployed.service, kind=BACKUP, unlock_key=unlock_key)
    manifest = found.manifest
    if manifest.public_url != deployed.settings.public_url:
        raise BackupRefused(
            f"the backup belongs to the public URL {manifest.public_url}, but the settings say "
            f"{deployed.settings.public_url}; set the old URL again"
        )
    trail = AuditTrail(clock=MovableClock(now), entropy=SystemEntropy(), process=OPERATOR)
    async with database.transaction(seconds=_SECONDS) as transaction:
        await _refuse_unless_empty(transaction, database.engine, deployed)
        rows = await load_backup(transaction, database.engine, found, deployed.components)
        living = 0
        if keys is not None:
            opened = await open_backup(keys, service=deployed.service, kind=KEYS, unlock_key=unlock_key)
            living = await load_keys(transaction, database.engine, opened)
        await void_idempotency_keys(transaction)
        told = await _settle(transaction, deployed, made_at=manifest.made_at, now=now, trail=trail)
        if trust_list is not None and not isinstance(deployed.settings, RegistrySettings):
            await remember_published(transaction, deployed.settings.trust, trust_list, now=now)
        prefixes = await list_prefixes(transaction)
        if void_api_keys:
            await void_all(transaction, now=now, trail=trail)
        epoch = await begin_epoch(transaction, deployed.service, now=now)
        await begin_audit_epoch(transaction, owner=deployed.service, entropy=SystemEntropy(), now=now)
    return Restored(
        service=deployed.name,
        made_at=manifest.made_at,
        restored_at=now,
        rows=sum(rows.values()),
        living_keys=living if keys is not None else None,
        epoch=epoch,
        api_keys=tuple(prefixes),
        api_keys_void=void_api_keys,
        told=tuple(told),
    )


async def _settle(
    transaction: Executor, deployed: DeployedService, *, made_at: int, now: int, trail: AuditTrail
) -> list[LocalText]:
    match deployed.settings:
        case IssuerSettings() as settings:
            return await restore_issuer(
                transaction, settings, made_at=made_at, now=now, entropy=SystemEntropy(), trail=trail
            )
        case RegistrySettings() as settings:
            return await restore_registry(transaction, settings, made_at=made_at, now=now, trail=trail)
        case _:
            return await restore_verifier(transaction, now=now, trail=trail)


async def _refuse_unless_empty(transaction: Executor, engine: str, deployed: DeployedService) -> None:
    if await read_tables(transaction, engine):
        raise BackupRefused(
            f"the database of the {deployed.name} is not empty. Stop the service; then move its SQLite file away (with "
            "-wal and -shm), or name a new empty PostgreSQL database in the settings, and restore again"
        )


def _newest_backup(source: Path, name: str) -> Path:
    if not source.is_dir():
        return source
    found = sorted(source.glob(f"{name}-*.backup"))  # the time in the name sorts as it passes
    if not found:
        raise BackupRefused(f"there is no {name}-....backup in {source}")
    return found[-1]


def _keys_file(keys: Path | None, name: str) -> Path | None:
    return keys / f"{name}.keys" if keys is not None and keys.is_dir() else keys


def _published_trust_list(folder: Path) -> str | None:
    """The newest list of the registry of this deployment, so that its readers do not believe an older one again."""
    if not (folder / "registry.toml").is_file():
        return None
    (registry,) = read_deployment(folder, only="registry")
    if not isinstance(registry.settings, RegistrySettings) or registry.settings.publish_folder is None:
        return None
    path = registry.settings.publish_folder / LIST_FILE
    return path.read_text("ascii", errors="replace") if path.is_file() else None
