"""`python -m tests.fuzz [TARGET ...]`: feed changed inputs to every entry, on every processor, and write the counts.

`INPUTS=n` says how many in all, `SEED=s` chooses others. What was done is kept by the digest of the code, so that an
interrupted run goes on; inputs that found something are kept in `.fuzz/found`.
"""

from __future__ import annotations

import json
import os
import sys
import warnings
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.report import Row, write_report
from tests.fuzz.run import WRONG, Outcome, feed
from tests.fuzz.target import Target
from tests.fuzz.targets import TARGETS
from tests.house.source_files import PACKAGES
from tests.support.digest import digest_of_code

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / ".fuzz"
CODE = (*PACKAGES, "tests/fuzz", "requirements")
INPUTS = 1_000_000
SEED = 20_260_101
BATCH = 2_000


@dataclass(frozen=True)
class Batch:
    """Some inputs of one target."""

    target: int
    first: int
    end: int
    seed: int


def main(arguments: Sequence[str]) -> int:
    """Run all targets, or those that are named; 1 when something was found."""
    chosen = [target for target in TARGETS if not arguments or target.name in arguments]
    if len(chosen) < len(arguments):
        sys.stderr.write("There are these targets: " + ", ".join(target.name for target in TARGETS) + "\n")
        return 2
    warnings.simplefilter("ignore", FutureWarning)  # of patterns that a later Python may read otherwise
    inputs = int(os.environ.get("INPUTS") or INPUTS)
    seed = int(os.environ.get("SEED") or SEED)
    code = digest_of_code(ROOT, CODE)
    batches = list(_batches(chosen, inputs=inputs, seed=seed))
    total: dict[str, Outcome] = {target.name: Outcome() for target in chosen}
    sys.stdout.write(f"{inputs:,} inputs for {len(chosen)} entries, seed {seed}, on {os.cpu_count()} processors\n")
    with ProcessPoolExecutor() as pool:
        runs = {pool.submit(_run, batch, code): batch for batch in batches}
        for done, run in enumerate(as_completed(runs), start=1):
            name, outcome = TARGETS[runs[run].target].name, run.result()
            _add(total[name], outcome)
            for number, what in outcome.findings:
                sys.stdout.write(f"\n{name} {number}: {what[:300]}\n")
            if done % 10 == 0 or done == len(runs):
                sys.stdout.write(f"\r{done * 100 // len(runs)} % ")
                sys.stdout.flush()
    sys.stdout.write("\n")
    rows = [Row(name, outcome.counts, outcome.slowest) for name, outcome in total.items()]
    if not arguments:
        write_report(ROOT, rows, seed=seed, code=code)
    wrong = sum(outcome.counts[word] for outcome in total.values() for word in WRONG)
    sys.stdout.write(
        f"{sum(sum(o.counts.values()) for o in total.values()):,} inputs, {wrong} of them found something\n"
    )
    return 1 if wrong else 0


def _batches(chosen: Sequence[Target], *, inputs: int, seed: int) -> Iterator[Batch]:
    shares = sum(target.share for target in chosen)
    for target in chosen:
        number = -(-inputs * target.share // shares)
        for first in range(0, number, BATCH):
            yield Batch(TARGETS.index(target), first, min(number, first + BATCH), seed)


def _run(batch: Batch, code: str) -> Outcome:
    target = TARGETS[batch.target]
    kept = FOLDER / "done" / f"{code}-{target.name}-{batch.seed}-{batch.first}-{batch.end}.json"
    if kept.exists():
        told = json.loads(kept.read_text("utf-8"))
        return Outcome(Counter(told["counts"]), told["slowest"], [])
    outcome = feed(target, range(batch.first, batch.end), seed=batch.seed, keep=FOLDER / "found")
    if not outcome.findings:
        kept.parent.mkdir(parents=True, exist_ok=True)
        draft = kept.with_suffix(".draft")
        draft.write_text(json.dumps({"counts": outcome.counts, "slowest": outcome.slowest}), "utf-8")
        draft.replace(kept)
    return outcome


def _add(total: Outcome, outcome: Outcome) -> None:
    total.counts.update(outcome.counts)
    total.slowest = max(total.slowest, outcome.slowest)
    total.findings += outcome.findings


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
