"""A service as a process that is started, killed and started again; what it logs is kept in one file."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from abc import ABC, abstractmethod
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.crash_points import VARIABLE

if TYPE_CHECKING:
    from asyncio.subprocess import Process

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60.0  # for a machine that is busy with other things; usually two
_LOOK_SECONDS = 0.02
_STARTED = b'"event": "service-started"'


class NotServing(Exception):  # noqa: N818 - what a drill counts
    """A service that did not come up."""


class ServiceProcess(ABC):
    """A service; how its process is made is up to the kinds below."""

    def __init__(self, service: str, settings_file: Path, *, serving: int = 1) -> None:
        """Prepare a service.

        Args:
            service: its module.
            settings_file: the log lies beside it.
            serving: so many processes of it serve.
        """
        self.service = service
        self.log_file = settings_file.with_suffix(".log")
        self._arguments = ["--settings", str(settings_file)]
        self._serving = serving

    @abstractmethod
    async def _make(self, crash_at: str) -> None: ...

    @abstractmethod
    def exit_code(self) -> int | None:
        """The exit code of its (first) process, negative when a signal ended it; None before the end."""

    @abstractmethod
    def is_alive(self) -> bool:
        """Whether the process runs, whatever it does."""

    @abstractmethod
    def pids(self) -> list[int]:
        """Its processes: the one that must die first, then others."""

    async def start(self, *, crash_at: str | None = None) -> None:
        """Start it and wait until all its processes serve.

        Args:
            crash_at: where it shall die.

        Raises:
            NotServing: it ended, or did not serve in time.
        """
        begun = self.log_file.stat().st_size if self.log_file.exists() else 0
        await self._make(crash_at or "")
        try:
            async with asyncio.timeout(START_SECONDS):
                while self.started_since(begun) < self._serving:
                    if not self.is_alive():
                        raise NotServing(self._log_since(begun).decode(errors="replace")[-500:])
                    await asyncio.sleep(_LOOK_SECONDS)
        except TimeoutError:
            raise NotServing(f"{self.service} did not serve within {START_SECONDS:.0f} s") from None

    def started_since(self, begun: int) -> int:
        """How many processes have said that they serve since the log had so many bytes."""
        return self._log_since(begun).count(_STARTED)

    def _log_since(self, begun: int) -> bytes:
        with self.log_file.open("rb") as log:
            log.seek(begun)
            return log.read()

    async def kill(self) -> None:
        """Kill -9 of every process of it."""
        for pid in self.pids():
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self.wait_until_dead(START_SECONDS)

    async def wait_until_dead(self, seconds: float) -> bool:
        """Wait for its end; False when it still lives after so long."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.is_alive():  # noqa: ASYNC110 - two kinds of processes, and one way to ask both
                    await asyncio.sleep(_LOOK_SECONDS)
        return not self.is_alive()


class CommandedService(ServiceProcess):
    """`python -m SERVICE --settings FILE`, with `--workers N` or without."""

    def __init__(self, service: str, settings_file: Path, *, workers: int | None) -> None:
        super().__init__(service, settings_file, serving=workers or 1)
        if workers is not None:
            self._arguments += ["--workers", str(workers)]
        self._parent: Process | None = None

    async def _make(self, crash_at: str) -> None:
        with self.log_file.open("ab") as log:
            self._parent = await asyncio.create_subprocess_exec(
                # if the drill is killed, the service goes with it
                *("setpriv", "--pdeathsig", "KILL", "--", sys.executable, "-m", self.service, *self._arguments),
                cwd=ROOT,
                env={**os.environ, VARIABLE: crash_at},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def exit_code(self) -> int | None:
        """The parent's exit code."""
        return self._parent.returncode if self._parent is not None else None

    def is_alive(self) -> bool:
        """Whether the parent runs."""
        return self._parent is not None and self._parent.returncode is None

    def pids(self) -> list[int]:
        """The parent before its workers, so that it heals nothing any more."""
        if self._parent is None or not self.is_alive():
            return []
        pid = self._parent.pid
        with suppress(OSError):
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
            return [pid, *map(int, children)]
        return [pid]
