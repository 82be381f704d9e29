"""A service as a process: started, told to the operator in one line, stopped by SIGTERM or SIGINT, with an exit code.

Whatever prevents the start is told as sentences, one a line, and never as a traceback (SECURITY D-17).
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from typing import TYPE_CHECKING, TextIO

from plumbing.database.errors import DatabaseError
from plumbing.keyring.port import KeyringError
from plumbing.observability import logs
from plumbing.observability.logs import get_logger
from plumbing.service.start import start_service
from plumbing.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aiohttp import web

    from plumbing.database.port import Database
    from plumbing.service.settings import ServiceSettings
    from plumbing.service.start import InheritedSockets, ServiceParts

_log = get_logger("service")

READY = b"ready\n"
"""What a worker says to its parent once it serves."""

UNUSABLE = 78
"""The exit code for settings or data that nothing is started with (EX_CONFIG of sysexits.h)."""


def run_service(
    *,
    service: str,
    settings: ServiceSettings,
    migrate: Callable[[Database], Awaitable[None]],
    build: Callable[[ServiceParts], Awaitable[web.Application]],
    stream: TextIO | None = None,
    inherited: InheritedSockets | None = None,
) -> int:
    """Serve until the process is told to end; the arguments are those of `start_service`.

    Returns:
        The exit code: 0 after an orderly end, 78 when the service could not be started.
    """
    logs.configure(service, settings.log_level, stream or sys.stderr)
    try:
        asyncio.run(_serve(service=service, settings=settings, migrate=migrate, build=build, inherited=inherited))
    except (DatabaseError, KeyringError, SettingsError, OSError) as error:
        return refuse_start(error, stream)
    return 0


def refuse_start(error: Exception, stream: TextIO | None = None) -> int:
    """Tell why nothing is started, one sentence a line, and return the exit code."""
    for line in str(error).splitlines() or [type(error).__name__]:
        (stream or sys.stderr).write(f"Not started: {line}\n")
    return UNUSABLE


async def _serve(
    *,
    service: str,
    settings: ServiceSettings,
    migrate: Callable[[Database], Awaitable[None]],
    build: Callable[[ServiceParts], Awaitable[web.Application]],
    inherited: InheritedSockets | None,
) -> None:
    told_to_end = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_end.set)
    running = await start_service(service=service, settings=settings, migrate=migrate, build=build, inherited=inherited)
    try:
        _log.info("service-started", public_url=settings.public_url, port=running.site.port)
        if inherited is not None:
            _end_with_the_parent(loop, told_to_end)
            os.write(sys.stdout.fileno(), READY)
        await told_to_end.wait()
        _log.info("service-stopping")
        await running.drain()
    finally:
        await running.stop()


def _end_with_the_parent(loop: asyncio.AbstractEventLoop, told_to_end: asyncio.Event) -> None:
    """A worker's standard input is a pipe from its parent that ends when the parent does, even by kill -9."""
    pipe = sys.stdin.fileno()

    def parent_is_gone() -> None:
        loop.remove_reader(pipe)
        told_to_end.set()

    loop.add_reader(pipe, parent_is_gone)
