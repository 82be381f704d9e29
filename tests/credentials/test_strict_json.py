"""The JSON reader accepts what every reader understands alike, and refuses the rest as JsonError only."""

from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import JsonError
from credentials.strict_json import parse, parse_object, render

json_text = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.floats(allow_nan=False, allow_infinity=False).filter(
        lambda number: number != 0 or math.copysign(1, number) > 0
    )
    | json_text,
    lambda values: st.lists(values, max_size=4) | st.dictionaries(json_text, values, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        (b'{"a":[1,2.5,"x",null,true]}', {"a": [1, 2.5, "x", None, True]}),
        (b" \r\n\t1 ", 1),
        (b"9007199254740991", 9007199254740991),
        (b"-9007199254740991", -9007199254740991),
        (b"0", 0),
        (b"0.0", 0.0),
        (b"1e3", 1000.0),
        ('"größer 😀"', "größer 😀"),
        (b'"\\ud83d\\ude00"', "😀"),
        (b'"\\uD83D\\uDE00\\ud83d\\ude00"', "😀😀"),
        (b'"\\\\ud83d"', "\\ud83d"),
        (b'"\\\\u0000"', "\\u0000"),
        (b'"\\\\\\\\ud83d and [[[ and \\" {{{"', '\\\\ud83d and [[[ and " {{{'),
    ],
)
def test_plain_json_is_read(text: bytes | str, value: object) -> None:
    assert parse(text) == value


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b" ",
        b"{",
        b"[1,]",
        b"{'a':1}",
        b'{"a":1,}',
        b"1 2",
        b'{"a":1} trailing',
        b"nul",
        b"// comment\n1",
        b"01",
        b"+1",
        b".5",
        b"1.",
        b"0x10",
        b'"tab\there"',
        b'"\\x41"',
        b'"\\u12"',
        b'"open',
        b"\xa01",
    ],
)
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(JsonError):
        parse(text)


@pytest.mark.parametrize("text", [b'{"aud":1,"aud":2}', b'{"a":{"b":[{"c":1,"c":1}]}}', b'{"a":1,"\\u0061":2}'])
def test_a_name_given_twice_is_refused(text: bytes) -> None:
    with pytest.raises(JsonError, match="same name twice"):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        b"NaN",
        b"Infinity",
        b"-Infinity",
        b"1e400",
        b"-1e400",
        b"9007199254740992",
        b"-9007199254740992",
        b"9" * 5000,
        b"-" + b"9" * 400_000,
        b"0." + b"1" * 5000,
        b"1e" + b"9" * 5000,
        b"-0",
        b"-0.0",
        b"-0e5",
        b"-1e-400",
        b"[1, {}, NaN]",
    ],
)
def test_numbers_that_readers_understand_differently_are_refused(text: bytes) -> None:
    with pytest.raises(JsonError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf{}",
        "\ufeff{}",
        "{}".encode("utf-16"),
        "{}".encode("utf-16-le"),
        "{}".encode("utf-32-be"),
        b'"\xff"',
        b'"\xed\xa0\x80"',
        b'"\xc0\xaf"',
        '"\ud800"',
        b'"\\ud800"',
        b'"\\uDFFF"',
        b'"\\udc00\\ud800"',
        b'"\\ud83d\\ud83d\\ude00"',
        b'"\\ud83d\\ude00\\ude00"',
        b'"\\ud83d\\\\\\ude00"',
        b'{"\\ud83d":1}',
        b'"\\u0000"',
        b'{"\\u0000":1}',
        b'"\0"',
    ],
)
def test_text_that_is_not_clean_unicode_is_refused(text: bytes | str) -> None:
    with pytest.raises(JsonError):
        parse(text)


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 33 + b"]" * 33,
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'["]]]]",' * 33 + b"1" + b"]" * 33,
        b'["\\"]]]]",' * 33 + b"1" + b"]" * 33,
        b'["\\\\",' * 33 + b"1" + b"]" * 33,
        b"]" * 100 + b"[" * 200_000,
    ],
)
def test_deep_nesting_is_refused_before_the_parser_meets_it(text: bytes) -> None:
    with pytest.raises(JsonError):
        parse(text)


def test_the_bounds_themselves_are_accepted() -> None:
    assert parse(b"[" * 32 + b"]" * 32)
    assert parse(b"[" + b"[]," * 500 + b"[]]") == [[]] * 501
    assert parse(b'"' + b"[{" * 500 + b'"') == "[{" * 500
    assert parse('"é"', max_bytes=4) == "é"


def test_a_text_over_the_size_is_refused_counted_in_bytes() -> None:
    with pytest.raises(JsonError, match="more than 3 bytes"):
        parse('"é"', max_bytes=3)
    with pytest.raises(JsonError, match="more than 1048576 bytes"):
        parse(b" " * 1_048_577)


@pytest.mark.parametrize("text", [b"[]", b'"x"', b"1", b"null"])
def test_where_an_object_belongs_nothing_else_does(text: bytes) -> None:
    with pytest.raises(JsonError, match="object belongs here"):
        parse_object(text)
    assert parse_object(b'{"a":1}') == {"a": 1}


def test_an_error_does_not_repeat_what_was_read() -> None:
    with pytest.raises(JsonError) as caught:
        parse(b'{"name": "Erika Mustermann", "born": }')
    assert "Erika" not in caught.value.detail
    assert "line 1, column" in caught.value.detail


@pytest.mark.parametrize("value", [math.nan, math.inf, "\ud800", {"\udfff": 1}, {1, 2}, b"bytes", object()])
def test_what_json_cannot_carry_is_not_written(value: object) -> None:
    with pytest.raises(JsonError):
        render(value)


def test_a_value_that_holds_itself_is_not_written() -> None:
    ring: list[object] = []
    ring.append(ring)
    with pytest.raises(JsonError):
        render(ring)


def test_writing_is_compact_and_keeps_the_order() -> None:
    assert render({"b": [1, "ü"], "a": None}) == '{"b":[1,"ü"],"a":null}'.encode()


@given(json_values)
def test_what_is_written_is_read_back_alike(value: object) -> None:
    assert parse(render(value)) == value
    assert parse(json.dumps(value)) == value


@given(st.binary(max_size=200) | st.text(alphabet='[]{}":,\\ud8c0eE.-+19nultrfa \n', max_size=60))
def test_whatever_comes_in_is_a_value_or_a_json_error(text: bytes | str) -> None:
    try:
        value = parse(text)
    except JsonError:
        return
    assert parse(render(value)) == value
