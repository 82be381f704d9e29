"""The bits of a bitstring status list: their order, their bounds, and every way in which a written list is refused."""

from __future__ import annotations

import gzip
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import encode_base64url, encode_multibase
from credentials.errors import EncodingError, RangeError, StatusListLengthError
from credentials.status.bitstring import (
    MAX_LIST_BYTES,
    MINIMUM_ENTRIES,
    decode_list,
    encode_list,
    get_value,
    new_bits,
    set_value,
)

# As the examples of Bitstring Status List 1.0 (W3C Recommendation of 15 May 2025) write 131,072 places, none set.
PUBLISHED_EMPTY_LIST = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"


def test_the_published_empty_list_is_read() -> None:
    assert decode_list(PUBLISHED_EMPTY_LIST) == bytes(MINIMUM_ENTRIES // 8)


def test_an_empty_list_takes_few_bytes_and_names_no_time() -> None:
    assert encode_list(new_bits()) == encode_list(new_bits())
    assert len(encode_list(new_bits())) < 100


def test_trap_place_zero_is_the_left_most_bit() -> None:
    bits = new_bits()
    set_value(bits, 0, 1)
    set_value(bits, 9, 1)
    assert bits[:2] == bytes([0b1000_0000, 0b0100_0000])
    set_value(bits, 0, 0)
    assert (get_value(bits, 0), get_value(bits, 9), get_value(bits, 8)) == (0, 1, 0)


@given(st.sets(st.integers(0, MINIMUM_ENTRIES - 1), max_size=30))
def test_exactly_the_set_places_are_read_back(places: set[int]) -> None:
    bits = new_bits()
    for place in places:
        set_value(bits, place, 1)
    decoded = decode_list(encode_list(bits))
    near = {n for place in places for n in (place - 1, place, place + 1) if 0 <= n < MINIMUM_ENTRIES}
    assert {place for place in near if get_value(decoded, place)} == places


def test_a_negative_place_never_counts_from_the_end() -> None:
    with pytest.raises(RangeError):
        get_value(new_bits(), -1)
    with pytest.raises(RangeError):
        set_value(new_bits(), -1, 1)


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


def test_trap_a_list_from_before_the_recommendation_has_no_u_and_is_read_only_by_switch() -> None:
    bare = encode_base64url(ZERO)
    with pytest.raises(EncodingError):
        decode_list(bare)
    assert decode_list(bare, allow_bare=True) == decode_list("u" + bare, allow_bare=True) == decode_list("u" + bare)
    with pytest.raises(EncodingError):
        decode_list("z" + bare, allow_bare=True)


def test_trap_the_other_way_to_pack_bits_gives_another_list() -> None:
    bits = new_bits()
    set_value(bits, 0, 1)
    assert bits[0] != 1, "that is how a token status list counts"


@pytest.mark.parametrize(
    ("size", "index", "value", "first_bytes"),
    [
        (2, 0, 0b10, [0b1000_0000, 0]),
        (2, 3, 0b01, [0b0000_0001, 0]),
        (3, 2, 0b101, [0b0000_0010, 0b1000_0000]),
        (4, 1, 0xF, [0b0000_1111, 0]),
        (8, 1, 0xA5, [0, 0xA5]),
    ],
)
def test_a_place_of_several_bits_begins_at_its_number_times_its_size(
    size: int, index: int, value: int, first_bytes: list[int]
) -> None:
    bits = new_bits(size=size)
    set_value(bits, index, value, size=size)
    assert list(bits[:2]) == first_bytes
    assert get_value(bits, index, size=size) == value


@given(
    size=st.integers(1, 8),
    values=st.dictionaries(st.integers(0, 200), st.integers(0, 255), max_size=20),
    again=st.integers(0, 200),
)
def test_places_of_any_size_keep_their_values_apart(size: int, values: dict[int, int], again: int) -> None:
    bits = bytearray(201)
    wanted = {place: value % (1 << size) for place, value in values.items()}
    for place, value in wanted.items():
        set_value(bits, place, (1 << size) - 1, size=size)
        set_value(bits, place, value, size=size)
    assert {place: get_value(bits, place, size=size) for place in wanted} == wanted
    assert get_value(bits, again, size=size) == wanted.get(again, 0)


@pytest.mark.parametrize(("value", "size"), [(2, 1), (-1, 1), (4, 2), (256, 8)])
def test_a_value_that_a_place_has_no_bits_for_is_not_written(value: int, size: int) -> None:
    with pytest.raises(RangeError):
        set_value(new_bits(size=size), 0, value, size=size)


def test_a_list_that_inflates_beyond_the_bound_is_stopped() -> None:
    bomb = encode_multibase("u", gzip.compress(bytes(64 * 1024 * 1024), mtime=0))
    assert len(bomb) < 100_000
    with pytest.raises(EncodingError, match=str(MAX_LIST_BYTES)):
        decode_list(bomb)


def test_a_list_of_exactly_the_bound_is_read() -> None:
    assert len(decode_list(encode_list(bytes(100)), max_bytes=100)) == 100
    with pytest.raises(EncodingError):
        decode_list(encode_list(bytes(101)), max_bytes=100)


@pytest.mark.parametrize("entries", [0, 131_064, 131_073, MAX_LIST_BYTES * 8 + 8])
def test_a_list_of_a_size_that_must_not_be_published_is_not_made(entries: int) -> None:
    with pytest.raises(StatusListLengthError):
        new_bits(entries)
