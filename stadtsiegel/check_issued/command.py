"""`stadtsiegel check-issued`: run the checker on a deployment and tell what it found, to people or to machines."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from plumbing.clock import SystemClock
from plumbing.database.errors import DatabaseError
from plumbing.database.open import open_database
from plumbing.settings import SettingsError
from stadtsiegel.check_issued.check import check_issued
from stadtsiegel.check_issued.finding import WORDS
from stadtsiegel.check_issued.publications import open_publications
from stadtsiegel.check_issued.settings import read_deployment

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from stadtsiegel.check_issued.check import Report
    from stadtsiegel.check_issued.settings import CheckedDeployment

UNUSABLE = 78
_SHOWN_OF_A_KIND = 20


def run_check(
    folder: Path,
    *,
    published: str | None,
    as_json: bool,
    out: TextIO | None = None,
    err: TextIO | None = None,
    clock: Clock | None = None,
) -> int:
    """Check the issuer of a deployment.

    Args:
        folder: the deployment.
        published: a publish folder, or the https address of an issuer; else the folder that the settings name.
        as_json: write one object for machines.
        out: where the report goes.
        err: where is told why nothing could be checked.
        clock: what time it is.

    Returns:
        The exit code: 0 when nothing was found, 1 with findings, 78 when nothing could be checked.
    """
    try:
        deployment = read_deployment(folder / "issuer.toml", os.environ)
        report = asyncio.run(_check(deployment, published, clock or SystemClock()))
    except (SettingsError, DatabaseError, OSError) as error:
        (err or sys.stderr).writelines(f"Not checked: {line}\n" for line in str(error).splitlines())
        return UNUSABLE
    (out or sys.stdout).write(_to_json(report) if as_json else _to_text(report))
    return 0 if report.clean else 1


async def _check(deployment: CheckedDeployment, published: str | None, clock: Clock) -> Report:
    async with AsyncExitStack() as closing:
        database = await open_database(deployment.service.database_url.reveal())
        closing.push_async_callback(database.close)
        publications = open_publications(deployment, published, closing)
        return await check_issued(database, deployment, now=clock.now(), publications=publications)


def _to_json(report: Report) -> str:
    return (
        json.dumps(
            {
                "passed": report.clean,
                "checked": dict(report.checked),
                "counts": dict(report.pile.counts),
                "findings": [finding.to_json() for finding in report.pile.kept],
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n"
    )


def _to_text(report: Report) -> str:
    looked_at = ", ".join(f"{number} {what}" for what, number in report.checked.items())
    lines = [f"Checked: {looked_at}.", ""]
    for code, number in report.pile.counts.most_common():
        words = WORDS[code]
        lines += [
            f"{code}: {number}",
            f"  {words.sentence.de} {words.remedy.de}",
            f"  {words.sentence.en} {words.remedy.en}",
        ]
        kept = [finding for finding in report.pile.kept if finding.code == code]
        lines += [f"    {one.place}{f' ({one.detail})' if one.detail else ''}" for one in kept[:_SHOWN_OF_A_KIND]]
        if number > _SHOWN_OF_A_KIND:
            lines.append(f"    ... and {number - _SHOWN_OF_A_KIND} more (--json names up to a thousand)")
        lines.append("")
    lines.append(
        "Nichts gefunden. / Nothing was found." if report.clean else f"{sum(report.pile.counts.values())} findings."
    )
    return "\n".join(lines) + "\n"
