"""The benchmark measures what it says: the two sides differ in the commits and in nothing else. Nothing is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import durable_issuance
from plumbing.database.sqlite_writer import GroupedWriter

if TYPE_CHECKING:
    import sqlite3
    from pathlib import Path

    import pytest

    from plumbing.database.sqlite_writer import Job

ROWS = 320


async def test_one_side_shares_commits_and_the_other_never_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    groups = 0
    write_group = GroupedWriter._write_group

    def counted(self: GroupedWriter, connection: sqlite3.Connection, job: Job | None) -> None:
        nonlocal groups
        groups += 1
        write_group(self, connection, job)

    monkeypatch.setattr(GroupedWriter, "_write_group", counted)
    counts = {}
    for side in (durable_issuance.grouped, durable_issuance.one_by_one):
        groups = 0
        folder = tmp_path / side.__name__
        folder.mkdir()
        assert await side(folder, ROWS) > 0
        counts[side.__name__] = groups
    assert counts["one_by_one"] >= ROWS
    assert counts["grouped"] < ROWS


async def test_every_side_is_measured_in_every_round_but_the_first(tmp_path: Path) -> None:
    figures = await durable_issuance.run(rows=32, rounds=2, parent=tmp_path)
    assert [len(found) for found in figures.values()] == [2, 2, 2]
