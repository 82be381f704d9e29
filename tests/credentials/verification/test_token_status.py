"""The status of a token: VALID at its place of a list that its own issuer has signed, or not good (SECURITY 2.H)."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from credentials.encoding import encode_base64url
from credentials.errors import ModelError
from credentials.keys.private_key import PrivateKey
from credentials.status.token_status_list import TokenStatusList
from credentials.verification.checks.status import judge_status, parse_entry
from credentials.verification.evidence import Unavailable
from credentials.verification.formats.ldp_vc import CredentialSecured
from credentials.verification.needs import status_lists_needed
from credentials.verification.shown import ShownCredential
from tests.credentials.verification.city import (
    CARD_TYPE,
    NOW,
    OFFICE,
    OFFICE_KEY,
    OTHER_OFFICE,
    OTHER_OFFICE_KEY,
    REVOCATION_LIST,
    City,
    sign_by_office,
    status_list,
)

LIST = "https://city.example/offices/library/status/t1"
PLACE = 4_711


def listing(status: int, *, bits: int = 2) -> str:
    statuses = TokenStatusList.of_size(8_192, bits=bits)
    statuses.set_status(PLACE, status)
    return statuses.encode()


def token(
    *, key: PrivateKey = OFFICE_KEY, header: dict[str, Any] | None = None, lst: str = listing(0), **claims: Any
) -> str:
    """A status list token by hand, so that it can be wrong; what is `...` is left out."""
    written = {"alg": "EdDSA", "typ": "statuslist+jwt", "kid": f"{OFFICE}#key-1"} | (header or {})
    payload = {
        "sub": LIST,
        "iat": NOW - 60,
        "exp": NOW + 3600,
        "ttl": 180,
        "status_list": {"bits": 2, "lst": lst},
    } | claims
    parts = [
        encode_base64url(json.dumps({name: value for name, value in part.items() if value is not ...}).encode())
        for part in (written, payload)
    ]
    signing_input = ".".join(parts)
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode()))}"


def shown(*, issuer: str = OFFICE, status: Any = None) -> ShownCredential:
    return ShownCredential(
        issuer=issuer,
        types=frozenset({CARD_TYPE}),
        claims={},
        valid_from=None,
        valid_until=None,
        status_entries=(status or {"status_list": {"idx": PLACE, "uri": LIST}},),
        schemas=(),
        proof=CredentialSecured({}, issuer),
        facts=(),
    )


def status_of(received: object, credential: ShownCredential | None = None) -> str:
    city = City(lists={LIST: received})
    return judge_status(credential or shown(), policy=city.policy(), evidence=city.evidence(), now=NOW).code


@pytest.mark.parametrize(
    ("lst", "code"),
    [(listing(0), "status-good"), (listing(1), "revoked"), (listing(2), "suspended"), (listing(3), "status-not-known")],
)
def test_only_valid_is_good_and_what_has_no_meaning_here_is_not(lst: str, code: str) -> None:
    assert status_of(token(lst=lst)) == code


def test_a_list_of_one_bit_knows_valid_and_revoked() -> None:
    assert status_of(token(status_list={"bits": 1, "lst": listing(0, bits=1)})) == "status-good"
    assert status_of(token(status_list={"bits": 1, "lst": listing(1, bits=1)})) == "revoked"


REFUSED: list[tuple[str, object, str]] = [
    ("never fetched", None, "status-list-unavailable"),
    ("away", Unavailable("timeout"), "status-list-unavailable"),
    ("a list of the other codec", sign_by_office(status_list(REVOCATION_LIST, "revocation")), "status-list-malformed"),
    ("no token", "eyJ", "status-list-malformed"),
    ("no bytes", b"eyJ", "status-list-malformed"),
    ("without its list", token(status_list=...), "status-list-malformed"),
    ("without its address", token(sub=...), "status-list-malformed"),
    ("without its date", token(iat=...), "status-list-malformed"),
    ("with places of three bits", token(status_list={"bits": 3, "lst": listing(0)}), "status-list-malformed"),
    ("of another address", token(sub=f"{LIST}2"), "status-list-not-proven"),
    ("signed by another office", token(key=OTHER_OFFICE_KEY), "status-list-not-proven"),
    (
        "of another trusted office",
        token(key=OTHER_OFFICE_KEY, header={"kid": f"{OTHER_OFFICE}#key-1"}),
        "status-list-not-proven",
    ),
    ("by a key that the office has not", token(header={"kid": f"{OFFICE}#key-2"}), "status-list-not-proven"),
    ("by a key that it does not name", token(header={"kid": ...}), "status-list-not-proven"),
    ("by its own key", token(header={"kid": ..., "jwk": {"kty": "OKP"}}), "status-list-not-proven"),
    ("of another type", token(header={"typ": "JWT"}), "status-list-not-proven"),
    ("under another algorithm", token(header={"alg": "ES256"}), "status-list-not-proven"),
    ("not signed", token(header={"alg": "none"}), "status-list-not-proven"),
    ("of yesterday", token(exp=NOW - 61), "status-list-outdated"),
    ("of tomorrow", token(iat=NOW + 61), "status-list-outdated"),
    ("too short", token(lst=TokenStatusList.of_size(4_708, bits=2).encode()), "status-list-malformed"),
    ("not compressed", token(lst="AAAA"), "status-list-malformed"),
]


@pytest.mark.parametrize(("received", "code"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_a_list_that_is_not_the_issuers_own_current_one_is_never_good(received: object, code: str) -> None:
    assert status_of(received) == code


@pytest.mark.parametrize("claims", [{"exp": NOW - 60}, {"iat": NOW + 60}, {"exp": ...}, {"ttl": ...}])
def test_the_skew_of_the_clocks_and_what_may_be_left_out_do_not_make_a_list_old(claims: dict[str, Any]) -> None:
    assert status_of(token(**claims)) == "status-good"


def test_a_list_changed_after_signing_is_not_proven() -> None:
    header, _, signature = token(lst=listing(1)).split(".")
    assert status_of(".".join([header, token().split(".")[1], signature])) == "status-list-not-proven"


@pytest.mark.parametrize(
    "status",
    [
        {"status_list": {"idx": -1, "uri": LIST}},
        {"status_list": {"idx": "7", "uri": LIST}},
        {"status_list": {"idx": True, "uri": LIST}},
        {"status_list": {"idx": 7}},
        {"status_list": {"idx": 7, "uri": LIST.replace("https", "http")}},
        {"status_list": [LIST]},
        {"identifier_list": {"id": "AA", "uri": LIST}},
        {"type": "TokenStatusListEntry", "status_list": {"idx": PLACE, "uri": LIST}},
    ],
)
def test_an_entry_that_is_not_written_as_its_codec_asks_is_refused(status: Any) -> None:
    assert status_of(token(), shown(status=status)) == "status-entry-malformed"


@pytest.mark.parametrize("url", ["https://evil.example/t1", f"{LIST}?who=me", LIST.replace("library", "sports")])
def test_a_list_elsewhere_is_neither_fetched_nor_believed(url: str) -> None:
    credential = shown(status={"status_list": {"idx": PLACE, "uri": url}})
    assert status_of(token(), credential) == "status-list-not-of-issuer"
    assert fetched_for(credential) == frozenset()


def test_the_address_of_a_token_list_is_fetched_in_the_second_round() -> None:
    assert fetched_for(shown()) == {LIST}


def fetched_for(credential: ShownCredential) -> frozenset[str]:
    """What round 2 asks for once the credential is proven; here by the proof of the city's ordinary card."""
    city = City()
    proven = CredentialSecured(city.signed_card(), OFFICE)
    return status_lists_needed(
        replace(credential, proof=proven), policy=city.policy(), evidence=city.evidence(), now=NOW
    )


def test_the_two_kinds_of_entry_are_told_apart_by_their_type() -> None:
    city = City()
    assert parse_entry(city.card["credentialStatus"][0]).list_url == REVOCATION_LIST
    claim = {"status_list": {"idx": PLACE, "uri": LIST}}
    assert parse_entry(claim).list_url == LIST
    with pytest.raises(ModelError):
        parse_entry({**city.card["credentialStatus"][0], **claim})
