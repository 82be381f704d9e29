"""The public transport pass: a face for the inspector, zones for the gate, and no birth date."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import BERLIN, CATALOGUE, card, given, last_day, seen
from use_cases.derive.validity import validity

DOCUMENT = CATALOGUE["public_transport_pass"]


def test_the_gate_sees_the_zones_and_no_face() -> None:
    assert seen(DOCUMENT, "gate") == {"zones"}
    assert DOCUMENT.purpose("gate").officer_sees == ()


def test_the_inspector_sees_a_face_and_no_number() -> None:
    assert "portrait" in seen(DOCUMENT, "inspection")
    assert "passNumber" not in seen(DOCUMENT, "inspection")


def test_the_youth_fare_ends_before_the_birthday_and_its_date_is_not_on_the_pass() -> None:
    claims = {"birthDate": "2005-05-20", "firstDay": "2026-05-03"}
    assert card(DOCUMENT, **claims)["youthFare"] is True
    assert last_day(DOCUMENT, **claims) == dt.date(2026, 5, 19)


def test_who_is_born_on_29_february_rides_for_the_youth_fare_until_28_february() -> None:
    claims = given(DOCUMENT, birthDate="2008-02-29", firstDay="2029-02-10")
    february = int(dt.datetime(2029, 2, 10, 12, tzinfo=BERLIN).timestamp())
    _, last = validity(DOCUMENT, february, claims)
    assert dt.datetime.fromtimestamp(last, BERLIN).date() == dt.date(2029, 2, 28)


def test_it_lasts_a_month_from_the_day_that_its_holder_chose() -> None:
    assert last_day(DOCUMENT, firstDay="2026-05-31") == dt.date(2026, 6, 30)
