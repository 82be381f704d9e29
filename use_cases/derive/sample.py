"""Made-up claims that the use case itself accepts: for a demo, a test, a first look."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

from credentials.strict_json import JsonObject
from use_cases.derive.date_limits import TODAY, limit_on
from use_cases.derive.picture import SAMPLE_PICTURES
from use_cases.derive.schema import list_limits
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


def sample_value(claim: Claim, *, on: dt.date, number: int = 0) -> Any:
    """Take the package's own sample, else make one up within the claim's limits; another one for each number."""
    if claim.sample is None or number or claim.kind is Kind.DATE:
        return _MAKERS[claim.kind](claim, on, number)
    return claim.sample


def _days_of_validity(use_case: UseCase, on: dt.date) -> Iterator[tuple[Claim, dt.date]]:
    """A card made up today holds today: give the claims by which it begins and ends, and the days for them."""
    begins, ends = use_case.validity.begins_with, use_case.validity.ends_with
    if begins:
        yield use_case.claim(begins), on
    if ends and ends != begins:
        yield use_case.claim(ends), on + _A_MONTH


def _text(claim: Claim, _: dt.date, number: int) -> str:
    if claim.pattern:
        return sample_text(parse_pattern(claim.pattern), number)
    ending = str(number + 1) if number else ""
    most = claim.max_length or len(_TEXT)
    return _TEXT[: most - len(ending)] + ending


def _number(claim: Claim, _: dt.date, number: int) -> int:
    at_least = (1 if claim.minimum is None else max(1, claim.minimum)) + number
    return at_least if claim.maximum is None else min(at_least, claim.maximum - number)


def _date(claim: Claim, on: dt.date, number: int) -> str:
    """Make up a day within the limits; a written one is moved only with a limit that moves with the calendar."""
    earliest, latest = limit_on(claim.earliest, on), limit_on(claim.latest, on)
    if claim.sample is None or number:
        day = max(on, earliest or on)
        day = day + dt.timedelta(days=number) if latest is None else min(day, latest) - dt.timedelta(days=number)
        return day.isoformat()
    # Days written by year, month and day are in the order of the calendar.
    written = str(claim.sample)
    if earliest and claim.earliest == TODAY:
        written = max(written, earliest.isoformat())
    if latest and claim.latest == TODAY:
        written = min(written, latest.isoformat())
    return written


def _group(claim: Claim, on: dt.date, number: int) -> JsonObject:
    return {member.name: sample_value(member, on=on, number=number) for member in claim.members}


def _list(claim: Claim, on: dt.date, number: int) -> list[Any]:
    fewest, _ = list_limits(claim)
    numbers = range(number, number + fewest)
    return [sample_value(claim.item, on=on, number=one) for one in numbers] if claim.item else []


_MAKERS: dict[Kind, Callable[[Claim, dt.date, int], Any]] = {
    Kind.TEXT: _text,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.BOOLEAN: lambda _claim, _on, number: number % 2 == 0,
    Kind.CHOICE: lambda claim, _, number: claim.choices[number % len(claim.choices)].code,
    Kind.IMAGE: lambda claim, _, number: SAMPLE_PICTURES[claim.media_types[number % len(claim.media_types)]],
    Kind.GROUP: _group,
    Kind.LIST: _list,
}
