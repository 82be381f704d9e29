"""Verify the audit record of a service: entries against each other, heads against entries (SECURITY L-04, D-16).

It reads page by page, so a million entries need no more memory than a thousand; it writes nothing, and may run beside
the service: heads are looked up in the living chain, whose entries are always there before the heads that seal them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.audit.chain import read_end
from plumbing.audit.entry import link_from_row
from plumbing.audit.findings import FindingKind, Findings, Report, UnsealedTail
from plumbing.audit.head import Head, HeadRefused, prove
from plumbing.audit.walk import ChainWalk

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Mapping

    from credentials.keys.public_key import PublicKey
    from plumbing.database.port import Executor, Row

PAGE = 1000
_BEFORE_ALL = -(1 << 63)


async def verify_chain(
    executor: Executor, *, chain: str, keys: Mapping[str, PublicKey], exported: Iterable[tuple[int, str]]
) -> Report:
    """Verify everything.

    Args:
        executor: the database of the service.
        chain: the service.
        keys: those that may have signed heads, by their key ids; compromised ones left out.
        exported: the lines of the file of heads, with their numbers.
    """
    findings = Findings()
    walk = await _walk(executor, findings)
    judge = _HeadJudge(executor, walk, findings)
    newest_exported: Head | None = None
    newest_kept: Head | None = None
    for line, token in exported:
        try:
            head = prove(token, chain=chain, keys=keys)
        except HeadRefused:
            findings.add(FindingKind.HEAD_FORGED, line)
            continue
        if await judge.fits(head):
            newest_exported = _newer(head, newest_exported)
    async for row in _kept_heads(executor):
        try:
            head = prove(row["token"], chain=chain, keys=keys)
        except HeadRefused:
            findings.add(FindingKind.KEPT_HEAD_FORGED, row["number"])
            continue
        if (head.epoch, head.number) != (row["epoch"], row["number"]):
            findings.add(FindingKind.KEPT_HEAD_FORGED, row["number"])
        if await judge.fits(head):
            newest_kept = _newer(head, newest_kept)
    return Report(
        entries=walk.number,
        exported=newest_exported,
        kept=newest_kept,
        restores=tuple(walk.restores),
        tail=await _tail(executor, walk, newest_exported),
        findings=findings.told(),
        more_findings=findings.more,
    )


async def _walk(executor: Executor, findings: Findings) -> ChainWalk:
    walk = ChainWalk(findings)
    end = await read_end(executor)
    last = await _last_number(executor)
    until = last if end is None else end.number
    async for row in _pages(
        executor,
        "SELECT * FROM audit_chain WHERE number > :number AND number <= :until ORDER BY number LIMIT :page",
        lambda row: {"number": row["number"]},
        number=_BEFORE_ALL,
        until=until,
    ):
        walk.take(link_from_row(row))
    if end is not None:
        walk.arrive(end)
    elif last > 0:
        findings.add(FindingKind.ENTRY_CHANGED, last)  # the row that says where the chain ends is gone
    # one statement sees one moment: entries linked meanwhile are in both numbers
    ends = await executor.fetch_one(
        """
        SELECT (SELECT number FROM audit_chain_end WHERE only_row = 1) AS remembered,
               (SELECT MAX(number) FROM audit_chain) AS last
        """
    )
    if ends is not None and ends["remembered"] is not None and (ends["last"] or 0) > ends["remembered"]:
        findings.add(FindingKind.ENTRY_CHANGED, ends["remembered"] + 1, ends["last"])
    return walk


@dataclass(frozen=True, slots=True)
class _HeadJudge:
    executor: Executor
    walk: ChainWalk
    findings: Findings

    async def fits(self, head: Head) -> bool:
        """Look up what a proven head seals; note it when that is something else, or not there."""
        row = await self.executor.fetch_one(
            "SELECT epoch, hash FROM audit_chain WHERE number = :number", number=head.number
        )
        if row is not None and (row["epoch"], row["hash"]) == (head.epoch, head.hash):
            return True
        restore = self.walk.restored_after(head.epoch)
        if restore is not None and (row is None or row["epoch"] > head.epoch):
            self.findings.add(FindingKind.RESTORED, head.number, epoch=restore)
        elif row is not None:
            self.findings.add(FindingKind.NOT_WHAT_WAS_SEALED, head.number)
        elif head.number > self.walk.number:
            self.findings.add(FindingKind.CUT, self.walk.number + 1, head.number)
        return False


async def _kept_heads(executor: Executor) -> AsyncIterator[Row]:
    async for row in _pages(
        executor,
        """
        SELECT epoch, number, token FROM audit_heads WHERE epoch > :epoch OR (epoch = :epoch AND number > :number)
        ORDER BY epoch, number LIMIT :page
        """,
        lambda row: {"epoch": row["epoch"], "number": row["number"]},
        epoch=_BEFORE_ALL,
        number=_BEFORE_ALL,
    ):
        yield row


async def _pages(
    executor: Executor, sql: str, place_of: Callable[[Row], Mapping[str, int]], **values: int
) -> AsyncIterator[Row]:
    """All rows of a question with `LIMIT :page`, asked again from the place of the last row."""
    while True:
        rows = await executor.fetch_all(sql, page=PAGE, **values)
        for row in rows:
            yield row
        if len(rows) < PAGE:
            return
        values |= place_of(rows[-1])


async def _tail(executor: Executor, walk: ChainWalk, head: Head | None) -> UnsealedTail:
    sealed = min(head.number, walk.number) if head is not None else 0
    row = await executor.fetch_one(
        """
        SELECT (SELECT COUNT(*) FROM audit_tail) AS waiting,
               (SELECT MIN(occurred) FROM audit_tail) AS waiting_since,
               (SELECT MIN(occurred) FROM audit_chain WHERE number > :sealed) AS linked_since
        """,
        sealed=sealed,
    )
    known = row or {"waiting": 0, "waiting_since": None, "linked_since": None}
    times = [time for time in (known["waiting_since"], known["linked_since"]) if time is not None]
    return UnsealedTail(linked=walk.number - sealed, waiting=known["waiting"], since=min(times, default=None))


async def _last_number(executor: Executor) -> int:
    row = await executor.fetch_one("SELECT MAX(number) AS last FROM audit_chain")
    return (row["last"] if row else None) or 0


def _newer(head: Head, known: Head | None) -> Head:
    if known is None or (head.epoch, head.number) > (known.epoch, known.number):
        return head
    return known
