"""Walk along a chain, link by link, and note what does not fit; pure (SECURITY L-04)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from plumbing.audit.actions import PlumbingAction
from plumbing.audit.entry import START, hash_of
from plumbing.audit.findings import FindingKind

if TYPE_CHECKING:
    from plumbing.audit.chain import ChainEnd
    from plumbing.audit.entry import Link
    from plumbing.audit.findings import Findings


class ChainWalk:
    """Takes links in the order of their numbers.

    Attributes:
        number: of the last link taken.
        restores: the epochs that entries of the chain have begun, in their order.
    """

    def __init__(self, findings: Findings) -> None:
        self._findings = findings
        self._epoch = 0
        self._previous: bytes | None = START
        self.number = 0
        self.restores: list[int] = []

    def take(self, link: Link) -> None:
        """Judge the next link."""
        expected = self.number + 1
        if link.number < expected:
            self._findings.add(FindingKind.ENTRY_CHANGED, link.number)
            return
        if link.number > expected:
            self._findings.add(FindingKind.ENTRIES_MISSING, expected, link.number - 1)
            self._previous = None  # what this one hangs on is gone, so it cannot be judged
        if self._previous is not None and not _fits(link, self._previous):
            self._findings.add(FindingKind.ENTRY_CHANGED, link.number)
        if link.epoch != self._epoch:
            self._begin_epoch(link)
        self.number = link.number
        self._previous = link.hash

    def arrive(self, end: ChainEnd) -> None:
        """Judge whether the chain ends where the database says that it does."""
        if self.number < end.number:
            self._findings.add(FindingKind.CUT, self.number + 1, end.number)
        elif (self.number, self._epoch, self._previous) != (end.number, end.epoch, end.hash):
            self._findings.add(FindingKind.ENTRY_CHANGED, self.number)

    def restored_after(self, epoch: int) -> int | None:
        """The first restore after an epoch, if there was one."""
        return next((restore for restore in self.restores if restore > epoch), None)

    def _begin_epoch(self, link: Link) -> None:
        if link.epoch > self._epoch and link.entry.action == PlumbingAction.RESTORED:
            self.restores.append(link.epoch)
        else:
            self._findings.add(FindingKind.ENTRY_CHANGED, link.number)
        self._epoch = link.epoch


def _fits(link: Link, previous: bytes) -> bool:
    try:
        return link.hash == hash_of(previous, number=link.number, epoch=link.epoch, entry=link.entry)
    except (CredentialError, TypeError):
        return False  # a value that nothing appended here has
