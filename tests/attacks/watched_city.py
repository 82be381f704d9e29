"""A city that is watched: citizens with unmistakable claims in it, and everything that it writes at hand."""

from __future__ import annotations

import base64
import json
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp

import issuer.app
import verifier.app
from plumbing.backup.load import open_backup
from plumbing.backup.write import BACKUP, KEYS, write_backup
from plumbing.database.sealed import Seal, SealBroken
from plumbing.entropy import SystemEntropy
from plumbing.keyring.unlock import read_unlock_key_file
from plumbing.retention.forget import FORGET_JOB, SCRUB_JOB
from plumbing.retention.rules import read_rules
from plumbing.secret import Secret

if TYPE_CHECKING:
    import io
    from pathlib import Path

    from plumbing.clock import MovableClock
    from plumbing.jobs import PeriodicJobs
    from plumbing.service.start import RunningService
    from stadtsiegel.library_city import LibraryCity
    from tests.support.postgresql import Cluster

CLAIMS = {
    "cardNumber": "M-73519264",
    "givenName": "Quetzalcoatline",
    "familyName": "Kanarienvögelchen",
    "category": "youth",
    "memberSince": "1987-11-13",
}
CANARIES = [CLAIMS[name] for name in ("cardNumber", "givenName", "familyName", "memberSince")]
SERVICES = ("registry", "issuer", "verifier")  # in the order of their start
SEALING = {"issuer": issuer.app, "verifier": verifier.app}  # those with sealed columns


def spellings(canary: str) -> set[bytes]:
    """How a text may stand somewhere: as it is, escaped, in an address, in hexadecimal or in any kind of base64."""
    raw = canary.encode()
    found = {raw, canary.encode("utf-16-le"), json.dumps(canary)[1:-1].encode(), quote(canary).encode()}
    found.add(raw.hex().encode())
    for shift in range(3):  # base64 of a longer text: only whole groups of three bytes can be recognized
        whole = raw[shift : shift + (len(raw) - shift) // 3 * 3]
        found |= {base64.b64encode(whole), base64.urlsafe_b64encode(whole)}
    return found


def hits(haystack: bytes, canaries: list[str]) -> list[str]:
    """Those canaries that are found."""
    return [canary for canary in canaries if any(spelling in haystack for spelling in spellings(canary))]


def personal_columns(service: str) -> list[tuple[str, str]]:
    """Table and column, as the rules of retention name them."""
    return [(rule.table, column) for rule in read_rules(SEALING[service].COMPONENTS) for column in rule.personal]


@dataclass
class Sealed:
    """Sealed columns and data keys, by service; and whatever lay beside them, in backups."""

    cells: dict[str, list[bytes]] = field(default_factory=lambda: defaultdict(list))
    keys: dict[str, dict[str, bytes]] = field(default_factory=lambda: defaultdict(dict))
    unsealed: bytes = b""

    def all_keys(self) -> set[bytes]:
        return {key for keys in self.keys.values() for key in keys.values()}


@dataclass
class Watched:
    """A city in a folder (or a PostgreSQL cluster), what its services write, and their periodic jobs."""

    folder: Path
    clock: MovableClock
    city: LibraryCity
    log: io.StringIO
    services: list[RunningService] = field(default_factory=list)
    jobs: list[PeriodicJobs] = field(default_factory=list)
    cluster: Cluster | None = None

    def files(self) -> dict[str, bytes]:
        """Every file of the city: databases with their logs, backups, keys; and all those of its cluster."""
        roots = [self.folder]
        if self.cluster is not None:
            self.cluster.sql("CHECKPOINT")  # what the server has only in memory
            roots.append(self.cluster.data)
        found = [(root, file) for root in roots for file in root.rglob("*") if file.is_file()]
        return {str(file.relative_to(root)): file.read_bytes() for root, file in found}

    async def metrics(self) -> bytes:
        """What all internal ports tell."""
        told = b""
        async with aiohttp.ClientSession() as client:
            for service in self.services:
                assert service.internal is not None
                async with client.get(f"{service.internal.url}/metrics") as answer:
                    assert answer.status == 200
                    told += await answer.read()
        return told

    async def forget(self) -> None:
        """Let the retention jobs of every service take their turn."""
        having_them = [jobs for jobs in self.jobs if FORGET_JOB in jobs._jobs]
        assert len(having_them) == len(SERVICES)
        for jobs in having_them:
            assert await jobs.run_now(FORGET_JOB)
            assert await jobs.run_now(SCRUB_JOB)

    async def sealed_columns(self) -> Sealed:
        """What lies sealed in the databases at present, in whatever columns the rules call personal."""
        found = Sealed()
        for name in SEALING:
            database = self._parts(name).database
            for table, column in personal_columns(name):
                rows = await database.fetch_all(f"SELECT {column} AS cell FROM {table} WHERE {column} IS NOT NULL")  # noqa: S608
                found.cells[name] += [row["cell"] for row in rows]
            rows = await database.fetch_all("SELECT record, sealed_key FROM data_keys")
            found.keys[name] = {row["record"]: row["sealed_key"] for row in rows}
        return found

    async def back_up(self) -> None:
        """Back up each service that seals; the file of keys replaces the one before."""
        for name in SEALING:
            for folder in ("backups", "keys"):
                (self.folder / folder).mkdir(exist_ok=True)
            await write_backup(
                self._parts(name).database,
                service=name,
                unlock_key=self.unlock_key,
                clock=self.clock,
                folder=self.folder / "backups",
                name=name,
                keys_folder=self.folder / "keys",
            )

    async def sealed_in_backups(self) -> Sealed:
        """What lies sealed in all backups ever made, opened with the unlock key, and the keys in the newest file."""
        found = Sealed()
        for name in SEALING:
            personal = personal_columns(name)
            for file in (self.folder / "backups").glob(f"{name}-*.backup"):
                for table, row in await self._rows(file, name, kind=BACKUP):
                    found.unsealed += repr(row).encode()
                    found.cells[name] += [
                        row[column] for owner, column in personal if owner == table and row[column] is not None
                    ]
            for table, row in await self._rows(self.folder / "keys" / f"{name}.keys", name, kind=KEYS):
                assert table == "data_keys"
                found.keys[name][row["record"]] = row["sealed_key"]
        return found

    async def open(self, sealed: Sealed) -> bytes:
        """Everything that opens with the services' own keys: each cell is tried with each key."""
        opened = []
        for name in SEALING:
            service = self._parts(name).keyring.seal(name)
            for record, sealed_key in sealed.keys[name].items():
                key = Secret(service.open(sealed_key, context=f"data key of {record}"))
                for cell in sealed.cells[name]:
                    with suppress(SealBroken):
                        opened.append(Seal(key, SystemEntropy()).open(cell, context=record))
        return b"\n".join(opened)

    @property
    def unlock_key(self) -> Secret[bytes]:
        return read_unlock_key_file(self.folder / "unlock.key")

    async def _rows(self, path: Path, service: str, *, kind: str) -> list[tuple[str, dict[str, Any]]]:
        with path.open("rb") as file:
            backup = await open_backup(file, service=service, kind=kind, unlock_key=self.unlock_key)
            return [
                (head.name, dict(zip(head.columns, row, strict=True)))
                for head, page in backup.tables()
                for row in page.rows
            ]

    def _parts(self, name: str) -> Any:
        return self.services[SERVICES.index(name)].parts
