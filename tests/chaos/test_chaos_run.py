"""The run itself: results are kept for exactly this code, rounds and seed; a wrong effect is told and never kept."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.chaos.__main__ import main
from tests.chaos.drill import Drill, DrillResult
from tests.chaos.kept_results import KeptResults
from tests.chaos.processes import race
from tests.chaos.report import FIGURES, PAGE, Outcome, write_report
from tests.support.digest import digest_of_code

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

RESULT = DrillResult(
    name="nothing-lost",
    engine="sqlite",
    rounds=10,
    seed=7,
    counts={"lost": 0, "kills": 10},
    wrong=("lost",),
    notes="A stand-in.",
)
WRONG = replace(RESULT, counts={"lost": 1, "kills": 10})


async def never(*_: object) -> DrillResult:
    raise AssertionError


DRILL = Drill(name="nothing-lost", tried="it is killed", run=never, full_rounds=10, short_rounds=1)


def test_one_wrong_effect_or_one_missed_bar_is_enough_not_to_pass() -> None:
    assert RESULT.passed
    assert not WRONG.passed
    assert not replace(RESULT, missed=("back within 10 seconds",)).passed


def test_a_finished_drill_is_found_again_and_nothing_else_is(tmp_path: Path) -> None:
    KeptResults(tmp_path, "code").keep(RESULT)
    kept = KeptResults(tmp_path, "code")
    assert kept.find("nothing-lost", "sqlite", 10, 7) == RESULT
    assert kept.find("nothing-lost", "sqlite", 10, 8) is None
    assert kept.find("nothing-lost", "sqlite", 11, 7) is None
    assert kept.find("nothing-lost", "postgresql", 10, 7) is None
    assert KeptResults(tmp_path, "newer").find("nothing-lost", "sqlite", 10, 7) is None


def test_a_drill_that_did_not_pass_is_run_again(tmp_path: Path) -> None:
    kept = KeptResults(tmp_path, "code")
    kept.keep(WRONG)
    assert kept.find("nothing-lost", "sqlite", 10, 7) is None


def test_another_line_of_code_is_other_code(tmp_path: Path) -> None:
    (tmp_path / "part").mkdir()
    file = tmp_path / "part" / "code.py"
    file.write_text("once = True\n", "utf-8")
    before = digest_of_code(tmp_path, ["part"])
    assert digest_of_code(tmp_path, ["part"]) == before
    file.write_text("once = False\n", "utf-8")
    assert digest_of_code(tmp_path, ["part"]) != before


def test_the_report_names_wrong_effects_and_what_could_not_run(tmp_path: Path) -> None:
    for file in (PAGE, FIGURES):
        (tmp_path / file).parent.mkdir()
    outcomes = [
        Outcome(drill=DRILL, engine="sqlite", rounds=10, seed=7, result=WRONG),
        Outcome(drill=DRILL, engine="postgresql", rounds=10, seed=7, result=None, why_not="there is no server"),
    ]
    write_report(tmp_path, outcomes, code="0123")
    page = (tmp_path / PAGE).read_text("utf-8")
    assert "| nothing-lost | sqlite | 10 | 7 | lost **1** | kills 10 | **did not pass** |" in page
    assert "- **nothing-lost** (postgresql): there is no server." in page
    wrong, absent = json.loads((tmp_path / FIGURES).read_text("utf-8"))
    assert (wrong["counts"], wrong["passed"], wrong["notes"]) == ({"lost": 1, "kills": 10}, False, "A stand-in.")
    assert (absent["rounds"], absent["passed"], absent["notes"]) == (0, False, "there is no server")


def test_a_drill_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["no-such-drill"]) == 2
    assert "There is no drill no-such-drill" in capsys.readouterr().err


def test_runners_of_a_race_answer_in_their_order_and_one_that_falls_ends_it() -> None:
    assert race(2, double, 10) == [0, 20]
    with pytest.raises(RuntimeError, match="runner 1 fell"):
        race(2, fall)


def double(number: int, start: Callable[[], object], factor: int) -> int:
    start()
    return number * 2 * factor


def fall(number: int, start: Callable[[], object]) -> None:
    if number == 1:
        message = "runner 1 fell"
        raise ValueError(message)
    start()
