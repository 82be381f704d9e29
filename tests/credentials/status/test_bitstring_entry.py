"""Entries in bitstring status lists: what they say, and every way in which one is refused."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.errors import ModelError
from credentials.status.bitstring_entry import StatusEntry, parse_status_entry

URL = "https://city.example/offices/library/status/1"
ENTRY: dict[str, Any] = {
    "id": f"{URL}#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": URL,
}
# The second example of Bitstring Status List 1.0 section 2.1, with the fourth message that it leaves out
MESSAGES = [
    {"status": "0x0", "message": "pending_review"},
    {"status": "0x1", "message": "accepted"},
    {"status": "0x2", "message": "rejected"},
    {"status": "0x3", "message": "undefined"},
]
TOLD = {**ENTRY, "statusPurpose": "message", "statusSize": 2, "statusMessage": MESSAGES}


def test_a_whole_entry_is_read() -> None:
    assert parse_status_entry(ENTRY) == StatusEntry("revocation", 94567, URL)
    assert parse_status_entry({**ENTRY, "statusSize": 1, "type": ["Other", "BitstringStatusListEntry"]}).index == 94567


@pytest.mark.parametrize(
    "change",
    [
        {"type": "StatusList2021Entry"},
        {"type": None},
        {"statusPurpose": "other"},
        {"statusPurpose": ""},
        {"statusPurpose": ["revocation"]},
        {"statusPurpose": None},
        {"statusListIndex": 94567},
        {"statusListIndex": "-1"},
        {"statusListIndex": "+1"},
        {"statusListIndex": "1.0"},
        {"statusListIndex": "1e3"},
        {"statusListIndex": "0x1"},
        {"statusListIndex": "007"},
        {"statusListIndex": "٣"},
        {"statusListIndex": "1\n"},
        {"statusListIndex": ""},
        {"statusListIndex": "1" * 21},
        {"statusListIndex": None},
        {"statusSize": 2},
        {"statusSize": 9, "statusMessage": []},
        {"statusSize": -1},
        {"statusSize": 1.0},
        {"type": []},
        {"statusSize": 0},
        {"statusSize": "1"},
        {"statusSize": True},
        {"statusListCredential": None},
        {"statusListCredential": "http://city.example/status/1"},
        {"statusListCredential": "https://city.example/" + "a" * 2048},
        {"id": URL},
    ],
)
def test_an_entry_that_breaks_a_rule_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        parse_status_entry({**ENTRY, **change})


@pytest.mark.parametrize("entry", [None, [], "x", 1, {}])
def test_what_is_no_entry_is_refused(entry: Any) -> None:
    with pytest.raises(ModelError):
        parse_status_entry(entry)


def test_an_entry_of_several_bits_says_what_each_value_means() -> None:
    reference = "https://city.example/status-dictionary/"
    entry = parse_status_entry({**TOLD, "statusReference": reference})
    assert (entry.size, entry.references) == (2, (reference,))
    assert entry.messages == ("pending_review", "accepted", "rejected", "undefined")
    assert parse_status_entry({**TOLD, "statusMessage": MESSAGES[::-1]}).messages == entry.messages


def test_without_messages_one_bit_is_set_or_unset() -> None:
    assert parse_status_entry(ENTRY).messages == ("unset", "set")
    named = parse_status_entry(
        {**ENTRY, "statusMessage": [{"status": "0x0", "message": "a"}, {"status": "0x1", "message": "b"}]}
    )
    assert named.messages == ("a", "b")


@pytest.mark.parametrize(
    "messages",
    [
        ...,
        None,
        [],
        {},
        MESSAGES[:3],
        [*MESSAGES, {"status": "0x4", "message": "more"}],
        [*MESSAGES[:3], MESSAGES[0]],
        [*MESSAGES[:3], {"status": "0x4", "message": "x"}],
        [*MESSAGES[:3], {"status": "3", "message": "x"}],
        [*MESSAGES[:3], {"status": 3, "message": "x"}],
        [*MESSAGES[:3], {"status": "0x3"}],
        [*MESSAGES[:3], {"status": "0x3", "message": None}],
        [*MESSAGES[:3], {"message": "x"}],
        [*MESSAGES[:3], "0x3"],
    ],
    ids=lambda messages: str(messages)[-40:],
)
def test_trap_there_are_exactly_as_many_messages_as_values(messages: Any) -> None:
    entry = {**TOLD, "statusMessage": messages}
    with pytest.raises(ModelError):
        parse_status_entry({name: value for name, value in entry.items() if value is not ...})


@pytest.mark.parametrize("reference", [None, "", "dictionary", [], ["urn:a:b", 1], ["https://a.example"] * 65])
def test_a_reference_that_is_no_url_is_refused(reference: Any) -> None:
    with pytest.raises(ModelError):
        parse_status_entry({**TOLD, "statusReference": reference})


@pytest.mark.parametrize(
    ("purpose", "value", "invalid"),
    [
        ("revocation", 0, False),
        ("revocation", 1, True),
        ("suspension", 1, True),
        ("message", 1, False),
        ("refresh", 1, False),
    ],
)
def test_only_revocation_and_suspension_take_validity_away(purpose: str, value: int, invalid: bool) -> None:
    assert parse_status_entry({**ENTRY, "statusPurpose": purpose}).invalidates(value) is invalid
