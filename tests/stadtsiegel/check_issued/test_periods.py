"""The second writing of the calendar agrees with the first, and notices what the first would never do."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stadtsiegel.check_issued.validity import judge_period
from tests.use_cases.claim_pieces import claim, use_case
from use_cases.derive.validity import NoLongerIssuedError, validity
from use_cases.use_case import Derived, Kind, OnChange, Period, Rule, UseCase, Validity

ADULT = Derived("born", Rule.AGE_AT_LEAST, years=18, on_change=OnChange.END)
CLAIMS = (
    claim("starts", Kind.DATE, mandatory=False),
    claim("ends", Kind.DATE, mandatory=False),
    claim("born", Kind.DATE, mandatory=False),
    claim("adult", Kind.BOOLEAN, mandatory=False, derived=ADULT),
)
TICKET = use_case(*CLAIMS, validity=Validity("Europe/Berlin", Period(months=6), None, "starts", "ends"))
PLAIN = use_case(*CLAIMS, validity=Validity("Europe/Berlin", Period(months=6), None))
days = st.dates(dt.date(2000, 1, 1), dt.date(2035, 12, 31))
moments = st.integers(1_577_836_800, 2_000_000_000)
periods = st.builds(Period, years=st.integers(0, 5), months=st.integers(0, 30), days=st.integers(1, 400))
zones = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Apia"])


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@settings(max_examples=150, deadline=None)
@given(
    moments, zones, periods | days, st.dictionaries(st.sampled_from(["starts", "ends", "born"]), days), st.booleans()
)
def test_every_card_that_is_issued_is_found_in_order(
    now: int, zone: str, lasts: Period | dt.date, dates: dict[str, dt.date], named: bool
) -> None:
    length = (lasts, None) if isinstance(lasts, Period) else (None, lasts)
    rules = Validity(zone, *length, "starts" if named else None, "ends" if named else None)
    card = use_case(*CLAIMS, validity=rules)
    try:
        first, last = validity(card, now, {name: day.isoformat() for name, day in dates.items()})
    except NoLongerIssuedError:
        return
    assert judge_period(card, recorded_at=now, valid_from=first, valid_until=last) is None


NOON = at("2026-05-03T10:00:00Z")
MIDNIGHT = at("2026-05-02T22:00:00Z")
LAST = at("2026-11-03T22:59:59Z")


@pytest.mark.parametrize(
    ("card", "changes", "wrong"),
    [
        (PLAIN, {}, None),
        (PLAIN, {"valid_until": at("2026-08-01T21:59:59Z")}, None),  # a claim may have ended it
        (PLAIN, {"valid_until": LAST + 1}, "beyond 2026-11-03"),
        (TICKET, {"valid_until": LAST + 1}, "beyond 2026-11-03"),
        (PLAIN, {"valid_from": NOON + 1}, "outside of its own period"),
        (PLAIN, {"valid_from": MIDNIGHT + 86_400}, "outside of its own period"),
        (TICKET, {"valid_from": MIDNIGHT + 86_400}, None),
        (TICKET, {"valid_from": MIDNIGHT + 86_401}, "in the middle of a day"),
        (TICKET, {"valid_from": MIDNIGHT + 86_400, "valid_until": at("2026-11-05T22:59:59Z")}, "beyond 2026-11-04"),
        (TICKET, {"valid_from": MIDNIGHT - 1}, "before the day"),
        (PLAIN, {"valid_from": MIDNIGHT - 86_400}, "before the day"),
        (PLAIN, {"valid_until": NOON - 1}, "outside of its own period"),
    ],
)
def test_what_is_never_issued_is_noticed(card: UseCase, changes: dict[str, Any], wrong: str | None) -> None:
    facts = {"recorded_at": NOON, "valid_from": MIDNIGHT, "valid_until": LAST} | changes
    found = judge_period(card, **facts)
    assert found is None if wrong is None else wrong in str(found)
