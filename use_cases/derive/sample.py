"""Made-up claims that the use case itself accepts: for a demo, a test, a first look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.derive.date_limits import TODAY, limit_on
from use_cases.pattern import parse_pattern, sample_text
from use_cases.use_case import Claim, Kind, UseCase

_TEXT = "Muster"
_A_MONTH = dt.timedelta(days=30)


def sample_claims(use_case: UseCase, *, on: dt.date) -> JsonObject:
    """Give every claim that an office gives, the optional ones too, as somebody could on this day."""
    sample = {claim.name: sample_value(claim, on=on) for claim in use_case.asked_claims}
    for claim, day in _days_of_validity(use_case, on):
        latest = limit_on(claim.latest, on)
        sample[claim.name] = max(sample[claim.name], min(day, latest or day).isoformat())
    return sample


def sample_value(claim: Claim, *, on: dt.date) -> Any:
    """Take the package's own sample, else make one up within the claim's limits."""
    if claim.kind is Kind.DATE:
        return _date(claim, on)
    return _MAKERS[claim.kind](claim) if claim.sample is None else claim.sample


def _days_of_validity(use_case: UseCase, on: dt.date) -> Iterator[tuple[Claim, dt.date]]:
    """A card made up today holds today: give the claims by which it begins and ends, and the days for them."""
    begins, ends = use_case.validity.begins_with, use_case.validity.ends_with
    if begins:
        yield use_case.claim(begins), on
    if ends and ends != begins:
        yield use_case.claim(ends), on + _A_MONTH


def _text(claim: Claim) -> str:
    return sample_text(parse_pattern(claim.pattern)) if claim.pattern else _TEXT[: claim.max_length]


def _number(claim: Claim) -> int:
    at_least = 1 if claim.minimum is None else max(1, claim.minimum)
    return at_least if claim.maximum is None else min(at_least, claim.maximum)


def _date(claim: Claim, on: dt.date) -> str:
    """Make up a day within the limits; a written one is moved only with a limit that moves with the calendar."""
    made_up = claim.sample is None
    day = on.isoformat() if made_up else str(claim.sample)
    earliest, latest = limit_on(claim.earliest, on), limit_on(claim.latest, on)
    # Days written by year, month and day are in the order of the calendar.
    if earliest and (made_up or claim.earliest == TODAY):
        day = max(day, earliest.isoformat())
    if latest and (made_up or claim.latest == TODAY):
        day = min(day, latest.isoformat())
    return day


_MAKERS: dict[Kind, Callable[[Claim], Any]] = {
    Kind.TEXT: _text,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: lambda _: True,
    Kind.CHOICE: lambda claim: claim.choices[0].code,
}
