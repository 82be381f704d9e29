"""Named places where a test can make the process die, as by a power cut at the worst moment (SECURITY D-01).

A process that was started with `STADTSIEGEL_CRASH_AT=before-sign` ends itself by SIGKILL when it comes there: nothing
is closed, undone or told. `before-sign:3` lets it pass twice. In normal runs a place costs one comparison.
"""

from __future__ import annotations

import os
import re
import signal
from enum import StrEnum

VARIABLE = "STADTSIEGEL_CRASH_AT"
_WISH = re.compile(r"([a-z-]+)(?::([1-9][0-9]{0,5}))?")


class CrashPoint(StrEnum):
    """Every place; each is reached by exactly one line of the code."""

    BEFORE_OFFER_COMMIT = "before-offer-commit"
    AFTER_OFFER_COMMIT = "after-offer-commit-before-reply"
    AFTER_REDEMPTION = "after-redemption-before-reply"
    AFTER_NONCE = "after-nonce-before-record"
    BEFORE_RECORD_COMMIT = "before-record-commit"
    BEFORE_SIGN = "before-sign"
    AFTER_SIGN = "after-sign-before-hand-out"
    AFTER_HAND_OUT = "after-hand-out-before-reply"
    BEFORE_STATUS_COMMIT = "before-status-commit"
    AFTER_STATUS_COMMIT = "after-status-commit-before-reply"
    BEFORE_PUBLISH = "before-publish"
    AFTER_PUBLISH = "after-publish"
    AFTER_CHECK_COMMIT = "after-check-commit-before-reply"
    AFTER_TAKE = "after-take-before-judging"
    AFTER_JUDGING = "after-judging-before-finish"
    AFTER_FINISH = "after-finish-before-reply"
    BEFORE_TRUST_LIST = "before-trust-list-is-kept"


class CrashPointUnknown(Exception):  # noqa: N818 - a refusal to start
    """The variable names no place."""


class _Wish:
    def __init__(self, point: CrashPoint, times: int) -> None:
        self.point = point
        self.times_left = times


_wish: _Wish | None = None


def arm(text: str | None) -> None:
    """Take over the wish of the environment: `NAME` or `NAME:TIMES`; None and the empty text wish nothing.

    Raises:
        CrashPointUnknown: for anything else.
    """
    global _wish  # noqa: PLW0603 - a process dies as a whole
    _wish = None
    if not text:
        return
    found = _WISH.fullmatch(text)
    if found is None or found[1] not in list(CrashPoint):
        raise CrashPointUnknown(f"{VARIABLE} must be one of {', '.join(CrashPoint)}, or NAME:TIMES")
    _wish = _Wish(CrashPoint(found[1]), int(found[2] or 1))


def reach(point: CrashPoint) -> None:
    """Come to a place, and die there if that was wished."""
    if _wish is not None and _wish.point is point:
        _wish.times_left -= 1
        if _wish.times_left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
