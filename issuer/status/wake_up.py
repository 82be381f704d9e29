"""Publishing right after a change, without doing it for each of a hundred changes in the same second."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from aiohttp import web

    from issuer.status.publish import StatusPublisher

_PAUSE_SECONDS = 1.0

_log = get_logger(__name__)


class WakeUp:
    """A sleeper that publishes when somebody wakes it, then rests for a second; the periodic job is its safety net."""

    def __init__(self, *, publisher: StatusPublisher, then: Callable[[], Awaitable[object]] | None = None) -> None:
        self._publisher = publisher
        self._then = then  # what has to follow a publication, such as its copy outside the database
        self._wanted = asyncio.Event()

    def wake(self) -> None:
        """Say that something has changed."""
        self._wanted.set()

    async def run_with(self, _: web.Application) -> AsyncIterator[None]:
        """Sleep and wake as long as the application runs."""
        task = asyncio.create_task(self._run())
        yield
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task

    async def _run(self) -> None:
        while True:
            await self._wanted.wait()
            self._wanted.clear()
            try:
                try:
                    await self._publisher.publish_due()
                finally:  # what could be published is followed up, though one office could not sign
                    if self._then is not None:
                        await self._then()
            except Exception as error:  # noqa: BLE001 - the job tries again within a minute; the task must live on
                _log.warning("status-publication-failed", **describe_error(error))
            await asyncio.sleep(_PAUSE_SECONDS)
