"""When a card begins and ends: the city's calendar turned into instants (VCDM 2.0 section 4.9).

Both ends lie on a midnight of the city's time zone, so that all cards of a day carry the same times and cannot be told
apart or linked by them (SECURITY L-06). A period is counted as German law counts it (BGB sections 187 and 188): the
day of issue is not counted, the last day is that of the same number, and where the month lacks it, the month's last.
"""

from __future__ import annotations

import calendar
import datetime as dt
from zoneinfo import ZoneInfo

from use_cases.use_case import Period, UseCase

_MONTHS = 12


class NoLongerIssuedError(Exception):
    """The last day on which a card of this kind could hold has passed; none can be issued any more."""


def validity(use_case: UseCase, issued_at: int) -> tuple[int, int]:
    """Give the first and the last second in which a card issued at this time is valid.

    The first is the beginning of the local day of issue, so it lies before the issue itself; the last is the end of
    the last local day, 23:59:59.

    Raises:
        NoLongerIssuedError: when the use case ends before this day.
    """
    zone = ZoneInfo(use_case.validity.time_zone)
    today = dt.datetime.fromtimestamp(issued_at, zone).date()
    last_day = _last_day(use_case, today)
    if last_day < today:
        raise NoLongerIssuedError(f"cards of {use_case.name} hold until {last_day.isoformat()} at the latest")
    return _midnight(today, zone), _midnight(last_day + dt.timedelta(days=1), zone) - 1


def _last_day(use_case: UseCase, today: dt.date) -> dt.date:
    if use_case.validity.lasts is not None:
        return _after(today, use_case.validity.lasts)
    return use_case.validity.until or today


def _after(day: dt.date, period: Period) -> dt.date:
    months = day.year * _MONTHS + day.month - 1 + period.years * _MONTHS + period.months
    year, month = divmod(months, _MONTHS)
    last_of_month = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last_of_month)) + dt.timedelta(days=period.days)


def _midnight(day: dt.date, zone: ZoneInfo) -> int:
    # Where the clock skips midnight, this is the instant at which it skips: the true beginning of that day.
    return int(dt.datetime.combine(day, dt.time(), zone).timestamp())
