"""The faults that the checker is tried with; the drill `checker-faults` shows on both engines that it finds each."""

from __future__ import annotations

from tests.support.seeded_faults import FAULTS


def test_there_are_fifty_faults_of_many_kinds() -> None:
    assert sum(times for times, _ in FAULTS) == 50
    assert len(FAULTS) >= 30
