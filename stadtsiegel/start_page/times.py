"""Times and spans as people read them in the city."""

from __future__ import annotations

import datetime as dt
from zoneinfo import ZoneInfo

CITY = ZoneInfo("Europe/Berlin")
_HOUR, _DAY = 3600, 86_400


def say_time(moment: int, language: str) -> str:
    """A moment with date, to the second: clocks are watched here."""
    local = dt.datetime.fromtimestamp(moment, CITY)
    return local.strftime("%d.%m.%Y, %H:%M:%S Uhr" if language == "de" else "%-d %B %Y, %H:%M:%S")


def say_span(seconds: int, language: str) -> str:
    """A span in days or hours."""
    number, words = (
        (seconds // _DAY, (("Tag", "Tage"), ("day", "days")))
        if seconds >= _DAY
        else (max(1, seconds // _HOUR), (("Stunde", "Stunden"), ("hour", "hours")))
    )
    one, many = words[0] if language == "de" else words[1]
    return f"{number} {one if number == 1 else many}"
