"""The limits of a date claim as days of the calendar: a package writes a day, or `today`."""

from __future__ import annotations

import datetime as dt

TODAY = "today"


def limit_on(limit: str | None, on: dt.date) -> dt.date | None:
    """Give a limit as it is on a day; None where there is none."""
    if limit is None:
        return None
    return on if limit == TODAY else dt.date.fromisoformat(limit)
