"""The metadata of an issuer become the document of its did:web, or are refused."""

from __future__ import annotations

from typing import Any

import pytest

from credentials.did.document import find_key
from credentials.errors import ControlledIdentifierError, DidError
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt_vc.issuer_metadata import MOST_KEYS, metadata_url, method_of, read_issuer_metadata

DID = "did:web:state.example:offices:cards"
ISSUER = "https://state.example/offices/cards"
KEY = PrivateKey.from_seed(b"k" * 32, Algorithm.P256).public_key
NAMED = {**render_public_jwk(KEY), "kid": "2026/a b"}
METADATA: dict[str, Any] = {"issuer": ISSUER, "jwks": {"keys": [NAMED]}}


@pytest.mark.parametrize(
    ("did", "url"),
    [
        ("did:web:state.example", "https://state.example/.well-known/jwt-vc-issuer"),
        (DID, "https://state.example/.well-known/jwt-vc-issuer/offices/cards"),
        ("did:web:localhost%3A8443:a", "https://localhost:8443/.well-known/jwt-vc-issuer/a"),
    ],
)
def test_the_well_known_part_stands_before_the_path(did: str, url: str) -> None:
    assert metadata_url(did) == url


def test_only_a_did_web_has_metadata() -> None:
    with pytest.raises(DidError):
        metadata_url("did:key:z6Mk")


def test_a_key_is_found_under_the_name_that_the_issuer_gives_it() -> None:
    document = read_issuer_metadata(METADATA, did=DID)
    assert find_key(document, method_of(DID, "2026/a b"), "assertionMethod", now=0) == KEY
    with pytest.raises(ControlledIdentifierError):
        find_key(document, method_of(DID, "2026"), "assertionMethod", now=0)
    with pytest.raises(ControlledIdentifierError):
        find_key(document, method_of(DID, "2026/a b"), "authentication", now=0)


def test_a_name_that_is_a_did_url_of_the_issuer_stays_as_it_is() -> None:
    document = read_issuer_metadata({**METADATA, "jwks": {"keys": [{**NAMED, "kid": f"{DID}#key-1"}]}}, did=DID)
    assert find_key(document, f"{DID}#key-1", "assertionMethod", now=0) == KEY


def test_keys_that_cannot_be_used_here_are_left_out() -> None:
    others = [{"kty": "RSA", "n": "AA", "e": "AQAB", "kid": "r"}, render_public_jwk(KEY), "text", {**NAMED, "kid": 5}]
    document = read_issuer_metadata({**METADATA, "jwks": {"keys": [*others, NAMED]}}, did=DID)
    assert [method["id"] for method in document["verificationMethod"]] == [method_of(DID, "2026/a b")]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {**METADATA, "issuer": ISSUER + "/"},
        {**METADATA, "issuer": "https://state.example"},
        {"issuer": ISSUER},
        {"issuer": ISSUER, "jwks": [NAMED]},
        {"issuer": ISSUER, "jwks": {"keys": NAMED}},
        {"issuer": ISSUER, "jwks_uri": "https://state.example/keys"},
        {**METADATA, "jwks_uri": "https://state.example/keys"},
        {**METADATA, "jwks": {"keys": [NAMED, NAMED]}},
        {**METADATA, "jwks": {"keys": [{**NAMED, "kid": str(number)} for number in range(MOST_KEYS + 1)]}},
    ],
)
def test_metadata_of_another_issuer_or_without_plain_keys_are_refused(metadata: dict[str, Any]) -> None:
    with pytest.raises(ControlledIdentifierError):
        read_issuer_metadata(metadata, did=DID)
