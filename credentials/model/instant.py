"""A moment in time: whole UTC seconds since the epoch inside, `YYYY-MM-DDTHH:MM:SSZ` on the wire.

Reads the `dateTimeStamp` of XML Schema 1.1 Part 2 section 3.4.28, which is what Verifiable Credentials Data Model 2.0
section 4.9 and Data Integrity 1.0 section 2.1 ask for: the time zone is mandatory, because a moment without one is
twenty-six different moments. Years are 0001 to 9999; fractions of a second are allowed and rounded down.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

from credentials.errors import ModelError

FIRST = -62_135_596_800
"""0001-01-01T00:00:00Z"""
LAST = 253_402_300_799
"""9999-12-31T23:59:59Z"""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST = 64
_LARGEST_OFFSET = 14 * 60
_LEAP_SECOND = 60

_WRITTEN = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
    r"T(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2}):(?P<second>[0-9]{2})(?:\.[0-9]+)?"
    r"(?P<zone>Z|(?P<sign>[+-])(?P<zone_hour>[0-9]{2}):(?P<zone_minute>[0-9]{2}))?"
)


def parse_instant(text: object) -> int:
    """Read a moment that names its time zone.

    Args:
        text: what the document holds in this place; anything but text is refused.

    Returns:
        Whole UTC seconds since 1970, rounded down.

    Raises:
        ModelError: not a dateTimeStamp, no time zone, no such day or hour, a leap second, or outside 0001 to 9999.
    """
    if not isinstance(text, str) or len(text) > _LONGEST or (written := _WRITTEN.fullmatch(text)) is None:
        raise ModelError("a moment in time is written like 2026-03-01T12:00:00Z")
    if written["zone"] is None:
        raise ModelError("a moment in time must say its time zone, like Z or +01:00")
    if int(written["second"]) == _LEAP_SECOND:
        raise ModelError("a leap second (:60) has no place on the clock that verifiers share: write the next one")
    try:
        local = datetime(
            int(written["year"]),
            int(written["month"]),
            int(written["day"]),
            int(written["hour"]),
            int(written["minute"]),
            int(written["second"]),
            tzinfo=timezone(_offset(written)),
        )
    except ValueError as error:
        raise ModelError(f"there is no such moment: {error}") from None
    seconds = (local - _EPOCH) // timedelta(seconds=1)
    if not FIRST <= seconds <= LAST:
        raise ModelError("a moment in time lies in the years 0001 to 9999, counted in UTC")
    return seconds


def render_instant(seconds: int) -> str:
    """Write a moment in UTC, without a fraction.

    Raises:
        ModelError: outside the years 0001 to 9999.
    """
    if not FIRST <= seconds <= LAST:
        raise ModelError("a moment in time lies in the years 0001 to 9999, counted in UTC")
    moment = _EPOCH + timedelta(seconds=seconds)
    # strftime("%Y") does not pad years before 1000 on every platform; isoformat does
    return moment.replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def _offset(written: re.Match[str]) -> timedelta:
    if written["sign"] is None:
        return timedelta(0)
    hours, minutes = int(written["zone_hour"]), int(written["zone_minute"])
    total = hours * 60 + minutes
    if minutes >= 60 or total > _LARGEST_OFFSET:  # noqa: PLR2004 - minutes in an hour
        raise ModelError("a time zone lies between -14:00 and +14:00")
    return timedelta(minutes=total if written["sign"] == "+" else -total)
