"""`stadtsiegel backup`: a file for each service of a deployment, sealed, and one sentence for whatever goes wrong."""

from __future__ import annotations

import asyncio
import io
import shutil
import stat
from typing import TYPE_CHECKING

import pytest

from plumbing.backup.load import load_backup, open_backup
from plumbing.backup.write import BACKUP
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.service.start import unlock_key_of
from stadtsiegel.__main__ import main
from stadtsiegel.backup import backup
from stadtsiegel.deployment import SERVICES, DeployedService, read_deployment
from stadtsiegel.init import init

if TYPE_CHECKING:
    from pathlib import Path

NOW = 1_777_800_000  # 3 May 2026, 09:20 UTC


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "deployment"
    assert init(folder=folder, city="Musterstadt", host="musterstadt.example", office="library", out=io.StringIO()) == 0
    return folder


def run(folder: Path, to: Path, *, keys_to: Path | None = None, service: str | None = None) -> tuple[int, str, str]:
    out, err = io.StringIO(), io.StringIO()
    code = backup(folder=folder, to=to, keys_to=keys_to, service=service, clock=MovableClock(NOW), out=out, err=err)
    return code, out.getvalue(), err.getvalue()


def test_every_service_has_its_file_that_only_its_owner_reads(made: Path, tmp_path: Path) -> None:
    code, out, err = run(made, tmp_path)
    assert (code, err) == (0, "")
    names = [f"{service}-20260503T092000Z.backup" for service in SERVICES]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in tmp_path.iterdir())
    assert all(str(tmp_path / name) in out for name in names)


def test_from_the_command_line_one_service_and_its_keys(made: Path, tmp_path: Path) -> None:
    backups, keys = tmp_path / "backups", tmp_path / "keys"
    backups.mkdir()
    keys.mkdir()
    arguments = ["backup", str(made), "--to", str(backups), "--keys-to", str(keys), "--service", "issuer"]
    assert main(arguments) == 0
    assert [path.name.partition("-")[0] for path in backups.iterdir()] == ["issuer"]
    assert [path.name for path in keys.iterdir()] == ["issuer.keys"]


def test_nothing_of_the_database_is_readable_in_the_file(made: Path, tmp_path: Path) -> None:
    run(made, tmp_path, service="issuer")
    (file,) = tmp_path.iterdir()
    content = file.read_bytes()
    assert b"library" not in content
    assert b"INSERT" not in content
    assert b"keyring_keys" not in content


@pytest.mark.parametrize("service", SERVICES)
def test_the_backup_of_every_service_is_taken_in_again(made: Path, tmp_path: Path, service: str) -> None:
    """Also says that no component with tables was forgotten in the list of its service."""
    run(made, tmp_path, service=service)
    (file,) = tmp_path.iterdir()
    (deployed,) = read_deployment(made, only=service)
    counts = asyncio.run(take_in(deployed, file))
    assert counts["deployments"] == 1
    assert counts["keyring_keys"] >= 1
    assert counts["api_keys"] == 1


async def take_in(deployed: DeployedService, file: Path) -> dict[str, int]:
    database = await open_database("sqlite::memory:")
    try:
        with file.open("rb") as opened:
            found = await open_backup(
                opened, service=deployed.service, kind=BACKUP, unlock_key=unlock_key_of(deployed.surroundings)
            )
            async with database.transaction(seconds=60) as transaction:
                return await load_backup(transaction, database.engine, found, deployed.components)
    finally:
        await database.close()


def test_whatever_goes_wrong_is_told_in_one_sentence_and_leaves_no_half_file(made: Path, tmp_path: Path) -> None:
    code, _, err = run(tmp_path, tmp_path)
    assert (code, err.count("\n")) == (1, 1)
    assert "There is no registry.toml or issuer.toml or verifier.toml" in err

    code, _, err = run(made, tmp_path / "nowhere", service="issuer")
    assert (code, err.count("\n")) == (1, 1)
    assert "cannot be written (No such file or directory)" in err

    other = tmp_path / "other"
    shutil.copytree(made, other)
    (other / "keys" / "issuer.key").write_bytes((other / "keys" / "verifier.key").read_bytes())
    backups = tmp_path / "backups"
    backups.mkdir()
    code, _, err = run(other, backups)
    assert code == 1
    assert err.startswith("issuer was not backed up: the unlock key does not open the keys")
    assert len(list(backups.iterdir())) == 2  # the others were

    code, _, err = run(made, backups, service="verifier")
    assert code == 1
    assert "a backup never replaces another one" in err
