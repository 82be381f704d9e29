"""`python -m tests.chaos [NAME ...]`: run the drills for real, go on where the last run ended, write the report.

`ROUNDS=n` overrides the rounds of every drill, `SEED=s` the seed of all random choices.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.observability import logs
from tests.chaos.databases import own_cluster
from tests.chaos.drill import CannotRunHere, all_drills
from tests.chaos.kept_results import KeptResults
from tests.chaos.report import Outcome, write_report
from tests.house.source_files import PACKAGES
from tests.support.digest import digest_of_code

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.drill import Drill, DrillResult

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".chaos"
CODE = (*PACKAGES, "tests/chaos", "tests/support", "requirements")
SEED = 20_260_101


def main(arguments: Sequence[str]) -> int:
    """Run all drills, or those that are named; 1 when one did not pass."""
    drills = all_drills()
    unknown = set(arguments) - {drill.name for drill in drills}
    if unknown:
        sys.stderr.write(f"There is no drill {sorted(unknown)[0]}; there are: {', '.join(d.name for d in drills)}\n")
        return 2
    logs.configure("chaos", level="error")  # what services in this process would say about each request
    seed = int(os.environ.get("SEED") or SEED)
    rounds = int(os.environ["ROUNDS"]) if os.environ.get("ROUNDS") else None
    code = digest_of_code(ROOT, CODE)
    run = _Run(KeptResults(FOLDER / "results", code), seed=seed, rounds=rounds)
    try:
        outcomes = [
            run.outcome(drill, engine, chosen=not arguments or drill.name in arguments)
            for drill in drills
            for engine in drill.engines
        ]
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted. What has finished is kept: the same command goes on from here.\n")
        return 130
    finally:
        run.close()
    write_report(ROOT, outcomes, code=code)
    failed = [one for one in outcomes if one.result is not None and not one.passed]
    for one in failed:
        _say(f"{one.drill.name} {one.engine}", f"DID NOT PASS: {one.to_json()['counts']} {one.to_json()['notes']}")
    return 1 if failed else 0


class _Run:
    def __init__(self, kept: KeptResults, *, seed: int, rounds: int | None) -> None:
        self._kept = kept
        self._seed = seed
        self._rounds = rounds
        self._opened = ExitStack()
        self._has_cluster = False

    def outcome(self, drill: Drill, engine: str, *, chosen: bool) -> Outcome:
        """The result of one drill on one engine: kept from before, or made now."""
        rounds = self._rounds or drill.full_rounds
        label = f"{drill.name} {engine}"
        why_not = "not chosen in this run"
        result = self._kept.find(drill.name, engine, rounds, self._seed)
        if result is not None:
            _say(label, "finished before with this code")
        elif chosen:
            _say(label, f"{rounds} rounds, seed {self._seed}")
            try:
                result = self._run(drill, engine, rounds)
            except CannotRunHere as reason:
                why_not = str(reason)
                _say(label, f"cannot run here: {reason}")
            else:
                self._kept.keep(result)
                word = "passed" if result.passed else "DID NOT PASS"
                _say(label, f"{word} in {result.seconds:.0f} s: {result.counts}")
        return Outcome(drill=drill, engine=engine, rounds=rounds, seed=self._seed, result=result, why_not=why_not)

    def _run(self, drill: Drill, engine: str, rounds: int) -> DrillResult:
        if engine == "postgresql" and not self._has_cluster:
            self._opened.enter_context(own_cluster())
            self._has_cluster = True
        folder = FOLDER / "work" / f"{drill.name}-{engine}"
        shutil.rmtree(folder, ignore_errors=True)  # an interrupted run leaves its own
        folder.mkdir(parents=True)
        begun = time.monotonic()
        result = asyncio.run(
            drill.run(engine, rounds, self._seed, folder, lambda line: _say(f"{drill.name} {engine}", line))
        )
        if result.passed:  # else whoever looks for the reason finds its files
            shutil.rmtree(folder)
        return replace(result, seconds=time.monotonic() - begun)

    def close(self) -> None:
        """Stop what was started for all drills together."""
        self._opened.close()


def _say(label: str, line: str) -> None:
    sys.stdout.write(f"{time.strftime('%H:%M:%S')}  {label:32} {line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
