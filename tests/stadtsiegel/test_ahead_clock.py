"""The clock of `stadtsiegel serve` runs, goes ahead on demand, and never back, restarts included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from stadtsiegel.ahead_clock import AheadClock

if TYPE_CHECKING:
    from pathlib import Path


def test_it_runs_with_the_machine_and_ahead_of_it(tmp_path: Path) -> None:
    machine = MovableClock(1000)
    clock = AheadClock(machine=machine, file=tmp_path / "ahead")
    clock.move(300)
    machine.move(5)
    assert clock.now() == 1305


def test_a_restart_does_not_turn_it_back(tmp_path: Path) -> None:
    machine = MovableClock(1000)
    AheadClock(machine=machine, file=tmp_path / "ahead").move(300)
    assert AheadClock(machine=machine, file=tmp_path / "ahead").now() == 1300


def test_it_is_never_turned_back(tmp_path: Path) -> None:
    clock = AheadClock(machine=MovableClock(1000), file=tmp_path / "ahead")
    with pytest.raises(ValueError, match="never turned back"):
        clock.move(-1)
