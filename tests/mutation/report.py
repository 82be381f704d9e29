"""What came of a run: what went unnoticed (`.mutation/report.md`), and a summary for a page of the docs."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutation.trial import Result
from tests.support.page_section import write_section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.mutation.mutants import Mutant
    from tests.mutation.rooms import Room

PAGE = Path("docs/reliability.md")
SURVIVORS = Path(".mutation/report.md")


@dataclass(frozen=True)
class Outcome:
    """One trial and its result."""

    room: Room
    file: Path
    mutant: Mutant
    result: Result


def write_summary(root: Path, outcomes: Sequence[Outcome], *, seed: int, seconds: float) -> None:
    """Write the section of a whole run into the page."""
    write_section(root / PAGE, "mutation", render_summary(outcomes, seed=seed, seconds=seconds))


def write_survivors(root: Path, outcomes: Sequence[Outcome]) -> None:
    """Write the list of what went unnoticed."""
    (root / SURVIVORS).write_text(render_survivors(root, outcomes), "utf-8")


def share_of(outcomes: Sequence[Outcome]) -> float:
    """The share of changes that were noticed."""
    noticed = sum(one.result is not Result.SURVIVED for one in outcomes)
    return noticed / len(outcomes) if outcomes else 0.0


def render_summary(outcomes: Sequence[Outcome], *, seed: int, seconds: float) -> str:
    """The section in Markdown."""
    rooms = list(dict.fromkeys(one.room for one in sorted(outcomes, key=lambda one: one.room.name)))
    lines = [
        "## Small wrong changes, and whether a test notices",
        "",
        f"Written by `make mutation` (seed {seed}). In each file of a room one thing is changed at a time: a "
        "comparison, a condition, a constant, a value that is returned, a refusal or a call that is left out; then the "
        "room's own tests are run. Not changed are sentences for people. Some changes mean the same as before, so that "
        "no test can notice them.",
        "",
        f"**{share_of(outcomes):.1%} of {len(outcomes)} changes were noticed** (at least 90 % is asked for).",
        "",
        "| Room | Files | Changes | Noticed | of these by the time limit | Share |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    for room in rooms:
        own = [one for one in outcomes if one.room == room]
        results = Counter(one.result for one in own)
        lines.append(
            f"| {room.name} | {len({one.file for one in own})} | {len(own)} | {len(own) - results[Result.SURVIVED]} "
            f"| {results[Result.TIMED_OUT]} | {share_of(own):.1%} |"
        )
    return "\n".join([*lines, "", f"The run took {seconds / 60:.0f} minutes."])


def render_survivors(root: Path, outcomes: Sequence[Outcome]) -> str:
    """Every change that went unnoticed, with its place."""
    survivors = sorted(
        (one.file.relative_to(root).as_posix(), one.mutant.line, one.mutant.change)
        for one in outcomes
        if one.result is Result.SURVIVED
    )
    return "\n".join(["# Unnoticed", "", *(f"- {file}:{line} {change}" for file, line, change in survivors), ""])
