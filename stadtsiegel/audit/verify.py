"""`stadtsiegel audit verify`: what the verification of each service's record has found, in two languages or as JSON."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict
from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey
from credentials.model.instant import render_instant
from plumbing.audit.findings import FindingKind
from plumbing.audit.heads_file import heads_file, whole_lines
from plumbing.audit.verify import verify_chain
from stadtsiegel.audit.opened import keys_of, opened
from stadtsiegel.audit.words import say
from stadtsiegel.deployment import read_deployment

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from plumbing.audit.findings import Finding, Report
    from stadtsiegel.deployment import DeployedService


async def verify(options: Namespace, out: TextIO) -> int:
    """Verify every service of the deployment, or one; answer the exit code."""
    clean = True
    told: list[JsonObject] = []
    for deployed in read_deployment(options.deployment, only=options.service):
        async with opened(deployed) as database:
            keys = await keys_of(database, only=options.key)
            lines = _lines(_file(deployed, options.heads))
            report = await verify_chain(database, chain=deployed.service, keys=keys, exported=lines)
        wrong = [one for one in report.findings if not _is_known(one, options.known_restore)]
        clean = clean and not wrong
        if options.json:
            told.append(_json(deployed, report, wrong))
        else:
            out.write(_text(deployed, report, wrong, keys))
    if options.json:
        out.write(json.dumps({"clean": clean, "services": told}, ensure_ascii=False, indent=2) + "\n")
    return 0 if clean else 1


def _file(deployed: DeployedService, named: Path | None) -> Path | None:
    folder = deployed.surroundings.audit_folder
    return named or (heads_file(folder, deployed.service) if folder is not None else None)


def _lines(path: Path | None) -> Iterator[tuple[int, str]]:
    if path is not None:
        with suppress(FileNotFoundError):
            yield from whole_lines(path)


def _is_known(finding: Finding, restores: list[int]) -> bool:
    return finding.kind is FindingKind.RESTORED and finding.epoch in restores


def _text(deployed: DeployedService, report: Report, wrong: list[Finding], keys: Mapping[str, PublicKey]) -> str:
    tail = report.tail
    lines = [f"{deployed.name}: {report.entries} Einträge / entries"]
    if report.exported is not None:
        moment = render_instant(report.exported.signed_at)
        lines.append(f"  gesiegelt bis / sealed up to {report.exported.number}, {moment}")
    lines += [f"  Schlüssel / key {render_multikey(key)}" for key in keys.values()]
    if tail.since is not None:
        since = render_instant(tail.since)
        lines.append(
            f"  noch nicht gesiegelt seit / not sealed yet since {since}: {tail.linked} verkettet / linked, "
            f"{tail.waiting} wartend / waiting"
        )
    lines += [f"  wiederhergestellt / restored {render_instant(epoch)}" for epoch in report.restores]
    for finding in wrong:
        text = say(finding)
        lines += [f"  FEHLER: {text.de}", f"  WRONG: {text.en}"]
    if report.more_findings:
        lines.append(f"  ... und {report.more_findings} weitere / and {report.more_findings} more")
    if not wrong:
        lines.append("  nichts geändert, gekürzt oder umgestellt / nothing changed, cut or reordered")
    return "\n".join(lines) + "\n"


def _json(deployed: DeployedService, report: Report, wrong: list[Finding]) -> JsonObject:
    return {
        "service": deployed.name,
        "entries": report.entries,
        "sealed_up_to": report.exported.number if report.exported else 0,
        "sealed_at": report.exported.signed_at if report.exported else None,
        "unsealed": asdict(report.tail),
        "restores": list(report.restores),
        "findings": [asdict(one) | {"message": say(one).to_json()} for one in wrong],
        "more_findings": report.more_findings,
    }
