"""Building access: which doors at which hours; two people decide."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import CATALOGUE, MAY, card, given, last_day, seen
from use_cases.derive.claims import judge_claims
from use_cases.use_case import StatusPurpose

DOCUMENT = CATALOGUE["building_access"]


def test_the_door_learns_where_and_when_and_not_who() -> None:
    assert seen(DOCUMENT, "door_opening") == {"zones"}
    assert card(DOCUMENT)["zones"] == [
        {"area": "reading_room", "days": "workdays", "opensAt": "09:00", "closesAt": "17:30"}
    ]


def test_two_people_decide_and_a_lost_phone_is_locked_at_once() -> None:
    assert DOCUMENT.issuance.second_clerk
    assert StatusPurpose.SUSPENSION in DOCUMENT.status


def test_it_ends_with_the_contract() -> None:
    assert last_day(DOCUMENT, lastDay="2026-09-30") == dt.date(2026, 9, 30)
    assert last_day(DOCUMENT, lastDay="2031-09-30") == dt.date(2028, 5, 3)


def test_one_area_does_not_stand_twice_with_the_same_hours() -> None:
    twice = given(DOCUMENT)["zones"] * 2
    faults = judge_claims(DOCUMENT, given(DOCUMENT, zones=twice), on=MAY)
    assert {fault.path[0] for fault in faults} == {"zones"}
