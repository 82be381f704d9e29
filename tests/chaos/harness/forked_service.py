"""A service of one process that is there at once: forked from one that has loaded the code, for hundreds of crashes."""

from __future__ import annotations

import importlib
import os
import sys
from typing import TYPE_CHECKING

from plumbing.crash_points import VARIABLE
from tests.chaos.forking import CONTEXT, end_with_the_drill
from tests.chaos.harness.service_process import ROOT, ServiceProcess

if TYPE_CHECKING:
    from collections.abc import Sequence
    from multiprocessing.context import ForkServerProcess
    from pathlib import Path


class ForkedService(ServiceProcess):
    """`python -m SERVICE --settings FILE`, run by the service's own `main`."""

    _process: ForkServerProcess | None = None

    async def _make(self, crash_at: str) -> None:
        self._process = CONTEXT.Process(
            target=_serve, args=(self.service, self._arguments, crash_at, self.log_file), daemon=True
        )
        self.log_file.touch()
        self._process.start()

    def exit_code(self) -> int | None:
        """The process's exit code."""
        return self._process.exitcode if self._process is not None else None

    def is_alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.is_alive()

    def pids(self) -> list[int]:
        """The one process."""
        return [self._process.pid] if self._process is not None and self._process.pid and self.is_alive() else []


def _serve(service: str, arguments: Sequence[str], crash_at: str, log_file: Path) -> None:
    end_with_the_drill()
    os.setsid()
    os.chdir(ROOT)
    log = os.open(log_file, os.O_WRONLY | os.O_APPEND)
    for standard in (sys.stdout, sys.stderr):
        os.dup2(log, standard.fileno())
    os.environ[VARIABLE] = crash_at
    sys.exit(importlib.import_module(f"{service}.__main__").main(list(arguments)))
