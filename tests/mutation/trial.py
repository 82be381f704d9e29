"""One trial: a process of its own in which one file is another, and the tests that must notice it.

The process is forked from one that has loaded the libraries but nothing of the project, so the changed file is what
everything imports, and a trial costs little more than its tests.
"""

from __future__ import annotations

import importlib
import importlib.machinery
import os
import resource
import signal
import sys
import time
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest

from tests.house.source_files import PACKAGES
from tests.mutation.mutants import mutate
from tests.mutation.rooms import ROOT

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path
    from types import CodeType

# Nobody reads the output, so no assertion is rewritten; and the libraries are loaded too early for that anyway.
_OPTIONS = ("-x", "-q", "--assert=plain", "-p", "no:xdist", "-W", "ignore::pytest.PytestAssertRewriteWarning")
# What the ground and its tests import of other people; loaded once, before the first trial is forked.
_LIBRARIES = (
    "cbor2",
    "cryptography.x509",
    "cryptography.hazmat.primitives.asymmetric.ec",
    "hypothesis.strategies",
    "joserfc.jwe",
    "jsonschema",
    "nacl.signing",
    "pyld.jsonld",
    "pytest_asyncio",
    "structlog",
)
_MOST_MEMORY = 2 * 2**30
_STUCK_AFTER = 30
_NOTICED = (pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.INTERRUPTED)
"""A test failed, or a file of tests could not even be loaded."""


class Result(StrEnum):
    """What came of a trial."""

    SURVIVED = "survived"
    KILLED = "killed"
    TIMED_OUT = "timed out"


@dataclass(frozen=True)
class Running:
    """A trial that has been started; `ends_at` is when it would have to be stuck, whatever else the machine does."""

    pid: int
    ends_at: float


@dataclass(frozen=True)
class Ended:
    """What came of a trial, and how much processor time it took."""

    result: Result
    seconds: float


def load_libraries() -> None:
    """Load what trials have in common.

    Raises:
        RuntimeError: something of the project was loaded already, so that a change in it would go unseen.
    """
    for library in _LIBRARIES:
        importlib.import_module(library)
    if any(name.split(".")[0] in PACKAGES for name in sys.modules):
        raise RuntimeError("trials are forked before anything of the project is loaded")


def start(tests: Sequence[str], changed: tuple[Path, int] | None, *, seed: int, seconds: int) -> Running:
    """Run tests with one change made in one file, or with none.

    Args:
        tests: files and folders.
        changed: the file, and which of its changes.
        seed: of whatever the tests draw.
        seconds: of processor time, after which it counts as noticed: a loop that never ends is an answer too.
    """
    pid = os.fork()
    if pid == 0:
        os._exit(_run(tests, changed, seed, seconds))
    return Running(pid, time.monotonic() + _STUCK_AFTER * seconds)


def ended(running: Running) -> Ended | None:
    """What came of it; None while it runs."""
    pid, status, used = os.wait4(running.pid, os.WNOHANG)
    if pid == 0:
        if time.monotonic() < running.ends_at:
            return None
        os.killpg(running.pid, signal.SIGKILL)
        _, _, used = os.wait4(running.pid, 0)
        return Ended(Result.TIMED_OUT, used.ru_utime + used.ru_stime)
    return Ended(_result_of(os.waitstatus_to_exitcode(status)), used.ru_utime + used.ru_stime)


def _result_of(code: int) -> Result:
    if code == pytest.ExitCode.OK:
        return Result.SURVIVED
    if code == -signal.SIGXCPU:
        return Result.TIMED_OUT
    if code in _NOTICED or code < 0:  # a signal: out of memory, or the deepest recursion
        return Result.KILLED
    raise RuntimeError(f"the tests did not run (pytest ended with {code})")


def _run(tests: Sequence[str], changed: tuple[Path, int] | None, seed: int, seconds: int) -> int:
    os.setpgid(0, 0)
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_MEMORY, _MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)
    os.dup2(silence, 2)
    os.chdir(ROOT)
    if changed is not None:
        sys.meta_path.insert(0, _ChangedFile(*changed))
    # What falsified a changed file says nothing about the real one: it is neither kept nor tried again.
    hypothesis.settings.register_profile("mutation", database=None)
    hypothesis.settings.load_profile("mutation")
    try:
        return int(pytest.main([*_OPTIONS, f"--hypothesis-seed={seed}", *tests]))
    except BaseException:  # noqa: BLE001 - whatever it is, the change was noticed
        return int(pytest.ExitCode.TESTS_FAILED)


class _ChangedFile(importlib.machinery.SourceFileLoader):
    """Loads one module of the project with a change in it, and finds no other."""

    def __init__(self, file: Path, number: int) -> None:
        name = ".".join(file.relative_to(ROOT).with_suffix("").parts)
        super().__init__(name, str(file))
        self._source = file.read_text("utf-8")
        self._number = number

    def find_spec(self, name: str, _path: Any, _target: Any = None) -> importlib.machinery.ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.machinery.ModuleSpec(name, self, origin=self.path)

    def get_code(self, _name: str) -> CodeType:
        return compile(mutate(self._source, self._number), self.path, "exec")
