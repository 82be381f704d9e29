"""The event ticket: one day, and nobody has to say who they are."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import BERLIN, CATALOGUE, MAY, NOON, given, seen
from use_cases.derive.claims import card_claims, judge_claims
from use_cases.derive.validity import validity
from use_cases.use_case import Identification

DOCUMENT = CATALOGUE["event_ticket"]


def test_it_holds_on_its_day_and_on_no_other() -> None:
    first, last = validity(DOCUMENT, NOON, given(DOCUMENT, eventDay="2026-06-20"))
    midnight = int(dt.datetime(2026, 6, 20, tzinfo=BERLIN).timestamp())
    assert (first, last) == (midnight, midnight + 86_400 - 1)


def test_no_ticket_is_sold_for_yesterday() -> None:
    faults = judge_claims(DOCUMENT, given(DOCUMENT, eventDay="2026-05-02"), on=MAY)
    assert [fault.path for fault in faults] == [("eventDay",)]


def test_whoever_buys_it_says_nothing_about_themselves_and_types_no_number() -> None:
    assert DOCUMENT.issuance.identification is Identification.NONE
    assert not DOCUMENT.issuance.tx_code


def test_the_tram_learns_the_day_and_how_many_ride() -> None:
    assert seen(DOCUMENT, "way_to_the_event") == {"eventDay", "admits"}


def test_a_ticket_that_names_no_number_of_people_is_for_one() -> None:
    claims = given(DOCUMENT)
    del claims["admits"]
    assert card_claims(DOCUMENT, claims, on=MAY)["admits"] == 1
