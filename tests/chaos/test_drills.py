"""Every drill in its short version: the same code as in `make chaos`, a second or two each."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

import pytest

from tests.chaos.__main__ import SEED
from tests.chaos.databases import at_hand
from tests.chaos.drill import CannotRunHere, Drill, all_drills

if TYPE_CHECKING:
    from pathlib import Path

SHORT = [
    pytest.param(drill, engine, id=f"{drill.name}-{engine}")
    for drill in all_drills()
    for engine in drill.short_engines or drill.engines
]


@pytest.mark.parametrize(("drill", "engine"), SHORT)
async def test_a_short_drill_shows_no_wrong_effect(
    drill: Drill, engine: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with at_hand(request.getfixturevalue("postgresql_cluster")) if engine == "postgresql" else nullcontext():
        try:
            result = await drill.run(engine, drill.short_rounds, SEED, tmp_path, lambda _: None)
        except CannotRunHere as reason:
            pytest.skip(f"[chaos] {reason}")
    assert set(result.wrong) <= set(result.counts)
    assert result.passed, (result.counts, result.missed, result.notes)
