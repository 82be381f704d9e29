"""What a fuzzing run says: a part of `docs/reliability.md` for people, `benchmarks/fuzzing.json` for machines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.fuzz.run import LONGEST_SECONDS, WRONG
from tests.support.page_section import write_section

PAGE = Path("docs/reliability.md")
FIGURES = Path("benchmarks/fuzzing.json")


@dataclass(frozen=True)
class Row:
    """What one entry answered."""

    name: str
    counts: Counter[str]
    slowest: float

    @property
    def inputs(self) -> int:
        """How many inputs it got."""
        return sum(self.counts.values())


def write_report(root: Path, rows: Sequence[Row], *, seed: int, code: str) -> None:
    """Write the figures, and the part of the page."""
    figures = {
        "inputs": sum(row.inputs for row in rows),
        "seed": seed,
        "code": code,
        "wrong": {word: sum(row.counts[word] for row in rows) for word in WRONG},
        "entries": {
            row.name: {**dict(sorted(row.counts.items())), "slowest_ms": round(row.slowest * 1_000, 1)} for row in rows
        },
    }
    (root / FIGURES).write_text(json.dumps(figures, indent=2) + "\n", "utf-8")
    write_section(root / PAGE, "fuzzing", render(rows, seed=seed, code=code))


def render(rows: Sequence[Row], *, seed: int, code: str) -> str:
    """The part of the page in Markdown."""
    wrong = {word: sum(row.counts[word] for row in rows) for word in WRONG}
    lines = [
        "## Whatever comes in: fuzzing",
        "",
        f"`make fuzz` fed {sum(row.inputs for row in rows):,} changed inputs to {len(rows)} entries (seed {seed}, code "
        f"{code}): **{wrong['crash']} crashes, {wrong['hang']} hangs over {LONGEST_SECONDS:.0f} second, "
        f"{wrong['forgery']} accepted forgeries**. A crash is any error that is not one of the entry's own refusals. A "
        "forgery is a changed input that is believed though it says something else. Inputs are good ones changed in "
        "their bytes, in their JSON and inside their encoded parts. What is accepted and no forgery says the same as "
        "before, or was signed after it was changed.",
        "",
        "| Entry | Inputs | Refused | Accepted | Slowest |",
        "|---|---:|---:|---:|---:|",
        *(
            f"| {row.name} | {row.inputs:,} | {row.counts['refused']:,} | {row.counts['accepted']:,} "
            f"| {row.slowest * 1_000:.0f} ms |"
            for row in rows
        ),
        "",
    ]
    return "\n".join(lines)
