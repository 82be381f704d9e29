"""What a run has found: on the terminal, as page and plot for people, as JSON for machines and the next run."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import statistics
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.performance.plot import draw_bars
from benchmarks.performance.ratios import RATIOS, ratios_of
from tests.support.machine import machine_facts
from tests.support.page_section import write_section

if TYPE_CHECKING:
    from collections.abc import Mapping

    from benchmarks.performance.run import Run

PAGE, PLOT = Path("docs/performance.md"), Path("docs/performance.svg")
FIGURES = Path("benchmarks/performance.json")
SECTION = "in-process"
_PLOTTED = 3  # the phases in which somebody else takes part


def figures_of(run: Run) -> dict[str, Any]:
    """Everything that is kept of a run: microseconds of CPU time, the middle one and the quartiles around it."""
    return {
        "measured_on": dt.datetime.now(tz=dt.UTC).date().isoformat(),
        "machine": machine_facts(),
        "ratios": ratios_of(run.phases),
        "not_measured": dict(run.not_measured),
        "figures": {
            phase: {name: _spread(rounds) for name, rounds in figures.items()} for phase, figures in run.phases.items()
        },
    }


def last_kept(root: Path) -> dict[str, Any] | None:
    """The run that was committed last; None where there is none, or no history."""
    git = shutil.which("git")
    if git is None:
        return None
    asked = [git, "-C", str(root), "show", f"HEAD:{FIGURES.as_posix()}"]
    told = subprocess.run(asked, capture_output=True, text=True, encoding="utf-8", check=False)  # noqa: S603 - fixed words
    kept: dict[str, Any] | None = json.loads(told.stdout) if told.returncode == 0 else None
    return kept


def write_report(root: Path, kept: Mapping[str, Any]) -> None:
    """Write page, plot and figures of a run."""
    (root / FIGURES).write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    medians = {
        phase: {name: one["micros"] for name, one in figures.items()}
        for phase, figures in [*kept["figures"].items()][:_PLOTTED]
    }
    (root / PLOT).write_text(draw_bars("CPU time of one library card, here and elsewhere", medians), "utf-8")
    write_section(root / PAGE, SECTION, render_section(kept))


def render_section(kept: Mapping[str, Any]) -> str:
    """The section of the page in Markdown."""
    lines = [f"Measured on {kept['measured_on']}:", "", *(f"- {fact}" for fact in kept["machine"]), ""]
    lines += ["![Bars on a logarithmic scale](performance.svg)", "", *ratio_table(kept["ratios"]), ""]
    for phase, figures in kept["figures"].items():
        lines += [f"### {phase}", "", "| | µs of CPU time | quartiles |", "|---|---:|---:|"]
        lines += [
            f"| {name} | {one['micros']:,.1f} | {one['low']:,.1f} to {one['high']:,.1f} |"
            for name, one in figures.items()
        ]
        lines += [""]
    lines += ["### Peers without figures", ""]
    lines += [f"- **{peer}**: {reason}." for peer, reason in kept["not_measured"].items()]
    return "\n".join(lines)


def ratio_table(ratios: Mapping[str, float]) -> list[str]:
    """Ratios and bars as rows of Markdown."""
    rows = ["| Ratio | Measured | Bar | |", "|---|---:|---:|---|"]
    for one in RATIOS:
        if (value := ratios.get(one.name)) is None:
            rows.append(f"| `{one.name}` | not measured | {one.bar_in_words} | |")
        else:
            rows.append(f"| `{one.name}` | {value:.2f} | {one.bar_in_words} | {one.verdict(value)} |")
    return rows


def terminal_table(kept: Mapping[str, Any]) -> list[str]:
    """Everything as lines for a terminal."""
    lines = []
    for phase, figures in kept["figures"].items():
        lines += ["", phase]
        lines += [
            f"  {name:40} {one['micros']:12,.1f} µs   ({one['low']:,.1f} to {one['high']:,.1f})"
            for name, one in figures.items()
        ]
    lines += ["", "ratios"]
    for one in RATIOS:
        if (value := kept["ratios"].get(one.name)) is not None:
            lines.append(f"  {one.name:40} {value:12.2f}      {one.bar_in_words:14} {one.verdict(value)}".rstrip())
    return [*lines, "", *(f"not measured: {peer}: {reason}" for peer, reason in kept["not_measured"].items())]


def _spread(rounds: list[float]) -> dict[str, float]:
    low, middle, high = statistics.quantiles(rounds, n=4) if len(rounds) > 1 else rounds * 3
    return {"micros": round(middle, 2), "low": round(low, 2), "high": round(high, 2)}
