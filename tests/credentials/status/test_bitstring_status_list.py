"""Credentials that carry a bitstring status list: how they are built, read, and refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import (
    CredentialError,
    ModelError,
    RangeError,
    StatusListLengthError,
    StatusVerificationError,
)
from credentials.model.credential import parse_credential
from credentials.model.version import DataModel
from credentials.status.bitstring import MINIMUM_ENTRIES, encode_list, new_bits, set_value
from credentials.status.bitstring_entry import StatusEntry, parse_status_entry
from credentials.status.bitstring_status_list import build_list_credential, read_status, read_ttl
from tests.credentials.status.test_bitstring_entry import ENTRY, TOLD, URL


def listed(bits: bytes | bytearray | None = None, **changes: Any) -> dict[str, Any]:
    """A status list credential; `changes` replace members of its subject, or remove them where the value is `...`."""
    document = build_list_credential(
        list_url=URL,
        issuer="did:web:city.example:offices:library",
        purpose="revocation",
        bits=new_bits() if bits is None else bits,
        valid_from=1_790_000_000,
        valid_until=1_790_086_400,
        ttl_ms=180_000,
    )
    subject = document["credentialSubject"]
    subject.update(changes)
    document["credentialSubject"] = {name: value for name, value in subject.items() if value is not ...}
    return document


def test_a_built_list_is_a_credential_that_says_the_status_of_each_place() -> None:
    bits = new_bits()
    set_value(bits, 94567, 1)
    document = listed(bits)
    assert parse_credential(document, data_models={DataModel.V2_0}).id == URL
    assert read_status(document, StatusEntry("revocation", 94567, URL)) == 1
    assert read_status(document, StatusEntry("revocation", 94566, URL)) == 0


def test_a_built_list_is_written_whole_as_the_specification_shows_it() -> None:
    assert listed() == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": URL,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:city.example:offices:library",
        "validFrom": "2026-09-21T14:13:20Z",
        "validUntil": "2026-09-22T14:13:20Z",
        "credentialSubject": {
            "id": f"{URL}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": encode_list(new_bits()),
            "ttl": 180_000,
        },
    }


def test_a_list_may_serve_several_purposes() -> None:
    document = build_list_credential(
        list_url=URL,
        issuer="did:web:city.example",
        purpose=("suspension", "revocation"),
        bits=new_bits(),
        valid_from=1,
        valid_until=2,
        ttl_ms=1,
    )
    assert document["credentialSubject"]["statusPurpose"] == ["suspension", "revocation"]
    assert read_status(document, StatusEntry("suspension", 1, URL)) == 0


def test_a_list_of_messages_gives_the_value_of_several_bits() -> None:
    bits = new_bits(size=2)
    set_value(bits, 94567, 2, size=2)
    document = listed(bits, statusPurpose="message")
    entry = parse_status_entry(TOLD)
    assert entry.messages[read_status(document, entry)] == "rejected"
    assert read_status(listed(new_bits(size=2), statusPurpose="message"), entry) == 0


def test_trap_a_list_of_two_bits_a_place_is_long_enough_only_with_twice_the_bits() -> None:
    with pytest.raises(StatusListLengthError):
        read_status(listed(new_bits(), statusPurpose="message"), parse_status_entry(TOLD))


@pytest.mark.parametrize(("ttl", "kept"), [(180_000, 180_000), (1, 1), (..., None)])
def test_trap_the_time_to_live_is_counted_in_milliseconds_and_may_be_missing(ttl: Any, kept: int | None) -> None:
    assert read_ttl(listed(ttl=ttl)) == kept


@pytest.mark.parametrize("ttl", [0, -1, 1.5, "180000", True, [1]])
def test_a_time_to_live_that_is_none_is_refused(ttl: Any) -> None:
    with pytest.raises(ModelError):
        read_ttl(listed(ttl=ttl))


def test_a_list_without_the_u_of_multibase_is_read_only_by_switch() -> None:
    old = listed(encodedList=listed()["credentialSubject"]["encodedList"].removeprefix("u"))
    entry = parse_status_entry(ENTRY)
    with pytest.raises(CredentialError):
        read_status(old, entry)
    assert read_status(old, entry, allow_bare=True) == 0


@pytest.mark.parametrize("purpose", ["suspension", ["suspension"], None, ..., {}])
def test_a_list_for_another_purpose_is_refused(purpose: Any) -> None:
    with pytest.raises(StatusVerificationError):
        read_status(listed(statusPurpose=purpose), parse_status_entry(ENTRY))


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"type": "VerifiableCredential"},
        {**listed(), "type": ["VerifiableCredential"]},
        {**listed(), "credentialSubject": None},
        {**listed(), "credentialSubject": [listed()["credentialSubject"]]},
        listed(type="Other"),
    ],
)
def test_what_is_no_status_list_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(StatusVerificationError):
        read_status(document, parse_status_entry(ENTRY))


@pytest.mark.parametrize("size", [0, 8, MINIMUM_ENTRIES - 8])
def test_a_list_that_is_too_short_is_refused(size: int) -> None:
    document = listed(encodedList=encode_list(bytes(size // 8)))
    with pytest.raises(StatusListLengthError):
        read_status(document, StatusEntry("revocation", 0, URL))


@pytest.mark.parametrize("index", [MINIMUM_ENTRIES, MINIMUM_ENTRIES + 1, 10**9])
def test_a_place_outside_of_the_list_is_refused(index: int) -> None:
    with pytest.raises(RangeError):
        read_status(listed(), StatusEntry("revocation", index, URL))


@pytest.mark.parametrize(
    ("error", "published"),
    [
        (StatusVerificationError, "https://www.w3.org/ns/credentials/status-list#STATUS_VERIFICATION_ERROR"),
        (StatusListLengthError, "https://www.w3.org/ns/credentials/status-list#STATUS_LIST_LENGTH_ERROR"),
        (RangeError, "https://www.w3.org/TR/vc-data-model#RANGE_ERROR"),
        (ModelError, "https://www.w3.org/TR/vc-data-model#MALFORMED_VALUE_ERROR"),
    ],
)
def test_refusals_have_the_types_that_the_specification_publishes(error: type[CredentialError], published: str) -> None:
    assert error.problem_type == published


@pytest.mark.parametrize(
    "change",
    [
        {"purpose": "other"},
        {"purpose": []},
        {"purpose": ["message"] * 2},
        {"ttl_ms": 0},
        {"valid_from": 2, "valid_until": 1},
    ],
)
def test_a_list_credential_that_makes_no_sense_is_not_built(change: dict[str, Any]) -> None:
    facts: dict[str, Any] = {
        "list_url": URL,
        "issuer": "did:web:city.example",
        "purpose": "revocation",
        "bits": new_bits(),
        "valid_from": 1,
        "valid_until": 2,
        "ttl_ms": 1,
    }
    with pytest.raises(ModelError):
        build_list_credential(**{**facts, **change})


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.just("revocation"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(list(ENTRY)), inner, max_size=3),
)


@given(
    member=st.sampled_from(
        ["type", "statusPurpose", "encodedList", "credentialSubject", "statusSize", "statusMessage", "ttl"]
    ),
    value=JSON,
)
def test_any_value_in_a_list_or_entry_ends_in_an_answer_or_a_typed_refusal(member: str, value: Any) -> None:
    for document in ({**listed(), member: value}, listed(**{member: value})):
        try:
            read_status(document, parse_status_entry({**ENTRY, member: value}))
        except CredentialError:
            continue
