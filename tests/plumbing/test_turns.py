"""Of all workers one does each turn of a job; who dies with it blocks nobody, on both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.jobs import PeriodicJobs
from plumbing.observability.metrics import ServiceMetrics
from plumbing.turns.turns import Turns, migrate_turns

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database

NOW = 1_000_000
WORKERS = 3


@pytest.fixture
async def workers(database_url: str) -> AsyncIterator[list[Database]]:
    opened = [await open_database(database_url) for _ in range(WORKERS)]
    await migrate_turns(opened[0])
    yield opened
    for database in opened:
        await database.close()


def turns_of(workers: list[Database], clock: MovableClock) -> list[Turns]:
    return [Turns(database=database, clock=clock) for database in workers]


async def takers(turns: list[Turns], job: str = "forget") -> int:
    return sum(await asyncio.gather(*(turns[n % WORKERS].take(job, seconds=30) for n in range(12))))


async def test_each_turn_is_taken_once_however_many_try(workers: list[Database]) -> None:
    clock = MovableClock(NOW)
    turns = turns_of(workers, clock)
    for _ in range(5):
        assert await takers(turns) == 1
        clock.move(29)
        assert await takers(turns) == 0
        clock.move(1)


async def test_jobs_do_not_take_each_others_turns(workers: list[Database]) -> None:
    turns = turns_of(workers, MovableClock(NOW))
    assert [await takers(turns, job) for job in ("forget", "link")] == [1, 1]


async def test_a_turn_whose_owner_died_is_followed_by_the_next(workers: list[Database]) -> None:
    clock = MovableClock(NOW)
    turns = turns_of(workers, clock)
    assert await turns[0].take("forget", seconds=30)
    await workers[0].close()  # whatever it was about to do
    clock.move(30)
    assert await turns[1].take("forget", seconds=30)


async def test_a_clock_that_ran_ahead_once_stops_no_job_for_long(workers: list[Database]) -> None:
    ahead, right = MovableClock(NOW + 10 * 365 * 86_400), MovableClock(NOW)
    assert await Turns(database=workers[0], clock=ahead).take("forget", seconds=30)
    assert await takers(turns_of(workers, right)) == 1
    a_little_ahead = MovableClock(NOW + 60)
    assert await Turns(database=workers[0], clock=a_little_ahead).take("forget", seconds=30)
    assert await Turns(database=workers[1], clock=MovableClock(NOW + 40)).take("forget", seconds=30) is False


async def test_of_the_workers_of_a_service_one_works_and_a_turn_can_still_be_done_by_hand(
    workers: list[Database],
) -> None:
    done, answered = [], asyncio.Semaphore(0)

    class Heard(Turns):
        async def take(self, job: str, *, seconds: int) -> bool:
            taken = await super().take(job, seconds=seconds)
            answered.release()
            return taken

    async def work() -> None:
        done.append(1)

    clock, metrics = MovableClock(NOW), ServiceMetrics("tests")
    services = [PeriodicJobs(metrics) for _ in workers]
    for jobs, database in zip(services, workers, strict=True):
        jobs.add("forget", 30, work, turns=Heard(database=database, clock=clock))
        jobs.start()
    try:
        for _ in services:
            await asyncio.wait_for(answered.acquire(), 5)
        await asyncio.sleep(0)  # the one that has its turn goes on
        assert done == [1]
        assert await services[2].run_now("forget")
        assert done == [1, 1]
    finally:
        for jobs in services:
            await jobs.stop()
    assert 'job_runs_total{job="forget",outcome="succeeded",service="tests"} 2.0' in metrics.render().decode()


async def test_when_the_database_is_away_the_turn_is_told_as_failed(sqlite_database: Database) -> None:
    metrics = ServiceMetrics("tests")
    jobs = PeriodicJobs(metrics)
    failed = asyncio.Event()

    class Away(Turns):
        async def take(self, job: str, *, seconds: int) -> bool:
            failed.set()
            return await super().take(job, seconds=seconds)

    async def work() -> None:
        raise AssertionError("nobody has this turn")

    jobs.add("forget", 30, work, turns=Away(database=sqlite_database, clock=MovableClock(NOW)))
    jobs.start()
    await asyncio.wait_for(failed.wait(), 5)  # its table is not there
    await sqlite_database.fetch_one("SELECT 1")
    await asyncio.sleep(0)
    await jobs.stop()
    assert 'job_runs_total{job="forget",outcome="failed",service="tests"} 1.0' in metrics.render().decode()
