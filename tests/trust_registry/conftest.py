from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.http.fetch import Fetcher
from plumbing.http.tls import ThrowAwayCa
from tests.trust_registry.authorities import NEW_TYPE, Desk, build_registry, open_desk
from tests.trust_registry.far_side import FarSide, start_far_side
from tests.trust_registry.lists import NOW
from trust_registry.reading.tables import migrate_reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database


@pytest.fixture(scope="session")
def ca(tmp_path_factory: pytest.TempPathFactory) -> ThrowAwayCa:
    return ThrowAwayCa.load_or_create(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def far_side(ca: ThrowAwayCa) -> AsyncIterator[FarSide]:
    side = await start_far_side(ca)
    yield side
    await side.site.stop()


@pytest.fixture
async def fetcher(ca: ThrowAwayCa) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(roots_pem=ca.root_pem, allow_loopback=True, deadline=1.0)
    yield fetcher
    await fetcher.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def reading_database() -> AsyncIterator[Database]:
    database = await open_database("sqlite::memory:")
    await migrate_reading(database)
    yield database
    await database.close()


@pytest.fixture
async def desk(sqlite_database: Database, clock: MovableClock) -> AsyncIterator[Desk]:
    async with open_desk(await build_registry(sqlite_database, clock)) as desk:
        yield desk


@pytest.fixture
async def desk_with_type(desk: Desk) -> Desk:
    assert (await desk.call("PUT", "/api/credential-types", NEW_TYPE))[0] == 200
    return desk
