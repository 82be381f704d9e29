"""The benchmark measures real reloads, and tells every round but the first. Nothing is timed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks import many_packages

if TYPE_CHECKING:
    from pathlib import Path


async def test_every_round_but_the_first_is_told_and_every_reload_is_followed(tmp_path: Path) -> None:
    figures = await many_packages.run(count=3, rounds=1, parent=tmp_path)
    assert {name: len(found) for name, found in figures.items()} == {
        "start": 1,
        "reload, one changed": 1,
        "reload, all changed": 1,
    }
