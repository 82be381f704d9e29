"""`python -m benchmarks.performance`: measure, tell, compare with the run that was kept last, and write the report.

The comparison warns and never fails: figures move with the machine, ratios hardly.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from benchmarks.performance.ratios import worse_than
from benchmarks.performance.report import figures_of, last_kept, terminal_table, write_report
from benchmarks.performance.rounds import Pace
from benchmarks.performance.run import run

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Measure everything."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=Pace.rounds)
    parser.add_argument("--only-tell", action="store_true", help="leave page, plot and figures as they are")
    chosen = parser.parse_args()
    print("CPU time of one call in this process and in Node.js, in rounds in which each has its turn")
    kept = figures_of(run(Pace(rounds=chosen.rounds), tell=lambda line: print(line, flush=True)))
    print("\n".join(terminal_table(kept)))
    before = last_kept(ROOT)
    if before is None:
        print("no earlier run is kept to compare with")
    for warning in [] if before is None else worse_than(before["ratios"], kept["ratios"]):
        print(f"warning: {warning}")
    if not chosen.only_tell:
        write_report(ROOT, kept)
        print("written: docs/performance.md, docs/performance.svg, benchmarks/performance.json")


if __name__ == "__main__":
    main()
