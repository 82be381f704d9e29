"""Bitstring status lists: the order of bits, the bounds, and every way in which an entry or a list is refused."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import encode_base64url, encode_multibase
from credentials.errors import (
    CredentialError,
    EncodingError,
    ModelError,
    RangeError,
    StatusListLengthError,
    StatusVerificationError,
)
from credentials.model.credential import parse_credential
from credentials.model.version import DataModel
from credentials.status.bitstring_status_list import (
    MAX_LIST_BYTES,
    MINIMUM_ENTRIES,
    StatusEntry,
    build_list_credential,
    decode_list,
    encode_list,
    get_bit,
    new_bits,
    parse_status_entry,
    read_status,
    set_bit,
)

URL = "https://city.example/offices/library/status/1"
ENTRY: dict[str, Any] = {
    "id": f"{URL}#94567",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "94567",
    "statusListCredential": URL,
}
# As the examples of Bitstring Status List 1.0 (W3C Recommendation of 15 May 2025) write 131,072 places, none set.
PUBLISHED_EMPTY_LIST = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


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


def test_the_published_empty_list_is_read() -> None:
    assert decode_list(PUBLISHED_EMPTY_LIST) == bytes(MINIMUM_ENTRIES // 8)


def test_an_empty_list_takes_few_bytes_and_names_no_time() -> None:
    assert encode_list(new_bits()) == encode_list(new_bits())
    assert len(encode_list(new_bits())) < 100


def test_place_zero_is_the_left_most_bit() -> None:
    bits = new_bits()
    set_bit(bits, 0, True)
    set_bit(bits, 9, True)
    assert bits[:2] == bytes([0b1000_0000, 0b0100_0000])
    set_bit(bits, 0, False)
    assert (get_bit(bits, 0), get_bit(bits, 9), get_bit(bits, 8)) == (0, 1, 0)


@given(st.sets(st.integers(0, MINIMUM_ENTRIES - 1), max_size=30))
def test_exactly_the_set_places_are_read_back(places: set[int]) -> None:
    bits = new_bits()
    for place in places:
        set_bit(bits, place, True)
    decoded = decode_list(encode_list(bits))
    near = {n for place in places for n in (place - 1, place, place + 1) if 0 <= n < MINIMUM_ENTRIES}
    assert {place for place in near if get_bit(decoded, place)} == places


def test_a_whole_entry_is_read() -> None:
    assert parse_status_entry(ENTRY) == StatusEntry("revocation", 94567, URL)
    assert parse_status_entry({**ENTRY, "statusSize": 1, "type": ["Other", "BitstringStatusListEntry"]}).index == 94567


@pytest.mark.parametrize(
    "change",
    [
        {"type": "StatusList2021Entry"},
        {"type": None},
        {"statusPurpose": "message"},
        {"statusPurpose": "refresh"},
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
        {"statusListIndex": "1" * 11},
        {"statusListIndex": None},
        {"statusSize": 2},
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


def test_a_built_list_is_a_credential_that_says_the_status_of_each_place() -> None:
    bits = new_bits()
    set_bit(bits, 94567, True)
    document = listed(bits)
    assert parse_credential(document, data_models={DataModel.V2_0}).id == URL
    assert read_status(document, StatusEntry("revocation", 94567, URL)) == 1
    assert read_status(document, StatusEntry("revocation", 94566, URL)) == 0


def test_a_list_may_serve_several_purposes() -> None:
    document = listed(statusPurpose=["suspension", "revocation"])
    assert read_status(document, StatusEntry("suspension", 1, URL)) == 0


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


def test_a_negative_place_never_counts_from_the_end() -> None:
    with pytest.raises(RangeError):
        get_bit(new_bits(), -1)
    with pytest.raises(RangeError):
        set_bit(new_bits(), -1, True)


ZERO = gzip.compress(bytes(MINIMUM_ENTRIES // 8), mtime=0)


@pytest.mark.parametrize(
    "text",
    [
        None,
        1,
        "",
        "u",
        encode_base64url(ZERO),
        encode_multibase("z", ZERO[:40]),
        encode_multibase("u", ZERO) + "=",
        encode_multibase("u", ZERO[:-1]),
        encode_multibase("u", ZERO + b"\x00"),
        encode_multibase("u", ZERO + ZERO),
        encode_multibase("u", zlib.compress(bytes(MINIMUM_ENTRIES // 8))),
        encode_multibase("u", ZERO[:-8] + bytes(8)),
        encode_multibase("u", b"not compressed"),
    ],
)
def test_a_list_that_is_not_written_as_the_specification_says_is_refused(text: Any) -> None:
    with pytest.raises(EncodingError):
        decode_list(text)


def test_a_list_that_inflates_beyond_the_bound_is_stopped() -> None:
    bomb = encode_multibase("u", gzip.compress(bytes(64 * 1024 * 1024), mtime=0))
    assert len(bomb) < 100_000
    with pytest.raises(EncodingError, match=str(MAX_LIST_BYTES)):
        decode_list(bomb)


def test_a_list_of_exactly_the_bound_is_read() -> None:
    assert len(decode_list(encode_list(bytes(100)), max_bytes=100)) == 100
    with pytest.raises(EncodingError):
        decode_list(encode_list(bytes(101)), max_bytes=100)


@pytest.mark.parametrize("size", [0, 131_064, 131_073, MAX_LIST_BYTES * 8 + 8])
def test_a_list_of_a_size_that_must_not_be_published_is_not_made(size: int) -> None:
    with pytest.raises(StatusListLengthError):
        new_bits(size)


@pytest.mark.parametrize("change", [{"purpose": "message"}, {"ttl_ms": 0}, {"valid_from": 2, "valid_until": 1}])
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


@given(member=st.sampled_from(["type", "statusPurpose", "encodedList", "credentialSubject"]), value=JSON)
def test_any_value_in_a_list_or_entry_ends_in_an_answer_or_a_typed_refusal(member: str, value: Any) -> None:
    for document in ({**listed(), member: value}, listed(**{member: value})):
        try:
            read_status(document, parse_status_entry({**ENTRY, member: value}))
        except CredentialError:
            continue
