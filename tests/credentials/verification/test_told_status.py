"""A status that only tells something never takes a card's validity away; what it tells stands in the check's detail."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.status.bitstring import new_bits, set_value
from credentials.verification.verdict import Check, CheckName
from tests.credentials.verification.city import (
    REVOCATION_LIST,
    REVOCATION_PLACE,
    City,
    sign_by_office,
    status_entry,
    status_list,
)

MESSAGE_LIST = "https://city.example/offices/library/status/m1"
PLACE = 70_000
MESSAGES = [
    {"status": f"{value:#x}", "message": text}
    for value, text in enumerate(["as issued", "address changed", "renewal due", "undefined"])
]


def told(city: City, purpose: str, value: int, **members: Any) -> Check:
    """Let the card of a city have one more entry, and its office say this value there."""
    entry = {**status_entry(purpose, MESSAGE_LIST, PLACE), **members}
    city.card["credentialStatus"].append(entry)
    size = entry.get("statusSize", 1)
    bits = new_bits(size=size)
    set_value(bits, PLACE, value, size=size)
    city.lists[MESSAGE_LIST] = sign_by_office(status_list(MESSAGE_LIST, purpose, bits=bits, size=size))
    return status_of(city)


def status_of(city: City) -> Check:
    verdict = city.verdict()
    check = verdict.check(CheckName.STATUS)
    assert check is not None
    assert verdict.valid is check.passed
    return check


@pytest.mark.parametrize(("value", "detail"), [(0, "message 0x0: as issued"), (2, "message 0x2: renewal due")])
def test_a_message_leaves_the_card_valid_and_is_told(value: int, detail: str) -> None:
    check = told(City(), "message", value, statusSize=2, statusMessage=MESSAGES)
    assert (check.code, check.detail) == ("status-good", detail)


def test_a_newer_card_to_be_had_leaves_this_one_valid_and_is_told() -> None:
    assert told(City(), "refresh", 1).detail == "refresh 0x1: set"


def test_a_message_does_not_outweigh_a_revocation() -> None:
    city = City()
    city.lists[REVOCATION_LIST] = sign_by_office(status_list(REVOCATION_LIST, "revocation", REVOCATION_PLACE))
    check = told(city, "message", 1, statusSize=2, statusMessage=MESSAGES)
    assert (check.code, check.detail) == ("revoked", "revocation")


def test_a_list_of_messages_that_cannot_be_had_leaves_the_status_undecided() -> None:
    city = City()
    entry = {**status_entry("message", MESSAGE_LIST, PLACE), "statusSize": 2, "statusMessage": MESSAGES}
    city.card["credentialStatus"].append(entry)
    assert status_of(city).code == "status-list-unavailable"
