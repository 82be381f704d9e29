"""What a verification of the chain can find, and the report that it ends with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plumbing.audit.head import Head


class FindingKind(StrEnum):
    """Each kind has its sentences where reports are written."""

    ENTRY_CHANGED = "entry-changed"
    """An entry is not what was linked in its place: changed, moved, or put in."""
    ENTRIES_MISSING = "entries-missing"
    """Numbers are missing, at the beginning or in the middle."""
    CUT = "cut"
    """The chain ends before a head that was signed, or before the end that the database remembers."""
    NOT_WHAT_WAS_SEALED = "not-what-was-sealed"
    """The chain holds together up to this entry, and is another one than the one that was sealed."""
    HEAD_FORGED = "head-forged"
    """Lines of the file of heads that no known key has signed."""
    KEPT_HEAD_FORGED = "kept-head-forged"
    """The same in the database's own table of heads; told by the entry that the head claims to cover."""
    RESTORED = "restored"
    """Heads that were exported before a restore lie beyond the restored chain, and an entry of it tells so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was found.

    Attributes:
        kind: what.
        first: the first entry (or line) that it concerns.
        last: the last one.
        epoch: of a restore, its epoch: the moment when it happened.
    """

    kind: FindingKind
    first: int
    last: int
    epoch: int | None = None


MOST = 1000
_SPANS = frozenset({FindingKind.CUT, FindingKind.RESTORED})


class Findings:
    """Collects findings in bounded memory: neighbours of one kind become one, and past `MOST` they are only counted."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self.more = 0

    def add(self, kind: FindingKind, first: int, last: int | None = None, *, epoch: int | None = None) -> None:
        """Note a finding."""
        new = Finding(kind=kind, first=first, last=first if last is None else last, epoch=epoch)
        for index in self._near(kind):
            known = self._found[index]
            if _belong_together(known, new):
                first, last = min(new.first, known.first), max(new.last, known.last)
                self._found[index] = Finding(kind=kind, first=first, last=last, epoch=epoch)
                return
        if len(self._found) < MOST:
            self._found.append(new)
        else:
            self.more += 1

    def _near(self, kind: FindingKind) -> range:
        return range(0 if kind in _SPANS else max(0, len(self._found) - 2), len(self._found))

    def told(self) -> tuple[Finding, ...]:
        """Everything that was found, in the order of finding."""
        return tuple(self._found)


def _belong_together(one: Finding, other: Finding) -> bool:
    if (one.kind, one.epoch) != (other.kind, other.epoch):
        return False
    return one.kind in _SPANS or (one.first <= other.last + 1 and other.first <= one.last + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnsealedTail:
    """Entries that no exported head vouches for: whoever can write the database could still change them unseen.

    Attributes:
        linked: how many are linked behind the last exported head.
        waiting: how many wait to be linked.
        since: UTC seconds of the oldest of them; None when there are none.
    """

    linked: int
    waiting: int
    since: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a verification has seen.

    Attributes:
        entries: the number of the chain's last entry.
        exported: the newest good head outside the database.
        kept: the newest good head in the database's own table.
        restores: the epochs of all restores that the chain tells of.
        tail: what is not sealed yet.
        findings: everything that is wrong.
        more_findings: how many further findings there are.
    """

    entries: int
    exported: Head | None
    kept: Head | None
    restores: tuple[int, ...]
    tail: UnsealedTail
    findings: tuple[Finding, ...]
    more_findings: int
