"""`stadtsiegel backup`: one sealed file for each service of a deployment, while the services go on working."""

from __future__ import annotations

import asyncio
import sys
from typing import TYPE_CHECKING

from plumbing.backup.errors import BackupError
from plumbing.backup.write import write_backup
from plumbing.clock import SystemClock
from plumbing.database.errors import DatabaseError
from plumbing.database.open import open_database
from plumbing.keyring.port import KeyringError
from plumbing.service.start import unlock_key_of
from plumbing.settings import SettingsError
from stadtsiegel.deployment import read_deployment

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

    from plumbing.backup.write import Written
    from plumbing.clock import Clock
    from stadtsiegel.deployment import DeployedService


def backup(
    *,
    folder: Path,
    to: Path,
    keys_to: Path | None,
    service: str | None,
    clock: Clock | None = None,
    out: TextIO | None = None,
    err: TextIO | None = None,
) -> int:
    """Back up a deployment.

    Args:
        folder: of the deployment.
        to: where the backups go.
        keys_to: where the keys of sealed columns go, each file replacing the one before; best on another disk.
        service: registry, issuer or verifier; all of them when none is named.
        clock: what time it is.
        out: where the files are told.
        err: where faults are told.

    Returns:
        The exit code: 0 when every service was backed up.
    """
    out, err = out or sys.stdout, err or sys.stderr
    done = True
    try:
        services = read_deployment(folder, only=service)
    except SettingsError as error:
        err.writelines(f"Nothing was backed up: {fault}\n" for fault in error.faults)
        return 1
    for deployed in services:
        try:
            for written in asyncio.run(_write(deployed, to, keys_to, clock or SystemClock())):
                out.write(f"{deployed.name}: {written.rows} rows of {written.tables} tables in {written.path}\n")
        except (BackupError, DatabaseError, KeyringError) as error:
            err.write(f"{deployed.name} was not backed up: {error}\n")
            done = False
        except OSError as error:
            place = error.filename or to
            err.write(f"{deployed.name} was not backed up: {place} cannot be written ({error.strerror})\n")
            done = False
    return 0 if done else 1


async def _write(deployed: DeployedService, to: Path, keys_to: Path | None, clock: Clock) -> list[Written]:
    unlock_key = unlock_key_of(deployed.surroundings)
    database = await open_database(deployed.surroundings.database_url.reveal())
    try:
        return await write_backup(
            database,
            service=deployed.service,
            unlock_key=unlock_key,
            clock=clock,
            folder=to,
            name=deployed.name,
            keys_folder=keys_to,
        )
    finally:
        await database.close()
