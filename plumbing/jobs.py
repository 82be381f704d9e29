"""Periodic work inside a service: started and stopped with it; a failure is told and counted, and the next turn comes.

Every worker of a service does a job by itself, or (with `turns`) one of them does each turn for all. Either way a job
must bear that two processes do it at once; what may happen only once is one SQL statement (DESIGN 4.3).
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import structlog

from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from aiohttp import web

    from plumbing.observability.metrics import ServiceMetrics
    from plumbing.turns.turns import Turns

_log = get_logger("jobs")


@dataclass
class _Job:
    name: str
    seconds: float
    work: Callable[[], Awaitable[object]]
    turns: Turns | None
    one_at_a_time: asyncio.Lock = field(default_factory=asyncio.Lock)


class PeriodicJobs:
    """The periodic work of one service."""

    def __init__(self, metrics: ServiceMetrics | None = None) -> None:
        self._metrics = metrics
        self._jobs: dict[str, _Job] = {}
        self._running: list[asyncio.Task[None]] = []

    def add(
        self, name: str, seconds: float, work: Callable[[], Awaitable[object]], *, turns: Turns | None = None
    ) -> None:
        """Let `work` be done at the start and then every so many seconds; add before the start.

        Args:
            name: of the job, the same in all workers.
            seconds: from turn to turn; whole ones for a job with one owner.
            work: what is done.
            turns: where all workers of a service agree on who does the next turn; without it each does all turns.
        """
        if name in self._jobs:
            raise ValueError(f"there is a job {name} already")
        self._jobs[name] = _Job(name, seconds, work, turns)

    def attach(self, app: web.Application) -> None:
        """Start with this application and stop with it."""

        async def while_serving(_app: web.Application) -> AsyncIterator[None]:
            self.start()
            yield
            await self.stop()

        app.cleanup_ctx.append(while_serving)

    def start(self) -> None:
        """Begin; every job takes its first turn at once, in the background."""
        self._running = [asyncio.create_task(self._repeat(job), name=f"job {job.name}") for job in self._jobs.values()]

    async def stop(self) -> None:
        """End; work that is under way is cancelled."""
        for task in self._running:
            task.cancel()
        for task in self._running:
            with suppress(asyncio.CancelledError):
                await task
        self._running = []

    async def run_now(self, name: str) -> bool:
        """Do one turn of a job now, whoever's it is, and return whether it succeeded."""
        return await self._run(self._jobs[name])

    async def _repeat(self, job: _Job) -> None:
        while True:
            await self._run(job, turns=job.turns)
            await asyncio.sleep(job.seconds)

    async def _run(self, job: _Job, *, turns: Turns | None = None) -> bool:
        succeeded = False
        async with job.one_at_a_time:
            with structlog.contextvars.bound_contextvars(job=job.name):
                try:
                    if turns is not None and not await turns.take(job.name, seconds=round(job.seconds)):
                        return True  # nothing to do, and so nothing to count
                    await job.work()
                    succeeded = True
                except Exception as error:  # noqa: BLE001 - told, counted, and the next turn comes
                    _log.error("job-failed", **describe_error(error))
        if self._metrics is not None:
            self._metrics.count_job(job=job.name, succeeded=succeeded)
        return succeeded
