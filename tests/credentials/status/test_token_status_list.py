"""Token status lists: the order of bits, the published figures, and every way in which a list is refused."""

from __future__ import annotations

import json
import re
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.encoding import encode_base64url
from credentials.errors import (
    AlgorithmError,
    CredentialError,
    EncodingError,
    JwsError,
    ModelError,
    RangeError,
    SignatureError,
    StatusVerificationError,
    TokenClaimError,
    TokenTypeError,
)
from credentials.jose import jws
from credentials.keys.jwk import parse_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.status.bitstring import encode_list, new_bits
from credentials.status.token_status_list import (
    MAX_LIST_BYTES,
    MEDIA_TYPE,
    TYP,
    TokenStatus,
    TokenStatusEntry,
    TokenStatusList,
    parse_list_token,
    parse_status_claim,
    prepare_list_token,
    render_status_claim,
)

URL = "https://city.example/offices/library/status/tokens/1"
KEY_ID = "did:web:city.example:offices:library#key-1"
KEY = PrivateKey.from_seed(b"s" * 32)
ALGORITHMS = frozenset({"EdDSA", "Ed25519"})
NOW = 1_790_000_000
SUSPENDED_AT_5 = TokenStatusList.of_size(64, bits=2)
SUSPENDED_AT_5.set_status(5, TokenStatus.SUSPENDED)


def test_the_marked_places_are_those_that_are_not_valid() -> None:
    for bits in (1, 2, 4, 8):
        statuses = TokenStatusList.of_size(64, bits=bits)
        assert statuses.marked() == {}
        for place in (0, 7, 63):
            statuses.set_status(place, 1)
        assert statuses.marked() == {0: 1, 7: 1, 63: 1}
    assert SUSPENDED_AT_5.marked() == {5: TokenStatus.SUSPENDED}


def published(vectors: Path, name: str) -> tuple[TokenStatusList, str]:
    text = (vectors / "token-status-list" / f"{name}.md").read_text()
    listed = json.loads(re.sub(r"\s", "", text[text.index("{") :]))
    return TokenStatusList.decode(listed["lst"], bits=listed["bits"]), listed["lst"]


def set_places(statuses: TokenStatusList) -> dict[int, int]:
    return {place: status for place in range(statuses.places) if (status := statuses.status_at(place))}


def token(statuses: TokenStatusList = SUSPENDED_AT_5) -> str:
    prepared = prepare_list_token(
        statuses, list_url=URL, issued_at=NOW, expires_at=NOW + 86_400, ttl=900, algorithm="EdDSA", key_id=KEY_ID
    )
    return prepared.attach(KEY.sign(prepared.signing_input))


def token_saying(claims: object, typ: str = "statuslist+jwt") -> str:
    prepared = jws.prepare({"alg": "EdDSA", "typ": typ, "kid": KEY_ID}, json.dumps(claims).encode())
    return prepared.attach(KEY.sign(prepared.signing_input))


def claims(**changes: Any) -> dict[str, Any]:
    """Claims of a good token; `changes` replace them, or remove them where the value is `...`."""
    good = {
        "sub": URL,
        "iat": NOW,
        "exp": NOW + 86_400,
        "ttl": 900,
        "status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"},
    }
    return {name: value for name, value in (good | changes).items() if value is not ...}


def test_the_sixteen_published_places_of_one_bit_are_packed_from_the_lowest_bit_on() -> None:
    statuses = TokenStatusList.of_size(16, bits=1)
    for place, status in enumerate([1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]):
        statuses.set_status(place, status)
    assert statuses.packed == bytes.fromhex("b9a3")
    assert statuses.encode() == encode_base64url(bytes.fromhex("78dadbb918000217015d"))


def test_the_twelve_published_places_of_two_bits_are_packed_from_the_lowest_bits_on(vectors: Path) -> None:
    statuses = TokenStatusList.of_size(12, bits=2)
    for place, status in enumerate([1, 2, 0, 3, 0, 1, 0, 1, 1, 2, 3, 3]):
        statuses.set_status(place, status)
    assert statuses.packed == bytes.fromhex("c944f9")
    assert published(vectors, "status_list_encoding2_json") == (statuses, statuses.encode())


ELEVEN_PLACES = (0, 1993, 25460, 159495, 495669, 554353, 645645, 723232, 854545, 934534, 1000345)
FIFTEEN_PLACES = (0, 1993, 35460, 459495, 595669, 754353, 845645, 923232, 924445, 934534)
FIFTEEN_PLACES += (1004534, 1000345, 1030203, 1030204, 1030205)
LONG_LISTS = {
    "status_list_encoding1_long_json": dict.fromkeys(ELEVEN_PLACES, 1),
    "status_list_encoding2_long_json": dict(zip(ELEVEN_PLACES, (1, 2, 1, 3, 1, 1, 2, 1, 1, 2, 3), strict=True)),
    "status_list_encoding4_json": dict(zip(FIFTEEN_PLACES, range(1, 16), strict=True)),
}


@pytest.mark.parametrize("name", LONG_LISTS)
def test_a_million_published_places_say_what_the_draft_says(vectors: Path, name: str) -> None:
    statuses, lst = published(vectors, name)
    assert statuses.places == 2**20
    assert set_places(statuses) == LONG_LISTS[name]
    assert TokenStatusList.decode(statuses.encode(), bits=statuses.bits) == TokenStatusList.decode(
        lst, bits=statuses.bits
    )


def test_the_published_list_of_eight_bits_holds_every_status_once(vectors: Path) -> None:
    statuses, _ = published(vectors, "status_list_encoding8_json")
    said = set_places(statuses)
    assert sorted(said.values()) == list(range(1, 256))
    assert (said[52451], statuses.status_at(233478)) == (1, 0)


# The public half of the key that the draft's examples are signed with
DRAFT_KEY = {
    "kty": "EC",
    "crv": "P-256",
    "x": "I3HWm_0Ds1dPMI-IWmf4mBmH-YaeAVbPVu7vB27CxXo",
    "y": "6N_d5Elj9bs1htgV3okJKIdbHEpkgTmAluYKJemzn1M",
}


def test_the_published_token_is_read_and_its_signature_holds(vectors: Path) -> None:
    text = (vectors / "token-status-list" / "status_list_jwt_raw.md").read_text()
    listed = parse_list_token("".join(text.split()))
    listed.verify(parse_public_jwk(DRAFT_KEY), algorithms=frozenset({"ES256"}))
    assert (listed.key_id, listed.list_url) == ("12", "https://example.com/statuslists/1")
    assert (listed.issued_at, listed.expires_at, listed.ttl) == (1_686_920_170, 2_291_720_170, 43_200)
    assert listed.status_at(TokenStatusEntry(3, listed.list_url)) == 1


@given(st.sampled_from([1, 2, 4, 8]), st.dictionaries(st.integers(0, 511), st.integers(0, 255), max_size=40))
def test_exactly_what_was_set_is_read_back(bits: int, wanted: dict[int, int]) -> None:
    statuses = TokenStatusList.of_size(512, bits=bits)
    fitting = {place: status % (1 << bits) for place, status in wanted.items()}
    for place, status in fitting.items():
        statuses.set_status(place, 0)
        statuses.set_status(place, (1 << bits) - 1)
        statuses.set_status(place, status)
    decoded = TokenStatusList.decode(statuses.encode(), bits=bits)
    assert [decoded.status_at(place) for place in range(512)] == [fitting.get(place, 0) for place in range(512)]


@pytest.mark.parametrize("index", [-1, 64, 10**9])
def test_a_place_outside_the_list_is_refused(index: int) -> None:
    with pytest.raises(RangeError):
        SUSPENDED_AT_5.status_at(index)
    with pytest.raises(RangeError):
        TokenStatusList.of_size(64, bits=2).set_status(index, 1)


@pytest.mark.parametrize("status", [-1, 4])
def test_a_status_that_does_not_fit_its_place_is_refused_and_changes_no_neighbour(status: int) -> None:
    statuses = TokenStatusList.of_size(4, bits=2)
    with pytest.raises(ModelError):
        statuses.set_status(1, status)
    assert statuses.packed == bytes(1)


@pytest.mark.parametrize("bits", [0, 3, 5, 16, -1, True])
def test_a_place_of_another_size_is_refused(bits: int) -> None:
    with pytest.raises(ModelError):
        TokenStatusList(bits, bytearray(8))
    with pytest.raises(StatusVerificationError):
        parse_list_token(token_saying(claims(status_list={"bits": bits, "lst": "eNrbuRgAAhcBXQ"})))


@pytest.mark.parametrize(("places", "bits"), [(0, 1), (-8, 1), (7, 1), (3, 2), (MAX_LIST_BYTES * 8 + 8, 1)])
def test_a_list_of_no_whole_bytes_or_of_too_many_is_not_made(places: int, bits: int) -> None:
    with pytest.raises(ModelError):
        TokenStatusList.of_size(places, bits=bits)
    with pytest.raises(ModelError):
        TokenStatusList(1, bytearray(MAX_LIST_BYTES + 1))


def test_the_largest_list_is_made_written_and_read() -> None:
    assert TokenStatusList(1, bytearray(MAX_LIST_BYTES)).places == MAX_LIST_BYTES * 8
    largest = TokenStatusList.of_size(MAX_LIST_BYTES * 4, bits=2)
    assert TokenStatusList.decode(largest.encode(), bits=2).places == MAX_LIST_BYTES * 4
    with pytest.raises(ModelError):
        TokenStatusList.of_size(MAX_LIST_BYTES * 4 + 4, bits=2)


def test_a_list_is_inflated_to_the_last_byte_that_is_allowed_and_no_further() -> None:
    packed = TokenStatusList(1, bytearray(64)).encode()
    assert TokenStatusList.decode(packed, bits=1, max_bytes=64).places == 512
    with pytest.raises(EncodingError):
        TokenStatusList.decode(packed, bits=1, max_bytes=63)


def test_the_words_and_numbers_of_the_draft() -> None:
    assert [int(status) for status in TokenStatus] == [0, 1, 2]
    assert [status.name for status in TokenStatus] == ["VALID", "INVALID", "SUSPENDED"]
    assert (TYP, MEDIA_TYPE) == ("statuslist+jwt", "application/statuslist+jwt")
    assert parse_list_token(token()).header == {"alg": "EdDSA", "typ": "statuslist+jwt", "kid": KEY_ID}


def test_a_zlib_bomb_is_refused_before_it_goes_off() -> None:
    bomb = encode_base64url(zlib.compress(bytes(64 * 1024 * 1024), 9))
    tracemalloc.start()
    with pytest.raises(EncodingError):
        TokenStatusList.decode(bomb, bits=1)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 1024 * 1024


PACKED = zlib.compress(bytes(64), 9)


@pytest.mark.parametrize(
    "lst",
    [
        encode_base64url(PACKED[:-1]),
        encode_base64url(PACKED + b"\0"),
        encode_base64url(PACKED + PACKED),
        encode_base64url(bytes(64)),
        encode_list(new_bits()),  # gzip with its multibase letter
        encode_base64url(zlib.compress(bytes(64))[2:-4]),  # deflate without its frame
        encode_base64url(PACKED) + "=",
        "",
    ],
)
def test_what_is_not_one_whole_zlib_stream_is_refused(lst: str) -> None:
    with pytest.raises(EncodingError):
        TokenStatusList.decode(lst, bits=1)


def test_a_token_says_the_status_of_each_place_once_its_signature_holds() -> None:
    listed = parse_list_token(token())
    assert listed.key_id == KEY_ID
    listed.verify(KEY.public_key, algorithms=ALGORITHMS)
    assert [listed.status_at(TokenStatusEntry(place, URL)) for place in (4, 5, 6)] == [0, TokenStatus.SUSPENDED, 0]


def test_a_token_of_another_signer_is_refused() -> None:
    with pytest.raises(SignatureError):
        parse_list_token(token()).verify(PrivateKey.from_seed(b"o" * 32).public_key, algorithms=ALGORITHMS)
    with pytest.raises(AlgorithmError):
        parse_list_token(token()).verify(KEY.public_key, algorithms=frozenset({"ES256"}))


@pytest.mark.parametrize("typ", ["jwt", "JWT", "dc+sd-jwt", "statuslist+cwt", "application/statuslist+jwt"])
def test_a_token_of_another_type_is_refused(typ: str) -> None:
    with pytest.raises(TokenTypeError):
        parse_list_token(token_saying(claims(), typ)).verify(KEY.public_key, algorithms=ALGORITHMS)


def test_sub_equals_uri_or_the_list_is_refused() -> None:
    listed = parse_list_token(token())
    for other in (URL + "/", URL + "2", URL.upper()):
        with pytest.raises(StatusVerificationError):
            listed.status_at(TokenStatusEntry(5, other))


def test_an_index_out_of_range_is_refused_and_never_taken_for_valid() -> None:
    with pytest.raises(RangeError):
        parse_list_token(token()).status_at(TokenStatusEntry(64, URL))


def test_a_list_is_current_from_its_issue_to_its_expiry_and_the_skew_of_clocks_around() -> None:
    listed = parse_list_token(token())
    moments = [NOW - 61, NOW - 60, NOW, NOW + 86_400 + 60, NOW + 86_400 + 61]
    assert [listed.is_current(now=now, clock_skew=60) for now in moments] == [False, True, True, True, False]


def test_a_list_without_expiry_stays_current_and_one_without_ttl_says_none() -> None:
    listed = parse_list_token(token_saying(claims(exp=..., ttl=...)))
    assert (listed.expires_at, listed.ttl) == (None, None)
    assert parse_list_token(token_saying(claims(ttl=1))).ttl == 1
    assert listed.is_current(now=NOW * 2, clock_skew=0)


@pytest.mark.parametrize(
    "change",
    [
        {"sub": ...},
        {"sub": 1},
        {"iat": ...},
        {"iat": "1790000000"},
        {"iat": True},
        {"exp": "never"},
        {"exp": None},
        {"ttl": 0},
        {"ttl": -5},
        {"ttl": "900"},
        {"status_list": ...},
        {"status_list": []},
        {"status_list": {}},
        {"status_list": {"bits": 1}},
        {"status_list": {"bits": 1, "lst": 5}},
        {"status_list": {"bits": "1", "lst": "eNrbuRgAAhcBXQ"}},
        {"status_list": {"bits": [1], "lst": "eNrbuRgAAhcBXQ"}},
    ],
)
def test_a_token_with_a_missing_or_malformed_claim_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises((StatusVerificationError, TokenClaimError)):
        parse_list_token(token_saying(claims(**change)))


@pytest.mark.parametrize("text", ["", "a.b", "....", token_saying([]), token()[:-1], "x" * 5_000_000])
def test_what_is_no_token_is_refused(text: str) -> None:
    with pytest.raises(JwsError):
        parse_list_token(text)


@given(st.integers(0), st.integers(1, 255))
def test_a_flipped_byte_of_a_token_is_never_accepted(place: int, flip: int) -> None:
    good = token().encode()
    place %= len(good)
    forged = good[:place] + bytes([good[place] ^ flip]) + good[place + 1 :]
    with pytest.raises(CredentialError):
        parse_list_token(forged.decode("latin-1")).verify(KEY.public_key, algorithms=ALGORITHMS)


def test_the_claim_of_a_token_is_written_and_read() -> None:
    entry = TokenStatusEntry(94567, URL)
    assert render_status_claim(entry) == {"status_list": {"idx": 94567, "uri": URL}}
    assert parse_status_claim(render_status_claim(entry)) == entry
    longest = TokenStatusEntry(0, URL.ljust(2048, "a"))
    assert parse_status_claim(render_status_claim(longest)) == longest


@pytest.mark.parametrize(
    "status",
    [
        None,
        [],
        {},
        {"status_list": None},
        {"status_list": [{"idx": 0, "uri": URL}]},
        *({"status_list": {"idx": index, "uri": URL}} for index in (-1, 1.0, "1", True, None)),
        *({"status_list": {"idx": 1, "uri": url}} for url in (None, 5, "http://city.example/1", URL.ljust(2049, "a"))),
        {"status_list": {"uri": URL}},
        {"status_list": {"idx": 1}},
    ],
)
def test_a_claim_that_breaks_a_rule_is_refused(status: Any) -> None:
    with pytest.raises(ModelError):
        parse_status_claim(status)


def test_a_list_may_hold_for_a_second() -> None:
    prepared = prepare_list_token(
        SUSPENDED_AT_5, list_url=URL, issued_at=NOW, expires_at=NOW + 1, ttl=1, algorithm="EdDSA", key_id=KEY_ID
    )
    listed = parse_list_token(prepared.attach(KEY.sign(prepared.signing_input)))
    assert (listed.issued_at, listed.expires_at, listed.ttl) == (NOW, NOW + 1, 1)


@pytest.mark.parametrize(("expires_at", "ttl"), [(NOW, 900), (NOW - 1, 900), (NOW + 1, 0), (NOW + 1, -1)])
def test_a_list_with_times_that_make_no_sense_is_not_prepared(expires_at: int, ttl: int) -> None:
    with pytest.raises(ModelError):
        prepare_list_token(
            SUSPENDED_AT_5,
            list_url=URL,
            issued_at=NOW,
            expires_at=expires_at,
            ttl=ttl,
            algorithm="EdDSA",
            key_id=KEY_ID,
        )
