"""A watched city for the attacks that search it, on SQLite or on each engine; its log is kept at level debug."""

from __future__ import annotations

import io
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from plumbing.jobs import PeriodicJobs
from plumbing.observability import logs
from plumbing.service.start import start_service
from stadtsiegel import premises
from stadtsiegel.clients import Office
from stadtsiegel.library_city import KIND, start_city
from tests.attacks.watched_city import CLAIMS, SERVICES, Watched
from tests.support.databases import ENGINES

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from plumbing.service.start import RunningService
    from tests.support.postgresql import Cluster

NOW = 1_795_430_000  # 23 November 2026


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    stream = io.StringIO()
    logs.configure("city", level="debug", stream=stream)
    yield stream
    logs.configure("tests", level="error")


@pytest.fixture
async def watched(tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Watched]:
    """A city on SQLite."""
    async with watched_city(tmp_path, log, monkeypatch, cluster=None) as city:
        yield city


@pytest.fixture(params=ENGINES)
async def watched_on_each_engine(
    request: pytest.FixtureRequest, tmp_path: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Watched]:
    """A city on SQLite, and one on PostgreSQL."""
    cluster = request.getfixturevalue("postgresql_cluster") if request.param == "postgresql" else None
    async with watched_city(tmp_path, log, monkeypatch, cluster=cluster) as city:
        yield city


@asynccontextmanager
async def watched_city(
    folder: Path, log: io.StringIO, monkeypatch: pytest.MonkeyPatch, *, cluster: Cluster | None
) -> AsyncIterator[Watched]:
    services: list[RunningService] = []
    jobs: list[PeriodicJobs] = []
    attach = PeriodicJobs.attach

    async def note_service(**arguments: Any) -> RunningService:
        services.append(await start_service(**arguments))
        return services[-1]

    def note_jobs(self: PeriodicJobs, app: Any) -> None:
        jobs.append(self)
        attach(self, app)

    monkeypatch.setattr(premises, "start_service", note_service)
    monkeypatch.setattr(PeriodicJobs, "attach", note_jobs)
    clock = MovableClock(NOW)
    urls = {service: cluster.new_database() for service in SERVICES} if cluster else None
    async with start_city(folder=folder, clock=clock, entropy=SystemEntropy(), database_urls=urls) as founded:
        offices = {
            name: Office(did=office.did, api=office.api, use_case=KIND, sample=CLAIMS)
            for name, office in founded.offices.items()
        }
        city = replace(founded, offices=offices)
        yield Watched(folder=folder, clock=clock, city=city, log=log, services=services, jobs=jobs, cluster=cluster)
