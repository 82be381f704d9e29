"""Fixtures with a database: `database` runs a test once on each engine; `sqlite_database` where one is enough."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from plumbing.database.open import open_database
from tests.conftest import skip_for_want_of
from tests.support.postgresql import Cluster, find_binaries

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator
    from pathlib import Path

    from plumbing.database.port import Database

ENGINES = ("sqlite", "postgresql")


@contextmanager
def open_cluster() -> Iterator[Cluster]:
    """Start a PostgreSQL server, or skip the test where there is none; stopped and removed at the end."""
    binaries = find_binaries()
    if binaries is None or shutil.which("setpriv") is None:
        skip_for_want_of("postgresql", "the PostgreSQL server (/usr/lib/postgresql/*/bin) or setpriv is not here")
        return
    cluster = Cluster(binaries)
    try:
        cluster.make()
        yield cluster
    finally:
        cluster.remove()


@pytest.fixture(scope="session")
def postgresql_cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of this test process alone."""
    with open_cluster() as cluster:
        yield cluster


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty database: one test run with a file, one with PostgreSQL."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/city.sqlite"
    cluster: Cluster = request.getfixturevalue("postgresql_cluster")
    return cluster.new_database()


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An open, empty database, on each engine."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
async def sqlite_database() -> AsyncIterator[Database]:
    """An open, empty SQLite database in memory: the quick one, for tests to which the engine is all the same."""
    opened = await open_database("sqlite::memory:")
    yield opened
    await opened.close()
