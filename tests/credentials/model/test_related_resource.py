"""Related resources: digests read strictly, and bytes compared with all of them (VCDM 2.0 section 5.3)."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import encode_multibase
from credentials.errors import IntegrityError, ModelError
from credentials.model.related_resource import RelatedResource, read_related_resources
from tests.credentials.model.documents import SRI

CONTENT = b"abc"
# SHA2-256 of abc as multihash in multibase, as the multiformats documents write it (0x12, 32 bytes)
MULTIHASH = encode_multibase("u", bytes([0x12, 32]) + hashlib.sha256(CONTENT).digest())


def sri(algorithm: str, content: bytes = CONTENT) -> str:
    return f"{algorithm}-{base64.b64encode(hashlib.new(algorithm, content).digest()).decode()}"


def multihash(code: int, algorithm: str, content: bytes = CONTENT, base: str = "u") -> str:
    digest = hashlib.new(algorithm, content).digest()
    return encode_multibase(base, bytes([code, len(digest)]) + digest)


def resource(**digests: Any) -> RelatedResource:
    (read,) = read_related_resources({"relatedResource": {"id": "https://city.example/logo", **digests}})
    return read


GOOD: list[dict[str, Any]] = [
    {"digestSRI": SRI},
    {"digestSRI": sri("sha384")},
    {"digestSRI": sri("sha512") + "?ct=image/png"},
    {"digestSRI": [sri("sha256"), sri("sha384")]},
    {"digestMultibase": MULTIHASH},
    {"digestMultibase": encode_multibase("u", hashlib.sha256(CONTENT).digest())},
    {"digestMultibase": encode_multibase("z", hashlib.sha512(CONTENT).digest())},
    {"digestMultibase": multihash(0x13, "sha512", base="z")},
    {"digestMultibase": [multihash(0x20, "sha384"), MULTIHASH]},
    {"digestSRI": SRI, "digestMultibase": MULTIHASH, "mediaType": "image/png"},
]


@pytest.mark.parametrize("digests", GOOD, ids=str)
def test_the_bytes_of_which_the_digest_is_given_are_accepted_and_no_others(digests: dict[str, Any]) -> None:
    resource(**digests).judge_content(CONTENT)
    for other in (b"", b"abcd", b"ab"):
        with pytest.raises(IntegrityError):
            resource(**digests).judge_content(other)


@given(st.binary(max_size=64), st.binary(max_size=64))
def test_content_fits_only_its_own_digest(named: bytes, given_: bytes) -> None:
    read = resource(digestSRI=sri("sha256", named))
    if named == given_:
        read.judge_content(given_)
    else:
        with pytest.raises(IntegrityError):
            read.judge_content(given_)


def test_trap_where_a_resource_has_both_digests_both_must_fit() -> None:
    for digests in (
        {"digestSRI": SRI, "digestMultibase": multihash(0x12, "sha256", b"other")},
        {"digestSRI": sri("sha256", b"other"), "digestMultibase": MULTIHASH},
        {"digestMultibase": [MULTIHASH, multihash(0x20, "sha384", b"other")]},
    ):
        with pytest.raises(IntegrityError):
            resource(**digests).judge_content(CONTENT)


def test_of_several_digests_in_one_text_the_strongest_algorithm_counts_and_one_must_fit() -> None:
    resource(digestSRI=f"{sri('sha384', b'other')} {sri('sha384')}").judge_content(CONTENT)
    resource(digestSRI=f"{sri('sha256', b'other')} {sri('sha512')}").judge_content(CONTENT)
    with pytest.raises(IntegrityError):
        resource(digestSRI=f"{sri('sha256')} {sri('sha512', b'other')}").judge_content(CONTENT)


@pytest.mark.parametrize(
    "digests",
    [
        {},
        {"digestSRI": ""},
        {"digestSRI": 1},
        {"digestSRI": []},
        {"digestSRI": [SRI, 1]},
        {"digestSRI": [SRI] * 9},
        {"digestSRI": SRI[:-1]},
        {"digestSRI": SRI + "  " + SRI},
        {"digestSRI": SRI + " md5-rL0Y20zC+Fzt72VPzMSk2A=="},
        {"digestSRI": SRI.replace("sha256", "sha384")},
        {"digestSRI": SRI.replace("sha256", "SHA256")},
        {"digestSRI": " ".join([SRI] * 30)},
        {"digestMultibase": ""},
        {"digestMultibase": {}},
        {"digestMultibase": MULTIHASH[1:]},
        {"digestMultibase": "f" + hashlib.sha256(CONTENT).hexdigest()},
        {"digestMultibase": encode_multibase("u", hashlib.sha256(CONTENT).digest()[:31])},
        {"digestMultibase": encode_multibase("u", bytes([0x12, 31]) + bytes(31))},
        {"digestMultibase": encode_multibase("u", bytes([0x12, 32]) + bytes(33))},
        {"digestMultibase": multihash(0x11, "sha1")},
        {"digestMultibase": "u" + "A" * 2000},
        {"digestSRI": SRI, "mediaType": 1},
    ],
    ids=lambda digests: str(digests)[:40],
)
def test_a_digest_that_is_none_is_refused(digests: dict[str, Any]) -> None:
    with pytest.raises(ModelError):
        resource(**digests)
