"""Each value has one spelling; every other spelling is refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import (
    decode_base58btc,
    decode_base64url,
    decode_multibase,
    decode_varint,
    encode_base58btc,
    encode_base64url,
    encode_multibase,
    encode_varint,
)
from credentials.errors import EncodingError


@pytest.mark.parametrize(
    ("data", "text"),
    [(b"", ""), (b"f", "Zg"), (b"fo", "Zm8"), (b"foo", "Zm9v"), (b"\xfb\xef\xff", "--__")],
)
def test_base64url_is_written_and_read_as_rfc_4648_says(data: bytes, text: str) -> None:
    assert encode_base64url(data) == text
    assert decode_base64url(text) == data


@pytest.mark.parametrize(
    "text",
    [
        "Zg==",
        "Zg=",
        "Zh",
        "Zm9",
        "Z",
        "Zm9vY",
        "Zm 8",
        "Zm8\n",
        "\nZm8",
        "Zm+_",
        "Zm/-",
        "Zmö8",
        "Zm\u00008",
        "=",
        "Zm8=",
        "Zm-.",
        "Ｚg",
    ],
)
def test_base64url_in_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(EncodingError):
        decode_base64url(text)


@pytest.mark.parametrize(
    ("data", "text"),
    [
        # draft-msporny-base58-03 section 5
        (b"Hello World!", "2NEpo7TZRRrLZSi2U"),
        (
            b"The quick brown fox jumps over the lazy dog.",
            "USm3fpXnKG5EUBx2ndxBDMPVciP5hGey2Jh4NDv6gmeo1LkMeiKrLJUUBk6Z",
        ),
        (bytes.fromhex("0000287fb4cd"), "11233QC4"),
        (b"", ""),
        (b"\0", "1"),
    ],
)
def test_base58btc_is_written_and_read_as_its_draft_says(data: bytes, text: str) -> None:
    assert encode_base58btc(data) == text
    assert decode_base58btc(text) == data


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "2NEpo7TZRRrLZSi2U ", "+", "ü", "１", "\n", "2" * 1025])
def test_what_is_not_base58btc_is_refused(text: str) -> None:
    with pytest.raises(EncodingError):
        decode_base58btc(text)


@pytest.mark.parametrize("text", ["", "Zm9v", "mZm9v", "f00", "Zz", "zO", "uZg==", "Uzg", "\u017f", "k0"])
def test_multibase_with_a_foreign_or_missing_letter_is_refused(text: str) -> None:
    with pytest.raises(EncodingError):
        decode_multibase(text)


def test_multibase_accepts_only_the_bases_of_its_place() -> None:
    assert decode_multibase("zCn8eVZg") == b"hello"
    assert decode_multibase("uaGVsbG8") == b"hello"
    with pytest.raises(EncodingError, match="one of: z"):
        decode_multibase("uaGVsbG8", allowed="z")
    with pytest.raises(EncodingError, match="one of: u"):
        decode_multibase("zCn8eVZg", allowed="u")
    with pytest.raises(EncodingError):
        encode_multibase("f", b"hello")


@pytest.mark.parametrize(
    ("number", "data"),
    [(0, "00"), (1, "01"), (127, "7f"), (128, "8001"), (0xED, "ed01"), (0x1200, "8024"), (2**63 - 1, "ff" * 8 + "7f")],
)
def test_varint_is_written_and_read_as_multiformats_says(number: int, data: str) -> None:
    assert encode_varint(number) == bytes.fromhex(data)
    assert decode_varint(bytes.fromhex(data) + b"rest") == (number, b"rest")


@pytest.mark.parametrize("data", ["", "80", "ed81", "8000", "ed8000", "ff" * 9 + "01", "80" * 200])
def test_a_varint_that_breaks_off_or_is_padded_is_refused(data: str) -> None:
    with pytest.raises(EncodingError):
        decode_varint(bytes.fromhex(data))


@pytest.mark.parametrize("number", [-1, 2**63])
def test_a_number_outside_of_the_varint_is_not_written(number: int) -> None:
    with pytest.raises(EncodingError):
        encode_varint(number)


@given(st.binary(max_size=200))
def test_bytes_come_back_from_every_encoding(data: bytes) -> None:
    assert decode_base64url(encode_base64url(data)) == data
    assert decode_base58btc(encode_base58btc(data)) == data
    assert decode_multibase(encode_multibase("z", data)) == data
    assert decode_multibase(encode_multibase("u", data)) == data


@given(st.text(max_size=60) | st.text(alphabet="AZaz09-_=+/ 1", max_size=12))
def test_any_text_is_canonical_or_refused(text: str) -> None:
    for decode, encode in ((decode_base64url, encode_base64url), (decode_base58btc, encode_base58btc)):
        try:
            data = decode(text)
        except EncodingError:
            continue
        assert encode(data) == text


@given(st.integers(0, 2**63 - 1))
def test_numbers_come_back_from_varint(number: int) -> None:
    assert decode_varint(encode_varint(number)) == (number, b"")


@given(st.binary(max_size=12))
def test_any_bytes_are_the_shortest_varint_or_refused(data: bytes) -> None:
    try:
        number, rest = decode_varint(data)
    except EncodingError:
        return
    assert encode_varint(number) + rest == data
