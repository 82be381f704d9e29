"""Claims that follow from others: over 16 from a date of birth, half fare from a category.

Ages are counted as German law counts them (BGB section 187 paragraph 2): the day of birth counts, so an age is reached
at the beginning of the birthday, and who was born on 29 February reaches it in other years on 1 March.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from use_cases.use_case import Claim, Derived, Rule


def derived_value(derived: Derived, given: Mapping[str, Any], *, on: dt.date) -> str | int | bool | None:
    """Compute a claim from judged ones; None where its source is not given.

    Args:
        derived: how it follows.
        given: the claims at the top, defaults filled in.
        on: the local day on which the card is issued.
    """
    source = given.get(derived.source)
    if source is None:
        return None
    if derived.rule is Rule.MAPPING or derived.years is None:
        return dict(derived.values).get(source)
    reached = on >= birthday(dt.date.fromisoformat(source), derived.years)
    return reached if derived.rule is Rule.AGE_AT_LEAST else not reached


def days_of_change(
    claims: tuple[Claim, ...], given: Mapping[str, Any], *, on: dt.date
) -> Iterator[tuple[dt.date, Claim]]:
    """Find the days after this one on which a derived claim would say something else, each with its claim."""
    for claim in claims:
        if claim.derived and claim.derived.years is not None and given.get(claim.derived.source) is not None:
            day = birthday(dt.date.fromisoformat(given[claim.derived.source]), claim.derived.years)
            if day > on:
                yield day, claim


def birthday(born: dt.date, years: int) -> dt.date:
    """Give the day at whose beginning somebody reaches an age; the calendar's last day where it has no such day."""
    year = born.year + years
    if year > dt.MAXYEAR:
        return dt.date.max
    try:
        return born.replace(year=year)
    except ValueError:
        return dt.date(year, 3, 1)
