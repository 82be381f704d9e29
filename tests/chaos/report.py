"""The report of a chaos run: `docs/reliability.md` for people, `benchmarks/reliability.json` for machines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.support.machine import machine_facts
from tests.support.page_section import write_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.chaos.drill import Drill, DrillResult

PAGE = Path("docs/reliability.md")
FIGURES = Path("benchmarks/reliability.json")


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """A drill on one engine: its result, or why there is none."""

    drill: Drill
    engine: str
    rounds: int
    seed: int
    result: DrillResult | None
    why_not: str = ""

    @property
    def passed(self) -> bool:
        """Whether it ran and passed."""
        return self.result is not None and self.result.passed

    def to_json(self) -> dict[str, object]:
        """As the list of figures has it; `rounds` is 0 for what could not run."""
        result = self.result
        return {
            "name": self.drill.name,
            "engine": self.engine,
            "rounds": result.rounds if result else 0,
            "seed": self.seed,
            "counts": result.counts if result else {},
            "wrong": list(result.wrong) if result else [],
            "passed": self.passed,
            "notes": _notes(self),
        }


def write_report(root: Path, outcomes: Sequence[Outcome], *, code: str) -> None:
    """Write page and figures of a run over code with this digest."""
    (root / FIGURES).write_text(json.dumps([one.to_json() for one in outcomes], indent=2) + "\n", "utf-8")
    write_section(root / PAGE, "chaos", render_page(outcomes, code=code, machine=machine_facts()))


def render_page(outcomes: Sequence[Outcome], *, code: str, machine: Sequence[str]) -> str:
    """The page in Markdown."""
    ran = [one for one in outcomes if one.result is not None]
    passed = sum(one.passed for one in ran)
    minutes = sum(one.result.seconds for one in ran if one.result) / 60
    lines = [
        "# Nothing lost, nothing twice: what was tried",
        "",
        "Written by `make chaos`; the figures are also in "
        "[benchmarks/reliability.json](../benchmarks/reliability.json). Every drill runs the shipped code, most of "
        "them as real processes behind TLS sockets, and compares what clients were told with what the databases and "
        "the published lists say. A wrong effect must be counted 0 times; a short version of each drill is part of "
        "`make test`.",
        "",
        f"**{passed} of {len(ran)} passed**, in {minutes:.1f} minutes. To repeat one with other random "
        "choices: `make chaos SEED=7`, with other rounds: `make chaos ROUNDS=20`, alone: "
        "`python -m tests.chaos NAME`.",
        "",
        "| Drill | Engine | Rounds | Seed | Wrong effects | What else was counted | |",
        "|---|---|---:|---:|---|---|---|",
        *(_row(one) for one in ran),
        "",
        "## What is done in a round",
        "",
        *dict.fromkeys(f"- **{one.drill.name}**: {one.drill.tried}." for one in outcomes),
    ]
    noted = [f"- **{one.drill.name}** ({one.engine}): {_notes(one)}" for one in ran if _notes(one)]
    if noted:
        lines += ["", "## What must be known with it", "", *noted]
    without = [f"- **{one.drill.name}** ({one.engine}): {one.why_not}." for one in outcomes if one.result is None]
    lines += ["", "## What did not run, and why", "", *(without or ["Everything ran."])]
    lines += ["", "## The code and the machine", ""]
    lines += [f"- code with the digest {code}, by which results are kept: those of other code never stand in for it"]
    lines += [*(f"- {fact}" for fact in machine), ""]
    return "\n".join(lines)


def _row(one: Outcome) -> str:
    result = one.result
    if result is None:
        raise ValueError("only what ran has a row")
    wrong = ", ".join(f"{_words(name)} **{result.counts[name]}**" for name in result.wrong)
    other = ", ".join(f"{_words(name)} {count}" for name, count in result.counts.items() if name not in result.wrong)
    verdict = "passed" if one.passed else "**did not pass**"
    return f"| {one.drill.name} | {one.engine} | {result.rounds} | {one.seed} | {wrong} | {other} | {verdict} |"


def _notes(one: Outcome) -> str:
    if one.result is None:
        return one.why_not
    return " ".join([*(f"Missed: {bar}." for bar in one.result.missed), one.result.notes]).strip()


def _words(name: str) -> str:
    return name.replace("_", " ")
