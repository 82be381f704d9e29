"""P-256 and P-384: points are compressed and on their curve, signatures are r and s within the group."""

from __future__ import annotations

import json
import pickle
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import KeyMaterialError, SignatureError
from credentials.keys import ecdsa
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey, draw_seed
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from pathlib import Path

CURVES = {Algorithm.P256: ec.SECP256R1(), Algorithm.P384: ec.SECP384R1()}
ORDER = {algorithm: curve.group_order for algorithm, curve in CURVES.items()}
PRIME = {
    Algorithm.P256: 2**256 - 2**224 + 2**192 + 2**96 - 1,
    Algorithm.P384: 2**384 - 2**128 - 2**96 + 2**32 - 1,
}
# The last term of the curves' equation (SP 800-186 sections 3.2.1.3 and 3.2.1.4)
B = {
    Algorithm.P256: int("5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b", 16),
    Algorithm.P384: int(
        "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef", 16
    ),
}
# RFC 6979 appendix A.2.5 and A.2.6, message "sample" with the hash of the curve's strength: secret, signature
RFC_6979 = {
    Algorithm.P256: (
        "c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721",
        "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
        "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8",
    ),
    Algorithm.P384: (
        "6b9d3dad2e1b8c1c05b19875b6659f4de23c3b667bf297ba9aa47740787137d896d5724e4c70a825f872c9ea60d2edf5",
        "94edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c81a648152e44acf96e36dd1e80fabe46"
        "99ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94fa329c145786e679e7b82c71a38628ac8",
    ),
}
BOTH = pytest.mark.parametrize("algorithm", CURVES, ids=str)


def key_of(algorithm: Algorithm, number: int = 7) -> PrivateKey:
    return PrivateKey.from_seed(number.to_bytes(algorithm.seed_length, "big"), algorithm)


def halves(algorithm: Algorithm, signature: bytes) -> tuple[int, int]:
    half = algorithm.seed_length
    return int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")


def together(algorithm: Algorithm, r: int, s: int) -> bytes:
    return r.to_bytes(algorithm.seed_length, "big") + s.to_bytes(algorithm.seed_length, "big")


@BOTH
def test_the_figures_of_rfc_6979_are_reproduced(algorithm: Algorithm) -> None:
    secret, signature = RFC_6979[algorithm]
    key = PrivateKey.from_seed(bytes.fromhex(secret), algorithm)
    assert key.sign(b"sample").hex() == signature
    key.public_key.verify(bytes.fromhex(signature), b"sample")


@pytest.mark.parametrize(
    ("algorithm", "file", "count"),
    [(Algorithm.P256, "ecdsa_secp256r1_sha256", 262), (Algorithm.P384, "ecdsa_secp384r1_sha384", 280)],
)
def test_wycheproof_agrees_on_every_signature(vectors: Path, algorithm: Algorithm, file: str, count: int) -> None:
    groups = json.loads((vectors / "wycheproof" / f"{file}_p1363_test.json").read_text())["testGroups"]
    verdicts = [
        (test["tcId"], test["result"], judge(algorithm, group["publicKey"]["uncompressed"], test["sig"], test["msg"]))
        for group in groups
        for test in group["tests"]
    ]
    assert len(verdicts) == count
    assert [row for row in verdicts if row[1] != row[2]] == []


def judge(algorithm: Algorithm, uncompressed: str, signature: str, message: str) -> str:
    x, y = (bytes.fromhex(uncompressed)[1 + at : 1 + at + algorithm.seed_length] for at in (0, algorithm.seed_length))
    try:
        PublicKey(algorithm, ecdsa.compress(algorithm, x, y)).verify(bytes.fromhex(signature), bytes.fromhex(message))
    except (KeyMaterialError, SignatureError):
        return "invalid"
    return "valid"


@BOTH
def test_the_twin_of_a_signature_is_as_good_as_the_signature(algorithm: Algorithm) -> None:
    """Neither FIPS 186-5 nor RFC 7518 chooses one; so nothing may be told apart by its signature."""
    key = key_of(algorithm)
    r, s = halves(algorithm, key.sign(b"data"))
    key.public_key.verify(together(algorithm, r, ORDER[algorithm] - s), b"data")


@BOTH
def test_r_and_s_out_of_the_group_are_refused(algorithm: Algorithm) -> None:
    key, order = key_of(algorithm), ORDER[algorithm]
    r, s = halves(algorithm, key.sign(b"data"))
    beyond = 2 ** (8 * algorithm.seed_length) - 1
    for one, other in [(0, s), (r, 0), (0, 0), (order, s), (r, order), (order, order), (beyond, s), (r, beyond)]:
        with pytest.raises(SignatureError, match="order of the group"):
            key.public_key.verify(together(algorithm, one, other), b"data")


@BOTH
def test_a_signature_of_another_length_or_in_der_is_refused(algorithm: Algorithm) -> None:
    key = key_of(algorithm)
    signature = key.sign(b"data")
    der = encode_dss_signature(*halves(algorithm, signature))
    for other in (b"", signature[:-1], signature + b"\0", b"\0" + signature, signature * 2, der):
        with pytest.raises(SignatureError, match="bytes"):
            key.public_key.verify(other, b"data")


@BOTH
def test_another_key_and_another_curve_did_not_sign(algorithm: Algorithm) -> None:
    signature = key_of(algorithm).sign(b"data")
    others = [key_of(algorithm, 8), *(key_of(other) for other in CURVES if other is not algorithm)]
    for other in others:
        with pytest.raises(SignatureError):
            other.public_key.verify(signature, b"data")
    with pytest.raises(SignatureError):
        key_of(algorithm).public_key.verify(signature, b"other data")


@given(st.sampled_from(list(CURVES)), st.integers(0, 64 * 8 - 1))
def test_a_signature_with_one_bit_turned_is_refused(algorithm: Algorithm, bit: int) -> None:
    key = key_of(algorithm)
    signature = bytearray(key.sign(b"data"))
    signature[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SignatureError):
        key.public_key.verify(bytes(signature), b"data")


@BOTH
def test_a_point_in_another_form_is_no_key(algorithm: Algorithm) -> None:
    key = key_of(algorithm).public_key
    x, y = ecdsa.coordinates(algorithm, key.raw)
    uncompressed, hybrid = b"\x04" + x + y, bytes([6 + (y[-1] & 1)]) + x + y
    for other in (b"", b"\0", uncompressed, hybrid, x, key.raw[:-1], key.raw + b"\0", b"\x04" + x, b"\0" + x):
        with pytest.raises(KeyMaterialError, match="compressed point"):
            PublicKey(algorithm, other)


@BOTH
def test_a_point_off_the_curve_or_written_twice_is_no_key(algorithm: Algorithm) -> None:
    length, prime = algorithm.seed_length, PRIME[algorithm]
    off = next(x for x in range(2, 99) if not is_on_curve(algorithm, x))
    on = next(x for x in range(2, 99) if is_on_curve(algorithm, x))
    PublicKey(algorithm, b"\x02" + on.to_bytes(length, "big"))
    with pytest.raises(KeyMaterialError, match="not a point"):
        PublicKey(algorithm, b"\x02" + off.to_bytes(length, "big"))
    with pytest.raises(KeyMaterialError, match="not a point"):  # the same x with the prime added to it
        PublicKey(algorithm, b"\x02" + (on + prime).to_bytes(length, "big"))


def is_on_curve(algorithm: Algorithm, x: int) -> bool:
    prime = PRIME[algorithm]
    return pow((x**3 - 3 * x + B[algorithm]) % prime, (prime - 1) // 2, prime) == 1


@BOTH
def test_coordinates_come_back_as_the_same_point_and_no_other_y_does(algorithm: Algorithm) -> None:
    raw = key_of(algorithm).public_key.raw
    x, y = ecdsa.coordinates(algorithm, raw)
    assert ecdsa.compress(algorithm, x, y) == raw
    wrong = bytes([*y[:-1], y[-1] ^ 2])
    for other in (wrong, b"", y[1:], b"\0" + y, bytes(len(y))):
        with pytest.raises(KeyMaterialError):
            ecdsa.compress(algorithm, x, other)


@BOTH
def test_a_seed_that_is_no_secret_number_is_refused(algorithm: Algorithm) -> None:
    length, order = algorithm.seed_length, ORDER[algorithm]
    for seed in (b"", bytes(length), b"\1" * (length - 1), b"\1" * (length + 1), b"\xff" * length):
        with pytest.raises(KeyMaterialError, match="seed"):
            PrivateKey.from_seed(seed, algorithm)
    with pytest.raises(KeyMaterialError, match="seed"):
        PrivateKey.from_seed(order.to_bytes(length, "big"), algorithm)
    PrivateKey.from_seed((order - 1).to_bytes(length, "big"), algorithm)


@BOTH
def test_a_seed_is_drawn_again_until_it_makes_a_key(algorithm: Algorithm) -> None:
    good = bytes(algorithm.seed_length - 1) + b"\x09"
    drawn = iter([b"\xff" * algorithm.seed_length, bytes(algorithm.seed_length), good])
    assert draw_seed(algorithm, lambda _: next(drawn)) == good


@BOTH
def test_a_private_key_shows_nothing_of_itself(algorithm: Algorithm) -> None:
    key = key_of(algorithm)
    assert repr(key) == str(key) == "PrivateKey(hidden)"
    with pytest.raises(TypeError):
        pickle.dumps(key)
    assert not hasattr(key, "__dict__")
