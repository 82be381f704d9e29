"""How long a card may hold, written a second time: by local dates, without the issuer's arithmetic.

A card begins at the local midnight before it is issued, or at a later one where a claim says when it begins. It ends
with a local day, at the latest the day that the use case allows, counted from the first; a day that the month lacks is
the month's last (BGB section 188). Claims may end a card earlier than that; what they said is not known any more, so an
earlier end is never found wrong.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from use_cases.use_case import UseCase, Validity

_MONTHS = 12


def judge_period(use_case: UseCase, *, recorded_at: int, valid_from: int, valid_until: int) -> str | None:
    """Say what is wrong with a card's period; None when it lies inside of what the use case allows."""
    zone = ZoneInfo(use_case.validity.time_zone)
    day = _local(recorded_at, zone).date()
    begins_later = use_case.validity.begins_with is not None and valid_from > recorded_at
    if recorded_at > valid_until or (valid_from > recorded_at and not begins_later):
        return "the card was recorded outside of its own period"
    if valid_from < _latest_midnight(day, zone):
        return "it begins before the day on which it was recorded"
    first_day = _local(valid_from, zone).date()
    if begins_later and valid_from != _latest_midnight(first_day, zone):
        return "it begins in the middle of a day"
    last_day = _last_day(use_case.validity, first_day if begins_later else day)
    if _local(valid_until, zone).date() > last_day:
        return f"it holds beyond {last_day.isoformat()}"
    return None


def _local(moment: int, zone: ZoneInfo) -> dt.datetime:
    return dt.datetime.fromtimestamp(moment, zone)


@lru_cache(maxsize=4096)
def _latest_midnight(day: dt.date, zone: ZoneInfo) -> int:
    return int(dt.datetime(day.year, day.month, day.day, tzinfo=zone).timestamp())


@lru_cache(maxsize=4096)
def _last_day(validity: Validity, day: dt.date) -> dt.date:
    if validity.lasts is None:
        return validity.until or day
    years, months = divmod(day.month - 1 + validity.lasts.months, _MONTHS)
    year, month = day.year + validity.lasts.years + years, months + 1
    for number in range(day.day, 0, -1):
        try:
            end = dt.date(year, month, number)
        except ValueError:
            continue
        return end + dt.timedelta(days=validity.lasts.days)
    raise ValueError("a month has a first day")
