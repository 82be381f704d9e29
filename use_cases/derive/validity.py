"""When a card begins and ends: the city's calendar turned into instants (VCDM 2.0 section 4.9).

Both ends lie on a midnight of the city's time zone, so that all cards of a day carry the same times and cannot be told
apart or linked by them (SECURITY L-06). A period is counted as German law counts it (BGB sections 187 and 188): the
day of issue is not counted, the last day is that of the same number, and where the month lacks it, the month's last.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo

from use_cases.derive.claims import with_defaults
from use_cases.derive.derived_claims import days_of_change
from use_cases.use_case import Claim, OnChange, Period, UseCase

_MONTHS = 12
_DAY = dt.timedelta(days=1)
_LAST_DAY = dt.date.max - _DAY  # its end is the beginning of a day that the calendar has


class NoLongerIssuedError(Exception):
    """The last day on which the card could hold lies before its first.

    Attributes:
        claim: the claim that says so; None where the kind itself has run out.
    """

    def __init__(self, message: str, *, claim: Claim | None = None) -> None:
        self.claim = claim
        super().__init__(message)


def local_day(use_case: UseCase, at: int) -> dt.date:
    """Give the day that the city has at a moment in UTC seconds."""
    return dt.datetime.fromtimestamp(at, ZoneInfo(use_case.validity.time_zone)).date()


def day_begins(use_case: UseCase, at: int) -> int:
    """Give the second in which that day began."""
    return _midnight(local_day(use_case, at), use_case)


def validity(use_case: UseCase, issued_at: int, given: Mapping[str, Any]) -> tuple[int, int]:
    """Give the first and the last second in which a card issued at this time with these judged claims is valid.

    The first is the beginning of the local day of issue, so it lies before the issue itself, or of a later day that a
    claim names; a card never holds before it is issued. The last is the end of a local day, 23:59:59.

    Raises:
        NoLongerIssuedError: when the card would end before it begins.
    """
    today = local_day(use_case, issued_at)
    complete = with_defaults(use_case.claims, given)
    named = _day_of(use_case.validity.begins_with, complete) or today
    first_day = max(today, named)
    # Of ends on the same day a claim's comes first, so that the clerk hears of it.
    last_day, claim = min(_ends(use_case, complete, named, today), key=lambda end: end[0])
    if last_day < first_day:
        message = f"cards of {use_case.name} with these claims hold until {last_day.isoformat()} at the latest"
        raise NoLongerIssuedError(message, claim=claim)
    return _midnight(first_day, use_case), _midnight(last_day + _DAY, use_case) - 1


def renews(claims: tuple[Claim, ...]) -> bool:
    """Whether cards with these claims may end by a change after which the next one is made of what is kept."""
    return any(
        (claim.derived and claim.derived.on_change is OnChange.RENEW) or renews(claim.members) for claim in claims
    )


def change_to_renew(use_case: UseCase, issued_at: int, given: Mapping[str, Any]) -> int | None:
    """Give the second before which such a card ends because a claim changes that is to be renewed; else None."""
    complete = with_defaults(use_case.claims, given)
    changes = [
        _midnight(day, use_case)
        for day, claim in days_of_change(use_case.claims, complete, on=local_day(use_case, issued_at))
        if claim.derived and claim.derived.on_change is OnChange.RENEW
    ]
    end = validity(use_case, issued_at, given)[1] + 1
    return end if end in changes else None


def _ends(
    use_case: UseCase, complete: Mapping[str, Any], named: dt.date, today: dt.date
) -> Iterator[tuple[dt.date, Claim | None]]:
    """Find every last day that something sets, with the claim that sets it."""
    rules = use_case.validity
    ends = _day_of(rules.ends_with, complete)
    if rules.ends_with and ends:
        yield min(ends, _LAST_DAY), use_case.claim(rules.ends_with)
    for day, claim in days_of_change(use_case.claims, complete, on=today):
        yield day - _DAY, claim
    yield _last_day(use_case, named), use_case.claim(rules.begins_with) if rules.begins_with else None


def _last_day(use_case: UseCase, first_day: dt.date) -> dt.date:
    if use_case.validity.lasts is not None:
        return _after(first_day, use_case.validity.lasts)
    return use_case.validity.until or _LAST_DAY


def _day_of(name: str | None, complete: Mapping[str, Any]) -> dt.date | None:
    day = complete.get(name) if name else None
    return dt.date.fromisoformat(day) if day else None


def _after(day: dt.date, period: Period) -> dt.date:
    months = day.year * _MONTHS + day.month - 1 + period.years * _MONTHS + period.months
    year, month = divmod(months, _MONTHS)
    if year >= dt.MAXYEAR:
        return _LAST_DAY
    last_of_month = calendar.monthrange(year, month + 1)[1]
    same_number = dt.date(year, month + 1, min(day.day, last_of_month))
    return min(same_number, _LAST_DAY - dt.timedelta(days=period.days)) + dt.timedelta(days=period.days)


def _midnight(day: dt.date, use_case: UseCase) -> int:
    # Where the clock skips midnight, this is the instant at which it skips: the true beginning of that day.
    return int(dt.datetime.combine(day, dt.time(), ZoneInfo(use_case.validity.time_zone)).timestamp())
