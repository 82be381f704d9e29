"""Results of finished drills, kept so that an interrupted run goes on; never a result of other code, rounds or seed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from tests.chaos.drill import DrillResult

if TYPE_CHECKING:
    from pathlib import Path


class KeptResults:
    """One file a result, named after what it is a result of."""

    def __init__(self, folder: Path, code: str) -> None:
        self._folder = folder
        self._code = code
        folder.mkdir(parents=True, exist_ok=True)

    def find(self, name: str, engine: str, rounds: int, seed: int) -> DrillResult | None:
        """The result of exactly this, if there is one."""
        file = self._file(name, engine, rounds, seed)
        if not file.exists():
            return None
        kept = json.loads(file.read_text("utf-8"))
        return DrillResult(**{**kept, "wrong": tuple(kept["wrong"]), "missed": tuple(kept["missed"])})

    def keep(self, result: DrillResult) -> None:
        """Write a result, whole or not at all; one that did not pass is not kept, since its next run begins anew."""
        if not result.passed:
            return
        file = self._file(result.name, result.engine, result.rounds, result.seed)
        draft = file.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(result)), "utf-8")
        draft.replace(file)

    def _file(self, name: str, engine: str, rounds: int, seed: int) -> Path:
        return self._folder / f"{self._code}_{name}_{engine}_{rounds}_{seed}.json"
