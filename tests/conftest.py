"""What every test may ask for; and the rule that a skip must be allowed by STADTSIEGEL_REQUIRE."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from plumbing.observability import logs

pytest_plugins = ["tests.support.databases"]

ROOT = Path(__file__).resolve().parent.parent
VECTORS = ROOT.parent / "shared" / "vectors"


def pytest_configure() -> None:
    """Keep the services quiet: a failing test shows its own words, not a line for every request."""
    logs.configure("tests", level="error")
    # A busy machine is slow at everything; that says nothing about the code.
    settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("house")


def required(name: str) -> bool:
    """Whether this run must not skip for want of `name` (vectors, node, postgresql, chromium)."""
    return name in os.environ.get("STADTSIEGEL_REQUIRE", "").split(",")


def skip_for_want_of(name: str, reason: str) -> None:
    """Skip with a reason, or fail where the run says that `name` must be there."""
    if required(name):
        pytest.fail(f"{name} is required here: {reason}")
    pytest.skip(f"[{name}] {reason}")


@pytest.fixture(scope="session")
def vectors() -> Path:
    """The folder of official vectors beside the checkout (see its SOURCES.md)."""
    if not VECTORS.is_dir():
        skip_for_want_of("vectors", "the folder of official vectors is not beside this checkout")
    return VECTORS


@pytest.fixture(autouse=True)
def no_network_but_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuse every connection that leaves this machine, whatever the code under test believes."""
    real_connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and address[0] not in ("127.0.0.1", "::1", "localhost"):
            pytest.fail(f"a test tried to reach {address[0]}")
        real_connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """End with a table of what was skipped and why."""
    skipped: dict[str, int] = {}
    for report in terminalreporter.stats.get("skipped", []):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        skipped[reason] = skipped.get(reason, 0) + 1
    if skipped:
        terminalreporter.section("skipped, and why")
        for reason, count in sorted(skipped.items()):
            terminalreporter.write_line(f"{count:5}  {reason.removeprefix('Skipped: ')}")
