"""Results of finished trials, so that an interrupted run goes on; never a result of another file or of other tests."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING

from tests.mutation.rooms import ROOT
from tests.mutation.trial import Result
from tests.support.digest import digest_of_code

if TYPE_CHECKING:
    from pathlib import Path

    from tests.mutation.mutants import Mutant
    from tests.mutation.rooms import Room

_NUMBERED_BY = "tests/mutation/mutants.py"


class KeptResults:
    """One line a result, written as soon as it is known."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        self._file = folder / "results.jsonl"
        lines = self._file.read_text("utf-8").splitlines() if self._file.exists() else []
        self._known = {tuple(key): Result(result) for key, result in map(json.loads, lines)}

    def find(self, room: Room, file: Path, mutant: Mutant) -> Result | None:
        """The result of exactly this trial, if there is one."""
        return self._known.get(_key(room, file, mutant))

    def keep(self, room: Room, file: Path, mutant: Mutant, result: Result) -> None:
        """Write a result."""
        with self._file.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps([_key(room, file, mutant), result]) + "\n")


def _key(room: Room, file: Path, mutant: Mutant) -> tuple[str, str, int]:
    # a change is known by its number, and what numbers them may change as well
    return _digest(file.relative_to(ROOT).as_posix(), _NUMBERED_BY), _digest(*room.tests), mutant.number


@cache
def _digest(*parts: str) -> str:
    return digest_of_code(ROOT, parts)
