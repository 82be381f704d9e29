"""`--workers N`: a parent opens the sockets once, and N processes that inherit them serve (DESIGN 4.3).

The parent serves nothing. It restarts a worker that dies, SIGTERM or SIGINT drains all, and SIGHUP restarts one after
the other: the new one serves before the old one drains. Because the sockets stay open here, a connection that waits in
their queue is never lost. Worker 0 tells metrics and health, those of its own process.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import socket
import sys
from contextlib import ExitStack, suppress
from time import monotonic
from typing import TYPE_CHECKING

from plumbing.crash_points import VARIABLE, CrashPointUnknown, arm
from plumbing.observability import logs
from plumbing.observability.logs import get_logger
from plumbing.service.run import READY, UNUSABLE, refuse_start, run_service
from plumbing.service.start import InheritedSockets, server_tls

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Awaitable, Callable, Sequence

    from aiohttp import web

    from plumbing.database.port import Database
    from plumbing.service.settings import ServiceSettings
    from plumbing.service.start import ServiceParts

MOST_WORKERS = 64
_BACKLOG = 1024
_DRAIN_SECONDS = 25.0  # a worker takes 20 at most
_FIRST_PAUSE = 0.1
_LONGEST_PAUSE = 15.0
_LIVED_WELL = 30.0  # a worker that served so long is restarted without a longer pause
_log = get_logger("workers")


def add_worker_options(parser: argparse.ArgumentParser) -> None:
    """Add `--workers N`, and what a parent tells its workers."""
    parser.add_argument("--workers", type=_count, metavar="N", help="serve with N processes behind one socket")
    parser.add_argument("--inherited", type=_sockets, help=argparse.SUPPRESS)


def serve(
    chosen: argparse.Namespace,
    *,
    service: str,
    settings: ServiceSettings,
    migrate: Callable[[Database], Awaitable[None]],
    build: Callable[[ServiceParts], Awaitable[web.Application]],
) -> int:
    """Serve in this process, or with as many workers as were chosen; return the exit code."""
    try:
        arm(os.environ.get(VARIABLE))
    except CrashPointUnknown as error:
        return refuse_start(error)
    if chosen.workers is None:
        return run_service(service=service, settings=settings, migrate=migrate, build=build, inherited=chosen.inherited)
    logs.configure(service, settings.log_level, sys.stderr)
    command = [sys.executable, "-m", service, "--settings", str(chosen.settings)]
    return run_workers(command, settings=settings, count=chosen.workers)


def run_workers(command: Sequence[str], *, settings: ServiceSettings, count: int) -> int:
    """Keep `count` workers alive until told to end; `command` starts one, the numbers of its sockets are added."""
    with ExitStack() as opened:
        try:
            server_tls(settings)  # made or refused once, before N processes try
            public = opened.enter_context(_listen(settings.listen_host, settings.listen_port))
            internal = opened.enter_context(_listen(settings.internal_host, settings.internal_port))
        except (OSError, ValueError) as error:
            return refuse_start(error)
        return asyncio.run(_Parent(command, count=count, public=public, internal=internal).run())


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"must be a number from 1 to {MOST_WORKERS}")
    return int(text)


def _sockets(text: str) -> InheritedSockets:
    public, *internal = (socket.socket(fileno=int(number)) for number in text.split(","))
    return InheritedSockets(public=public, internal=internal[0] if internal else None)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    return socket.create_server((host, port), family=family, backlog=_BACKLOG)


class _Parent:
    """Each worker has a number; `_serving` holds the process that serves under it."""

    def __init__(self, command: Sequence[str], *, count: int, public: socket.socket, internal: socket.socket) -> None:
        self._command = command
        self._numbers = range(count)
        self._public, self._internal = public.fileno(), internal.fileno()
        self._serving: dict[int, Process] = {}
        self._alive: set[Process] = set()
        self._pauses = dict.fromkeys(self._numbers, _FIRST_PAUSE)
        self._watches: set[asyncio.Task[None]] = set()
        self._one_at_a_time = [asyncio.Lock() for _ in self._numbers]
        self._ending = asyncio.Event()
        self._told_to_restart = asyncio.Event()

    async def run(self) -> int:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._end)
        loop.add_signal_handler(signal.SIGHUP, self._told_to_restart.set)
        started = all(await asyncio.gather(*(self._start(number) for number in self._numbers)))
        failed = not started and not self._ending.is_set()
        if failed:
            self._end()  # what hinders one at the start hinders all; it has told why
        restarting = asyncio.create_task(self._restart_when_told())
        await self._ending.wait()
        restarting.cancel()
        late = (await asyncio.wait(self._watches, timeout=_DRAIN_SECONDS))[1] if self._watches else set()
        for process in list(self._alive):
            process.kill()
        if late:
            _log.error("workers-killed", count=len(late))
            await asyncio.wait(late)
        return UNUSABLE if failed else int(bool(late))

    def _end(self) -> None:
        self._ending.set()
        for process in self._alive:
            _terminate(process)

    async def _start(self, number: int) -> bool:
        """Start a worker; once it serves, it takes over its number."""
        sockets = (self._public, self._internal) if number == 0 else (self._public,)
        process = await asyncio.create_subprocess_exec(
            *self._command,
            "--inherited",
            ",".join(map(str, sockets)),
            pass_fds=sockets,
            stdin=asyncio.subprocess.PIPE,  # its end tells the worker that its parent is gone
            stdout=asyncio.subprocess.PIPE,
            start_new_session=True,  # what a terminal sends reaches the parent only
        )
        self._alive.add(process)
        watch = asyncio.create_task(self._watch(number, process))
        self._watches.add(watch)
        watch.add_done_callback(self._watches.discard)
        if self._ending.is_set():
            _terminate(process)
        said = await process.stdout.readline() if process.stdout else b""
        if said != READY or process.returncode is not None:
            return False
        self._serving[number] = process
        _log.info("worker-started", worker=number, pid=process.pid)
        return True

    async def _watch(self, number: int, process: Process) -> None:
        """Wait until a worker ends; if it was serving, start another one, each try after a longer pause."""
        begun = monotonic()
        code = await process.wait()
        self._alive.discard(process)
        if self._ending.is_set() or self._serving.get(number) is not process:
            return
        del self._serving[number]
        _log.error("worker-ended", worker=number, pid=process.pid, code=code)
        if code == 0 or monotonic() - begun > _LIVED_WELL:
            self._pauses[number] = _FIRST_PAUSE  # whoever was told to end has drained, and nothing is wrong with it
        async with self._one_at_a_time[number]:
            while number not in self._serving and not self._ending.is_set():
                pause = self._pauses[number]
                self._pauses[number] = min(pause * 2, _LONGEST_PAUSE)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._ending.wait(), pause)
                if self._ending.is_set() or await self._start(number):
                    return

    async def _restart_when_told(self) -> None:
        while True:
            await self._told_to_restart.wait()
            self._told_to_restart.clear()
            for number in self._numbers:
                async with self._one_at_a_time[number]:
                    old = self._serving.get(number)
                    if not await self._start(number):
                        _log.error("restart-stopped", worker=number)  # the old ones go on serving
                        break
                if old is not None:
                    _terminate(old)
                    await old.wait()


def _terminate(process: Process) -> None:
    with suppress(ProcessLookupError):
        process.terminate()
