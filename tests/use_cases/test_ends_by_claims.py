"""A card begins and ends with its claims: a day that one names, or the day on which one would change."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.use_cases.claim_pieces import claim, use_case
from use_cases.derive.claims import card_claims
from use_cases.derive.sample import sample_claims
from use_cases.derive.validity import NoLongerIssuedError, local_day, validity
from use_cases.use_case import Derived, Kind, OnChange, Period, Rule, Validity

BERLIN = "Europe/Berlin"
YEAR = Period(years=1)
OVER_16 = Derived("birthDate", Rule.AGE_AT_LEAST, years=16, on_change=OnChange.RENEW)
BORN = (claim("birthDate", Kind.DATE, on_card=False), claim("over16", Kind.BOOLEAN, derived=OVER_16))
EVENT = (claim("starts", Kind.DATE, mandatory=False), claim("ends", Kind.DATE, mandatory=False))

CONSULTATION = use_case(*BORN)
TICKET = use_case(*EVENT, validity=Validity(BERLIN, YEAR, None, begins_with="starts", ends_with="ends"))


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


@pytest.mark.parametrize(
    ("issued", "over16", "last"),
    [
        # Berlin's midnight before the birthday is 22:00 UTC: the second before it and the second itself
        ("2026-05-02T21:59:59Z", False, "2026-05-02T21:59:59Z"),
        ("2026-05-02T22:00:00Z", True, "2027-05-03T21:59:59Z"),
        ("2026-05-03T12:00:00Z", True, "2027-05-03T21:59:59Z"),
        ("2026-04-01T12:00:00Z", False, "2026-05-02T21:59:59Z"),
        # a birthday beyond the year changes nothing
        ("2025-05-01T12:00:00Z", False, "2026-05-01T21:59:59Z"),
    ],
)
def test_a_card_ends_before_the_birthday_that_changes_it(issued: str, over16: bool, last: str) -> None:
    given = {"birthDate": "2010-05-03"}
    assert validity(CONSULTATION, at(issued), given)[1] == at(last)
    says = card_claims(CONSULTATION, given, on=local_day(CONSULTATION, at(issued)))
    assert says == {"over16": over16}


def test_a_card_of_somebody_born_on_29_february_ends_with_28_february() -> None:
    _, last = validity(CONSULTATION, at("2026-01-10T12:00:00Z"), {"birthDate": "2008-02-29"})
    assert last == at("2027-01-10T22:59:59Z")  # 16 already
    eighteen = use_case(
        BORN[0], claim("adult", Kind.BOOLEAN, derived=Derived("birthDate", Rule.AGE_AT_LEAST, years=18))
    )
    _, last = validity(eighteen, at("2026-01-10T12:00:00Z"), {"birthDate": "2008-02-29"})
    assert last == at("2026-02-28T22:59:59Z")
    assert card_claims(eighteen, {"birthDate": "2008-02-29"}, on=dt.date(2026, 2, 28)) == {"adult": False}
    assert card_claims(eighteen, {"birthDate": "2008-02-29"}, on=dt.date(2026, 3, 1)) == {"adult": True}


def test_a_card_holds_from_the_day_that_it_names_and_as_long_from_there() -> None:
    first, last = validity(TICKET, at("2026-05-03T09:00:00Z"), {"starts": "2026-12-01"})
    assert (first, last) == (at("2026-11-30T23:00:00Z"), at("2027-12-01T22:59:59Z"))


def test_a_card_never_holds_before_it_is_issued_nor_longer_for_being_issued_late() -> None:
    first, last = validity(TICKET, at("2026-05-03T09:00:00Z"), {"starts": "2026-03-01"})
    assert (first, last) == (at("2026-05-02T22:00:00Z"), at("2027-03-01T22:59:59Z"))


def test_of_several_ends_the_first_counts() -> None:
    now = at("2026-05-03T09:00:00Z")
    assert validity(TICKET, now, {"ends": "2026-10-25"})[1] == at("2026-10-25T22:59:59Z")  # the day has 25 hours
    assert validity(TICKET, now, {"ends": "2027-03-28"})[1] == at("2027-03-28T21:59:59Z")  # this one 23
    assert validity(TICKET, now, {"ends": "2030-01-01"})[1] == at("2027-05-03T21:59:59Z")
    assert validity(TICKET, now, {"starts": "2026-10-25", "ends": "2026-10-25"}) == (
        at("2026-10-24T22:00:00Z"),
        at("2026-10-25T22:59:59Z"),
    )


def test_the_last_instant_of_the_last_day_still_gives_a_card_and_the_next_none() -> None:
    given = {"ends": "2026-05-03"}
    last_second = at("2026-05-03T21:59:59Z")
    assert validity(TICKET, last_second, given)[1] == last_second
    with pytest.raises(NoLongerIssuedError) as refused:
        validity(TICKET, last_second + 1, given)
    assert refused.value.claim == TICKET.claim("ends")


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"starts": "2026-07-02", "ends": "2026-07-01"}, "ends"),
        ({"ends": "2020-01-01"}, "ends"),
        ({"starts": "2020-01-01"}, "starts"),  # its year is over
        ({"starts": "0001-01-01"}, "starts"),
    ],
)
def test_a_card_that_would_end_before_it_begins_tells_which_claim_says_so(given: dict[str, str], named: str) -> None:
    with pytest.raises(NoLongerIssuedError) as refused:
        validity(TICKET, at("2026-05-03T09:00:00Z"), given)
    assert refused.value.claim is not None
    assert refused.value.claim.name == named


def test_a_kind_that_has_run_out_blames_no_claim() -> None:
    season = use_case(*EVENT, validity=Validity(BERLIN, None, dt.date(2026, 1, 1)))
    with pytest.raises(NoLongerIssuedError) as refused:
        validity(season, at("2026-05-03T09:00:00Z"), {})
    assert refused.value.claim is None


@pytest.mark.parametrize("zone", [BERLIN, "America/Los_Angeles", "Pacific/Kiritimati"])
@pytest.mark.parametrize("given", [{"starts": "9999-12-31"}, {"ends": "9999-12-31"}, {"starts": "9998-12-31"}])
def test_the_end_of_the_calendar_is_no_accident(zone: str, given: dict[str, str]) -> None:
    for lasts in (YEAR, Period(days=18_000), Period(months=600)):
        ticket = use_case(*EVENT, validity=Validity(zone, lasts, None, begins_with="starts", ends_with="ends"))
        try:
            first, last = validity(ticket, at("2026-05-03T09:00:00Z"), given)
        except NoLongerIssuedError:
            continue
        assert first < last


def test_a_sample_gives_a_card_that_holds_on_the_day_it_is_made() -> None:
    for on in ("2020-02-29", "2026-05-03", "2031-12-31"):
        moment = at(f"{on}T12:00:00Z")
        first, last = validity(TICKET, moment, sample_claims(TICKET, on=dt.date.fromisoformat(on)))
        assert first <= moment <= last
