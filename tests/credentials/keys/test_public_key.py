"""Signatures are checked in the strictest reading of Ed25519, and keys that are none are never made."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import KeyMaterialError, SignatureError
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from pathlib import Path

GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493
FIELD_PRIME = 2**255 - 19

# RFC 8032 section 7.1: secret key, public key, message, signature
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]

# All points whose order divides 8, and their second spellings (y beyond the prime, or the sign bit on x = 0).
SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
]


@pytest.fixture
def private_key() -> PrivateKey:
    return PrivateKey.from_seed(bytes(range(32)))


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_figures_of_rfc_8032_are_reproduced(secret: str, public: str, message: str, signature: str) -> None:
    key = PrivateKey.from_seed(bytes.fromhex(secret))
    assert key.public_key.raw.hex() == public
    assert key.sign(bytes.fromhex(message)).hex() == signature
    key.public_key.verify(bytes.fromhex(signature), bytes.fromhex(message))


def test_wycheproof_agrees_on_every_signature(vectors: Path) -> None:
    groups = json.loads((vectors / "wycheproof" / "ed25519_test.json").read_text())["testGroups"]
    verdicts = [
        (test["tcId"], test["result"], judge(group["publicKey"]["pk"], test["sig"], test["msg"]))
        for group in groups
        for test in group["tests"]
    ]
    assert len(verdicts) == 151
    assert [row for row in verdicts if row[1] != row[2]] == []


def judge(public: str, signature: str, message: str) -> str:
    try:
        PublicKey(Algorithm.ED25519, bytes.fromhex(public)).verify(bytes.fromhex(signature), bytes.fromhex(message))
    except (KeyMaterialError, SignatureError):
        return "invalid"
    return "valid"


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_key_of_small_order_is_refused(point: str) -> None:
    with pytest.raises(KeyMaterialError):
        PublicKey(Algorithm.ED25519, bytes.fromhex(point))


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_a_signature_with_a_commitment_of_small_order_is_refused(private_key: PrivateKey, point: str) -> None:
    with pytest.raises(SignatureError):
        private_key.public_key.verify(bytes.fromhex(point) + bytes(32), b"data")


def test_a_key_outside_of_the_main_group_is_refused() -> None:
    # The base point plus the point of order two: the same x and y, both with their sign changed.
    base_y = 4 * pow(5, -1, FIELD_PRIME) % FIELD_PRIME
    mixed = ((FIELD_PRIME - base_y) | 1 << 255).to_bytes(32, "little")
    with pytest.raises(KeyMaterialError):
        PublicKey(Algorithm.ED25519, mixed)


@pytest.mark.parametrize("raw", [b"", bytes(31), bytes(33), b"\x02" + bytes(31), b"\xff" * 32])
def test_bytes_that_are_no_point_are_refused(raw: bytes) -> None:
    with pytest.raises(KeyMaterialError):
        PublicKey(Algorithm.ED25519, raw)


def test_a_scalar_beyond_the_order_of_the_group_is_refused(private_key: PrivateKey) -> None:
    signature = private_key.sign(b"data")
    scalar = int.from_bytes(signature[32:], "little") + GROUP_ORDER
    with pytest.raises(SignatureError):
        private_key.public_key.verify(signature[:32] + scalar.to_bytes(32, "little"), b"data")


@pytest.mark.parametrize("length", [0, 1, 63, 65, 128])
def test_a_signature_of_another_length_is_refused(private_key: PrivateKey, length: int) -> None:
    signature = (private_key.sign(b"data") * 2)[:length]
    with pytest.raises(SignatureError):
        private_key.public_key.verify(signature, b"data")


def test_a_signature_moved_into_the_data_is_refused(private_key: PrivateKey) -> None:
    signature = private_key.sign(b"data")
    with pytest.raises(SignatureError):
        private_key.public_key.verify(signature + b"d", b"ata")


def test_another_key_did_not_sign(private_key: PrivateKey) -> None:
    other = PrivateKey.from_seed(bytes(32)).public_key
    with pytest.raises(SignatureError):
        other.verify(private_key.sign(b"data"), b"data")


@given(st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_turned_is_refused(bit: int) -> None:
    key = PrivateKey.from_seed(bytes(range(32)))
    signature = bytearray(key.sign(b"data"))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureError):
        key.public_key.verify(bytes(signature), b"data")


def test_a_private_key_shows_nothing_of_itself(private_key: PrivateKey) -> None:
    assert repr(private_key) == str(private_key) == "PrivateKey(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(private_key)
    assert not hasattr(private_key, "__dict__")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_seed_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(KeyMaterialError):
        PrivateKey.from_seed(bytes(length))
