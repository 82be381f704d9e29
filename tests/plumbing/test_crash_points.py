"""Crash points: the process dies there by SIGKILL when that is wished, and nowhere else; no name without its place."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from typing import TYPE_CHECKING

import pytest

from plumbing.crash_points import VARIABLE, CrashPoint, CrashPointUnknown, arm, reach
from plumbing.entropy import SystemEntropy
from plumbing.keyring.unlock import create_unlock_key_file
from tests.house.source_files import PACKAGES, ROOT, name_of, python_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

A_LIFE = """
import sys
from plumbing.crash_points import CrashPoint, arm, reach
arm(sys.argv[1])
for number in range(1, 4):
    reach(CrashPoint.AFTER_SIGN)
    reach(CrashPoint.BEFORE_SIGN)
    print("passed", number, flush=True)
"""

SETTINGS = """
[service]
listen_port = 1
internal_port = 2
tls = "proxy"
database_file = "never.sqlite"
unlock_key_file = "unlock.key"
"""


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    arm(None)


def live(wish: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-c", A_LIFE, wish], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )


@pytest.mark.parametrize(("wish", "passed"), [("before-sign", 0), ("before-sign:1", 0), ("before-sign:3", 2)])
def test_the_process_dies_at_the_wished_place_and_time(wish: str, passed: int) -> None:
    life = live(wish)
    assert life.returncode == -signal.SIGKILL
    assert life.stdout.count("passed") == passed


def test_a_place_that_is_not_reached_often_enough_harms_nobody() -> None:
    life = live("before-sign:4")
    assert (life.returncode, life.stdout.count("passed")) == (0, 3)


@pytest.mark.parametrize("wish", [None, ""])
def test_without_a_wish_every_place_is_passed(wish: str | None) -> None:
    arm(wish)
    for point in CrashPoint:
        reach(point)


@pytest.mark.parametrize(
    "wish", ["before", "before-sign:0", "before-sign:", "before-sign:-1", "BEFORE-SIGN", "before-sign ", ":1"]
)
def test_a_wish_that_names_no_place_is_refused_with_all_names(wish: str) -> None:
    with pytest.raises(CrashPointUnknown, match=r"after-take-before-judging.*NAME:TIMES"):
        arm(wish)


def test_a_service_does_not_start_with_a_wish_that_it_does_not_know(tmp_path: Path) -> None:
    settings = tmp_path / "tiny.toml"
    settings.write_text(SETTINGS, "utf-8")
    create_unlock_key_file(tmp_path / "unlock.key", SystemEntropy())
    started = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "tests.plumbing.service.tiny_service", "--settings", str(settings)],
        cwd=ROOT,
        env={**os.environ, VARIABLE: "no-such-place"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (started.returncode, started.stderr.count("\n")) == (78, 1)
    assert started.stderr.startswith("Not started: STADTSIEGEL_CRASH_AT must be one of before-offer-commit, ")


def test_every_place_is_reached_by_exactly_one_line_of_the_code() -> None:
    own = name_of(ROOT / "plumbing" / "crash_points.py")
    shipped = [path for path in python_files() if name_of(path).split("/")[0] in PACKAGES and name_of(path) != own]
    reached = Counter(
        name for path in shipped for name in re.findall(r"\breach\(CrashPoint\.(\w+)\)", path.read_text("utf-8"))
    )
    assert reached == Counter(point.name for point in CrashPoint)
