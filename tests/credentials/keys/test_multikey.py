"""A Multikey value is read when it is a public key of a known kind in its one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import decode_multibase, decode_varint, encode_multibase
from credentials.errors import KeyMaterialError
from credentials.keys.algorithm import Algorithm
from credentials.keys.multikey import parse_multikey, render_multikey
from credentials.keys.private_key import PrivateKey

# Data Integrity EdDSA Cryptosuites 1.0, appendix A (Test Vectors)
MULTIKEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
RAW = parse_multikey(MULTIKEY).raw


def test_the_published_key_pair_belongs_together() -> None:
    multicodec, seed = decode_varint(decode_multibase(SECRET))
    assert multicodec == 0x1300
    assert render_multikey(PrivateKey.from_seed(seed).public_key) == MULTIKEY


def test_a_key_is_written_as_it_was_read() -> None:
    assert render_multikey(parse_multikey(MULTIKEY)) == MULTIKEY


@pytest.mark.parametrize(
    ("algorithm", "prefix", "length"), [(Algorithm.P256, "zDn", 35), (Algorithm.P384, "z82", 51)], ids=str
)
def test_a_key_of_a_nist_curve_is_its_compressed_point(algorithm: Algorithm, prefix: str, length: int) -> None:
    key = PrivateKey.from_seed(b"\1" * algorithm.seed_length, algorithm).public_key
    text = render_multikey(key)
    assert text.startswith(prefix)
    assert len(decode_multibase(text)) == length
    assert parse_multikey(text) == key


def test_a_private_key_given_as_public_is_refused() -> None:
    with pytest.raises(KeyMaterialError, match="private key"):
        parse_multikey(SECRET)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xed",
        b"\xed\x01",
        b"\xed\x01" + RAW[:-1],
        b"\xed\x01" + RAW + b"\0",
        b"\0\xed\x01" + RAW,
        b"\xed\x81\x00" + RAW,  # the prefix written longer than it needs to be
        b"\xec\x01" + RAW,  # X25519
        b"\x80\x24\x04" + RAW,  # P-256 in another form than the compressed one
        b"\x80\x24\x02" + b"\xff" * 32,  # P-256, beyond the field
        b"\x81\x24\x02" + RAW,  # P-256 as P-384
        b"\x86\x26" + RAW,  # a private key of P-256
        b"\x87\x26" + RAW + RAW[:16],  # a private key of P-384
        b"\xe7\x01\x02" + RAW,  # secp256k1
        b"\xed\x01" + bytes(32),  # a point of small order
        RAW,
    ],
)
def test_another_kind_of_key_or_a_malformed_one_is_refused(data: bytes) -> None:
    with pytest.raises(KeyMaterialError):
        parse_multikey(encode_multibase("z", data))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "z",
        MULTIKEY[1:],
        "u" + MULTIKEY[1:],
        MULTIKEY + "\n",
        " " + MULTIKEY,
        MULTIKEY + "#" + MULTIKEY,
        MULTIKEY.replace("k", "l"),
        "z" * 1_000_000,
        encode_multibase("u", b"\xed\x01" + RAW),
    ],
)
def test_another_spelling_is_refused(text: str) -> None:
    with pytest.raises(KeyMaterialError):
        parse_multikey(text)


@given(
    st.binary(max_size=40)
    | st.binary(min_size=30, max_size=34).map(b"\xed\x01".__add__)
    | st.binary(min_size=32, max_size=32).map(b"\x80\x24\x02".__add__)
)
def test_any_bytes_are_a_key_in_its_one_spelling_or_refused(data: bytes) -> None:
    text = encode_multibase("z", data)
    try:
        key = parse_multikey(text)
    except KeyMaterialError:
        return
    assert render_multikey(key) == text
