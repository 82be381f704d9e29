"""The changes that `make mutation` makes, and one real trial of each kind."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mutation.kept_results import KeptResults
from tests.mutation.mutants import Mutant, find_mutants, mutate
from tests.mutation.report import Outcome, render_summary, render_survivors, share_of
from tests.mutation.rooms import ROOMS, ROOT
from tests.mutation.trial import Result
from tests.support.page_section import write_section

SOURCE = '''
"""A docstring of this file."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    import json
@dataclass(frozen=True)
class Door:
    """A docstring."""
    width: int = 3
    def is_open(self, key: "Key", *, now: int = 7) -> bool:
        if key.until < now or not self.known:
            raise Refused("this is a sentence for people")
        note(f"{self.width}")
        if self.broken:
            return False
        return self.code == "open" and [k for k in self.keys if k.good] is not None
'''
CHANGES = [
    (9, "3 becomes 4"),
    (10, "7 becomes 8"),
    (11, "Lt becomes LtE"),
    (11, "not removed"),
    (11, "Or becomes And"),
    (11, "condition negated"),
    (12, "raise removed"),
    (13, "call removed"),
    (14, "condition negated"),
    (15, "False becomes True"),
    (16, "'open' becomes another text"),
    (16, "And becomes Or"),
    (16, "Eq becomes NotEq"),
    (16, "IsNot becomes Is"),
    (16, "condition negated"),
    (16, "returns None"),
]


def test_what_a_slip_of_the_pen_could_change_is_changed_and_nothing_else() -> None:
    assert sorted((mutant.line, mutant.change) for mutant in find_mutants(SOURCE)) == sorted(CHANGES)


def test_every_change_is_made_alone_and_gives_other_code_that_can_be_read() -> None:
    whole = ast.unparse(ast.parse(SOURCE))
    changed = [ast.unparse(mutate(SOURCE, mutant.number)) for mutant in find_mutants(SOURCE)]
    assert len(set(changed)) == len(CHANGES)
    assert whole not in changed
    for text in changed:
        compile(text, "changed", "exec")


def test_every_room_has_code_and_tests() -> None:
    for room in ROOMS:
        assert room.files(), room.name
        assert [test for test in room.tests if not (ROOT / test).exists()] == []
        assert all(find_mutants(file.read_text("utf-8")) for file in room.files()[:1])


TRIAL = """
import sys, time
from pathlib import Path
from tests.mutation import trial
trial.load_libraries()
root = Path.cwd()
def result(changed, tests="tests/credentials/test_encoding.py", seconds=60):
    running = trial.start([tests], changed, seed=1, seconds=seconds)
    while (end := trial.ended(running)) is None:
        time.sleep(0.01)
    return end.result.value
print(result(None), result((root / "credentials/encoding.py", int(sys.argv[1]))))
print(result(None, "tests/credentials/verification", 1))
"""


def test_a_trial_sees_the_changed_file_passes_without_a_change_and_ends_in_time() -> None:
    mutants = find_mutants((ROOT / "credentials/encoding.py").read_text("utf-8"))
    removed = next(mutant for mutant in mutants if mutant.change == "raise removed")
    told = subprocess.run(  # noqa: S603 - a process that has loaded nothing of the project, as the real one
        [sys.executable, "-c", TRIAL, str(removed.number)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["survived", "killed", "timed", "out"]


def test_results_are_kept_for_the_same_file_and_tests(tmp_path: Path) -> None:
    room, other = ROOMS[0], ROOMS[1]
    file, mutant = room.files()[0], Mutant(3, 17, "raise removed")
    KeptResults(tmp_path).keep(room, file, mutant, Result.KILLED)
    kept = KeptResults(tmp_path)
    assert kept.find(room, file, mutant) is Result.KILLED
    assert kept.find(room, file, Mutant(4, 17, "raise removed")) is None
    assert kept.find(room, other.files()[0], mutant) is None
    assert kept.find(other, file, mutant) is None
    assert len(json.loads((tmp_path / "results.jsonl").read_text("utf-8"))) == 2


def test_the_report_counts_by_room_and_names_what_went_unnoticed() -> None:
    room = ROOMS[0]
    file = room.files()[0]
    results = [Result.KILLED, Result.TIMED_OUT, Result.SURVIVED, Result.KILLED]
    outcomes = [Outcome(room, file, Mutant(n, 10 + n, "raise removed"), result) for n, result in enumerate(results)]
    assert share_of(outcomes) == 0.75
    assert share_of([]) == 0
    assert f"| {room.name} | 1 | 4 | 3 | 1 | 75.0% |" in render_summary(outcomes, seed=1, seconds=90)
    assert f"- {file.relative_to(ROOT)}:12 raise removed" in render_survivors(ROOT, outcomes)


@pytest.mark.parametrize("before", ["", "# A page\n", "<!-- begin other -->\nkept\n<!-- end other -->\n"])
def test_a_section_of_a_page_is_replaced_and_the_others_stay(tmp_path: Path, before: str) -> None:
    page = tmp_path / "page.md"
    page.write_text(before, "utf-8")
    write_section(page, "mine", "first \\1")
    write_section(page, "mine", "second \\1")
    text = page.read_text("utf-8")
    assert text.startswith(before)
    assert "first" not in text
    assert text.endswith("<!-- begin mine -->\nsecond \\1\n<!-- end mine -->\n")
