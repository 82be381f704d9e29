"""The proxy cuts after the commit and before its answer: the change is there, and whoever asked for it cannot know."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import OutcomeUnknown
from plumbing.database.open import open_database
from tests.chaos.harness.cutting_proxy import CuttingProxy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database
    from tests.support.postgresql import Cluster


@pytest.fixture
async def proxy(postgresql_cluster: Cluster) -> AsyncIterator[CuttingProxy]:
    started = CuttingProxy(postgresql_cluster.folder)
    await started.start()
    yield started
    await started.close()


@pytest.fixture
async def notes(postgresql_cluster: Cluster, proxy: CuttingProxy) -> AsyncIterator[Database]:
    database = await open_database(proxy.url(postgresql_cluster.new_database()))
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY)")
    yield database
    await database.close()


async def test_a_single_statement_is_kept_and_its_answer_lost(notes: Database, proxy: CuttingProxy) -> None:
    cut = asyncio.create_task(proxy.cut_next(10.0))
    await asyncio.sleep(0)
    with pytest.raises(OutcomeUnknown):
        await notes.execute("INSERT INTO notes (note) VALUES ('a')")
    assert await cut
    assert await notes.fetch_all("SELECT note FROM notes") == [{"note": "a"}]


async def test_a_transaction_is_cut_at_its_commit_and_not_before(notes: Database, proxy: CuttingProxy) -> None:
    cut = asyncio.create_task(proxy.cut_next(10.0))
    await asyncio.sleep(0)
    with pytest.raises(OutcomeUnknown):  # noqa: PT012 - the error comes from the end of the block
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES ('a')")
            await transaction.execute("INSERT INTO notes (note) VALUES ('b')")
            assert not cut.done()
    assert await cut
    assert await notes.fetch_one("SELECT COUNT(*) AS n FROM notes") == {"n": 2}


async def test_without_a_change_nothing_is_cut(notes: Database, proxy: CuttingProxy) -> None:
    cut = asyncio.create_task(proxy.cut_next(0.05))
    await asyncio.sleep(0)
    assert await notes.fetch_all("SELECT note FROM notes") == []
    assert not await cut
    await notes.execute("INSERT INTO notes (note) VALUES ('a')")
