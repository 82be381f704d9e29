"""A city that is watched: citizens with unmistakable claims in it, and everything that it writes at hand."""

from __future__ import annotations

import base64
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import aiohttp

import issuer.app
import verifier.app
from plumbing.database.sealed import SealBroken
from plumbing.entropy import SystemEntropy
from plumbing.retention.forget import FORGET_JOB, SCRUB_JOB
from plumbing.retention.rules import read_rules
from plumbing.sealed_records.record_seal import RecordSeal

if TYPE_CHECKING:
    import io
    from pathlib import Path

    from plumbing.clock import MovableClock
    from plumbing.jobs import PeriodicJobs
    from plumbing.service.start import RunningService
    from stadtsiegel.city import City
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


@dataclass
class Watched:
    """A city in a folder (or a PostgreSQL cluster), what its services write, and their periodic jobs."""

    folder: Path
    clock: MovableClock
    city: City
    log: io.StringIO
    services: list[RunningService] = field(default_factory=list)
    jobs: list[PeriodicJobs] = field(default_factory=list)
    cluster: Cluster | None = None

    def files(self) -> dict[str, bytes]:
        """Every file of the databases: of the cluster, or in the folder with its write-ahead logs."""
        if self.cluster is None:
            return {file.name: file.read_bytes() for file in self.folder.glob("*.sqlite*")}
        self.cluster.sql("CHECKPOINT")  # what the server has only in memory
        data = self.cluster.data
        return {str(file.relative_to(data)): file.read_bytes() for file in data.rglob("*") if file.is_file()}

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

    async def sealed_cells(self) -> dict[str, list[bytes]]:
        """Service -> what lies in its columns with personal data, whatever the rules call so."""
        cells = {}
        for name, module in SEALING.items():
            places = [(rule.table, column) for rule in read_rules(module.COMPONENTS) for column in rule.personal]
            rows = [
                row["cell"]
                for table, column in places
                for row in await self._database(name).fetch_all(f"SELECT {column} AS cell FROM {table}")  # noqa: S608
            ]
            cells[name] = [row for row in rows if row is not None]
        return cells

    async def sealed_keys(self) -> list[bytes]:
        """All data keys as they lie there."""
        return [
            row["sealed_key"]
            for name in SEALING
            for row in await self._database(name).fetch_all("SELECT sealed_key FROM data_keys")
        ]

    async def open(self, cells: dict[str, list[bytes]]) -> bytes:
        """Everything that the services' own keys open at present, in those cells or in copies of earlier ones."""
        opened = []
        for name, sealed in cells.items():
            database = self._database(name)
            seal = RecordSeal(seal=self._parts(name).keyring.seal(name), entropy=SystemEntropy())
            for row in await database.fetch_all("SELECT record FROM data_keys"):
                for cell in sealed:
                    with suppress(SealBroken):
                        opened.append(await seal.open(database, cell, record=row["record"]) or b"")
        return b"\n".join(opened)

    def _parts(self, name: str) -> Any:
        return self.services[SERVICES.index(name)].parts

    def _database(self, name: str) -> Any:
        return self._parts(name).database
