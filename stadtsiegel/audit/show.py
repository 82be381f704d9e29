"""`stadtsiegel audit show`: entries in plain words, the oldest first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.model.instant import parse_instant, render_instant
from plumbing.audit.entry import link_from_row
from stadtsiegel.audit.opened import opened
from stadtsiegel.audit.words import ACTIONS
from stadtsiegel.deployment import read_deployment

if TYPE_CHECKING:
    from argparse import Namespace
    from typing import TextIO

    from plumbing.audit.entry import Link

_PAGE = 1000


async def show(options: Namespace, out: TextIO) -> int:
    """Print the linked entries of every service, or one."""
    since = parse_instant(options.since) if options.since else 0
    for deployed in read_deployment(options.deployment, only=options.service):
        last = 0
        async with opened(deployed) as database:
            while rows := await database.fetch_all(
                "SELECT * FROM audit_chain WHERE number > :last ORDER BY number LIMIT :page", last=last, page=_PAGE
            ):
                links = [link_from_row(row) for row in rows]
                last = links[-1].number
                out.writelines(
                    _line(deployed.name, link)
                    for link in links
                    if link.entry.occurred >= since and options.object in (None, link.entry.object_id)
                )
    return 0


def _line(service: str, link: Link) -> str:
    entry = link.entry
    words = ACTIONS.get(entry.action)
    told = f"{words.de} / {words.en}" if words else entry.action
    return (
        f"{service} {link.number} {render_instant(entry.occurred)} {entry.actor} {entry.owner}: "
        f"{told}: {entry.object_id} ({entry.outcome})\n"
    )
