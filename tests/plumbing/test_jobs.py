"""Periodic work begins and ends with the application; a failure is told, counted and survived."""

from __future__ import annotations

import asyncio
import io
import json

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from plumbing.jobs import PeriodicJobs
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics


async def test_a_job_runs_at_the_start_and_then_again_and_again_until_the_application_stops() -> None:
    turns, third = [], asyncio.Event()

    async def work() -> None:
        turns.append(1)
        if len(turns) == 3:
            third.set()

    jobs = PeriodicJobs()
    jobs.add("count", 0.001, work)
    app = web.Application()
    jobs.attach(app)
    async with TestClient(TestServer(app)):
        await asyncio.wait_for(third.wait(), 1)
    done = len(turns)
    await asyncio.sleep(0.01)
    assert len(turns) == done


async def test_a_failure_is_told_without_its_text_counted_and_the_next_turn_comes() -> None:
    stream = io.StringIO()
    logs.configure("tests", "info", stream)
    metrics, again = ServiceMetrics("tests"), asyncio.Event()
    turns = []

    async def fail() -> None:
        turns.append(1)
        if len(turns) == 2:
            again.set()
        raise ValueError("Canary")

    jobs = PeriodicJobs(metrics)
    jobs.add("fail", 0.001, fail)
    jobs.start()
    await asyncio.wait_for(again.wait(), 1)
    await jobs.stop()
    line = json.loads(stream.getvalue().splitlines()[0])
    assert (line["event"], line["job"], line["error"], line["level"]) == ("job-failed", "fail", "ValueError", "error")
    assert "Canary" not in stream.getvalue()
    assert 'job_runs_total{job="fail",outcome="failed",service="tests"}' in metrics.render().decode()


async def test_a_turn_can_be_taken_now() -> None:
    metrics, turns = ServiceMetrics("tests"), []

    async def work() -> None:
        turns.append(1)

    async def fail() -> None:
        raise OSError

    jobs = PeriodicJobs(metrics)
    jobs.add("work", 3600, work)
    jobs.add("fail", 3600, fail)
    assert await jobs.run_now("work") is True
    assert await jobs.run_now("fail") is False
    assert turns == [1]
    assert 'job_runs_total{job="work",outcome="succeeded",service="tests"} 1.0' in metrics.render().decode()


async def test_two_turns_of_one_job_never_overlap() -> None:
    inside, most = 0, 0

    async def work() -> None:
        nonlocal inside, most
        inside += 1
        most = max(most, inside)
        await asyncio.sleep(0)
        inside -= 1

    jobs = PeriodicJobs()
    jobs.add("work", 3600, work)
    await asyncio.gather(*(jobs.run_now("work") for _ in range(5)))
    assert most == 1


async def test_stopping_cancels_what_hangs() -> None:
    started = asyncio.Event()

    async def hang() -> None:
        started.set()
        await asyncio.Event().wait()

    jobs = PeriodicJobs()
    jobs.add("hang", 1, hang)
    jobs.start()
    await started.wait()
    await asyncio.wait_for(jobs.stop(), 1)


async def test_two_jobs_of_one_name_are_refused() -> None:
    async def work() -> None:
        return None

    jobs = PeriodicJobs()
    jobs.add("x", 1, work)
    with pytest.raises(ValueError, match="already"):
        jobs.add("x", 1, work)
