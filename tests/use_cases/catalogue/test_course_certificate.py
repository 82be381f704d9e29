"""The course certificate: for applications years later, shown as its holder likes."""

from __future__ import annotations

import datetime as dt

from tests.use_cases.catalogue.made_up import CATALOGUE, MAY, given, last_day, seen
from use_cases.derive.claims import card_claims

DOCUMENT = CATALOGUE["course_certificate"]


def test_an_employer_is_not_told_the_grade() -> None:
    assert not {"grade", "certificateNumber"} & seen(DOCUMENT, "application")


def test_the_next_course_is_booked_without_a_name() -> None:
    assert seen(DOCUMENT, "next_course") == {"course.heading", "course.subject"}


def test_it_is_good_for_many_years() -> None:
    assert last_day(DOCUMENT) == dt.date(2035, 11, 3)


def test_who_got_no_grade_has_a_certificate_all_the_same() -> None:
    claims = given(DOCUMENT)
    del claims["grade"]
    assert "grade" not in card_claims(DOCUMENT, claims, on=MAY)
