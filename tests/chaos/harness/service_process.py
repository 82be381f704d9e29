"""One service as the real thing: `python -m SERVICE --settings FILE --workers N`, to be killed at any moment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.crash_points import VARIABLE

if TYPE_CHECKING:
    from asyncio.subprocess import Process

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60.0  # for a machine that is busy with other things; usually two
_STARTED = b'"event": "service-started"'


class NotServing(Exception):  # noqa: N818 - what a drill counts
    """A service that did not come up."""


class ServiceProcess:
    """A service that can be started again and again; what it logs is kept in one file."""

    def __init__(self, service: str, settings_file: Path, *, workers: int | None = None) -> None:
        self.service = service
        self.log_file = settings_file.with_suffix(".log")
        self._settings_file = settings_file
        self._workers = workers
        self._process: Process | None = None

    async def start(self, *, crash_at: str | None = None) -> None:
        """Start it and wait until all its processes serve.

        Args:
            crash_at: where it shall die.

        Raises:
            NotServing: it ended, or did not serve in time.
        """
        begun = self.log_file.stat().st_size if self.log_file.exists() else 0
        command = [sys.executable, "-m", self.service, "--settings", str(self._settings_file)]
        if self._workers is not None:
            command += ["--workers", str(self._workers)]
        with self.log_file.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                # if the drill is killed, the service goes with it
                *("setpriv", "--pdeathsig", "KILL", "--", *command),
                cwd=ROOT,
                env={**os.environ, VARIABLE: crash_at or ""},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_SECONDS):
                while self._log_since(begun).count(_STARTED) < (self._workers or 1):
                    if self._process.returncode is not None:
                        raise NotServing(self._log_since(begun).decode(errors="replace")[-500:])
                    await asyncio.sleep(0.02)
        except TimeoutError:
            raise NotServing(f"{self.service} did not serve within {START_SECONDS:.0f} s") from None

    def _log_since(self, begun: int) -> bytes:
        with self.log_file.open("rb") as log:
            log.seek(begun)
            return log.read()

    def workers(self) -> list[int]:
        """The process ids of those that serve, or are about to."""
        if self._process is None or self._process.returncode is not None:
            return []
        pid = self._process.pid
        if self._workers is None:
            return [pid]
        with suppress(OSError):
            return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
        return []

    async def kill(self) -> None:
        """Kill -9 of every process of it, the parent first, so that it heals nothing any more."""
        if self._process is None:
            return
        for pid in {self._process.pid: None, **dict.fromkeys(self.workers())}:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await self._process.wait()

    async def wait_until_dead(self, seconds: float) -> bool:
        """Wait for an end that it makes itself; False when it still lives after so long."""
        if self._process is None:
            return True
        try:
            await asyncio.wait_for(self._process.wait(), seconds)
        except TimeoutError:
            return False
        return True

    async def stop(self) -> int:
        """Tell it to end, and return its exit code."""
        if self._process is None:
            return 0
        with suppress(ProcessLookupError):
            self._process.terminate()
        try:
            return await asyncio.wait_for(self._process.wait(), START_SECONDS)
        except TimeoutError:
            await self.kill()
            return -signal.SIGKILL
