"""`stadtsiegel serve` as a process: says what is where, keeps its data over a restart, ends cleanly when told to."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def four_free_ports() -> int:
    # below the block of choose_free_port, and each test process from a place of its own
    for first in range(10_000 + os.getpid() % 200 * 40, 20_000, 4):
        with ExitStack() as stack:
            try:
                for port in range(first, first + 4):
                    stack.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return first
    raise AssertionError("there are no four free ports in a row")


@contextmanager
def serving(folder: Path, port: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(  # noqa: S603 - our own module
        [sys.executable, "-m", "stadtsiegel", "serve", "--folder", str(folder), "--port", str(port)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    told = ""
    try:
        assert process.stdout is not None
        for line in process.stdout:
            told += line
            if line.startswith("Stop with"):
                break
        yield process, told
    finally:
        process.send_signal(signal.SIGTERM)
        told, _ = process.communicate(timeout=20)


def without_keys(told: str) -> str:
    return re.sub(r"sts_[A-Za-z0-9_-]{43}", "sts_", told)


def test_it_serves_stops_and_serves_the_same_city_again(tmp_path: Path) -> None:
    port = four_free_ports()
    with serving(tmp_path / "city", port) as (process, first):
        assert f"http://localhost:{port}" in first
        assert str(tmp_path / "city" / "throw-away-ca" / "root.pem") in first
        with urllib.request.urlopen(f"http://localhost:{port}/?lang=en", timeout=5) as answer:
            assert b"Issue a sample card" in answer.read()
    assert process.returncode == 0
    with serving(tmp_path / "city", port) as (process, second):
        assert without_keys(second) == without_keys(first)
        assert second != first  # a key is shown once; a city that starts again makes new ones
    assert process.returncode == 0


def test_a_port_in_use_is_told_in_a_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with serving(tmp_path / "city", taken.getsockname()[1]) as (process, told):
            assert process.wait(timeout=20) == 1
        assert told.startswith("Not started: ")


def test_the_data_of_a_city_are_not_served_at_other_ports(tmp_path: Path) -> None:
    port = four_free_ports()
    with serving(tmp_path / "city", port):
        pass
    with serving(tmp_path / "city", port + 1) as (process, told):
        assert process.wait(timeout=20) == 1
    assert "belongs to the public URL" in told
