"""`python -m tests.mutation [ROOM ...]`: make small wrong changes in the code that verifies; see whether tests notice.

`SEED=s` the order of trials and whatever the tests draw, `SAMPLE=n` so many trials instead of all, `WORKERS=n` at once.
What is finished is kept in `.mutation` and is not tried again until its file or its tests change; a run over everything
writes its section of docs/reliability.md.
"""

from __future__ import annotations

import os
import random
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.mutation import trial
from tests.mutation.kept_results import KeptResults
from tests.mutation.mutants import Mutant, find_mutants
from tests.mutation.report import Outcome, share_of, write_summary, write_survivors
from tests.mutation.rooms import ROOMS, ROOT, Room

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

SEED = 20_260_101
BAR = 0.9
_LEAST_SECONDS = 20
_TIMES_AS_LONG = 3


@dataclass(frozen=True)
class Trial:
    """One change that is to be tried."""

    room: Room
    file: Path
    mutant: Mutant


def main(names: Sequence[str]) -> int:
    """Try all changes of all rooms, or of those that are named; 1 when too many go unnoticed."""
    seed = int(os.environ.get("SEED") or SEED)
    rooms = [room for room in ROOMS if not names or room.name in names]
    trials = [
        Trial(room, file, mutant)
        for room in rooms
        for file in room.files()
        for mutant in find_mutants(file.read_text("utf-8"))
    ]
    random.Random(seed).shuffle(trials)  # noqa: S311 - an order, not a secret
    sample = int(os.environ.get("SAMPLE") or len(trials))
    trial.load_libraries()
    kept = KeptResults(ROOT / ".mutation")
    limits = {room: _seconds_of(room, seed) for room in rooms}
    begun = time.monotonic()
    outcomes = [
        Outcome(one.room, one.file, one.mutant, result) for one, result in _results(trials[:sample], kept, limits, seed)
    ]
    write_survivors(ROOT, outcomes)
    if len(outcomes) == len(trials) and not names:  # a part would say too little on the page
        write_summary(ROOT, outcomes, seed=seed, seconds=time.monotonic() - begun)
    share = share_of(outcomes)
    sys.stdout.write(f"{share:.1%} of {len(outcomes)} changes were noticed; the others: .mutation/report.md\n")
    return 0 if share >= BAR else 1


def _seconds_of(room: Room, seed: int) -> int:
    """How much processor time the tests of a room may take with a change in it, by what they take without."""
    running = trial.start(room.tests, None, seed=seed, seconds=600)
    while (whole := trial.ended(running)) is None:
        time.sleep(0.05)
    if whole.result is not trial.Result.SURVIVED:
        raise SystemExit(f"the tests of {room.name} do not pass as they are")
    return max(_LEAST_SECONDS, int(_TIMES_AS_LONG * whole.seconds))


def _results(
    trials: Sequence[Trial], kept: KeptResults, limits: dict[Room, int], seed: int
) -> Iterator[tuple[Trial, trial.Result]]:
    workers = int(os.environ.get("WORKERS") or os.cpu_count() or 1)
    waiting = list(reversed(trials))
    running: dict[trial.Running, Trial] = {}
    while waiting or running:
        while waiting and len(running) < workers:
            one = waiting.pop()
            before = kept.find(one.room, one.file, one.mutant)
            if before is not None:
                yield one, before
                continue
            started = trial.start(one.room.tests, (one.file, one.mutant.number), seed=seed, seconds=limits[one.room])
            running[started] = one
        for started, one in list(running.items()):
            end = trial.ended(started)
            if end is None:
                continue
            del running[started]
            result = end.result
            kept.keep(one.room, one.file, one.mutant, result)
            place = f"{one.file.relative_to(ROOT)}:{one.mutant.line}"
            if result is trial.Result.SURVIVED:
                sys.stdout.write(f"{len(waiting):5} to go  {result.value}: {place}  {one.mutant.change}\n")
                sys.stdout.flush()
            yield one, result
        time.sleep(0.01)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
