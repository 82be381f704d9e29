"""Every kind of token that we read, shown to every reader: each takes its own kind and no other (SECURITY C-01, C-06).

All are signed by one key that every reader believes, so that only the kind can tell them apart.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.did import did_key
from credentials.encoding import encode_base64url
from credentials.errors import CredentialError
from credentials.jose import jws
from credentials.keys.jwk import render_public_jwk
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from credentials.sd_jwt.compact import SdJwt
from credentials.sd_jwt.disclosure import digest
from credentials.sd_jwt.key_binding import verify_key_binding
from credentials.sd_jwt_vc.verify import read_sd_jwt_vc
from credentials.status.token_status_list import TokenStatusList, parse_list_token
from credentials.strict_json import JsonObject
from credentials.vc_jose import sd_token, secured_token
from issuer.issuance.key_proof import judge_key_proof
from issuer.refusals import KeyProofRefused
from plumbing.audit import head
from trust_registry.reading.errors import ListRefused
from trust_registry.reading.signed_list import judge_list
from wallet_sim.city import City, TrustedAuthority
from wallet_sim.refusals import WalletRefuses

NOW = 1_800_000_000
KEY = PrivateKey.from_seed(b"\x09" * 32)
DID = did_key.render_did(KEY.public_key)
KEY_ID = f"{DID}#{render_multikey(KEY.public_key)}"
ALGORITHMS = frozenset({"EdDSA"})
LIST_URL = "https://city.example/status/1"
NAKED = SdJwt("a.b.c", ())
REFUSALS = (CredentialError, KeyProofRefused, ListRefused, head.HeadRefused, WalletRefuses)

W3C: JsonObject = {"@context": ["https://www.w3.org/ns/credentials/v2"], "iat": NOW}
CLAIMS: dict[str, JsonObject] = {
    "openid4vci-proof+jwt": {"aud": "https://city.example", "iat": NOW, "nonce": "n"},
    "kb+jwt": {"aud": "v", "iat": NOW, "nonce": "n", "sd_hash": digest(NAKED.without_key_binding(), "sha-256")},
    "vc+jwt": W3C | {"type": "VerifiableCredential"},
    "vp+jwt": W3C | {"type": "VerifiablePresentation"},
    "vc+sd-jwt": W3C | {"type": "VerifiableCredential"},
    "dc+sd-jwt": {
        "vct": "https://city.example/card",
        "iss": "https://city.example",
        "cnf": {"jwk": render_public_jwk(KEY.public_key)},
    },
    "statuslist+jwt": {
        "sub": LIST_URL,
        "iat": NOW,
        "status_list": {"bits": 2, "lst": TokenStatusList.of_size(8, bits=2).encode()},
    },
    "stadtsiegel-trust-list+jwt": {
        "iss": DID,
        "iat": NOW,
        "exp": NOW + 86_400,
        "version": 1,
        "statements": [],
        "credential_types": [],
    },
    "stadtsiegel-statement+jwt": {"iss": DID, "iat": NOW, "exp": NOW + 86_400},
    "stadtsiegel-audit-head+jwt": {
        "chain": "issuer",
        "epoch": 0,
        "number": 1,
        "hash": encode_base64url(bytes(32)),
        "iat": NOW,
    },
}


def _verify_w3c(token: secured_token.SecuredToken) -> None:
    token.verify(KEY.public_key, algorithms=ALGORITHMS, now=NOW, clock_skew=0)


def _read_by_wallet(token: str, typ: str) -> None:
    authority = TrustedAuthority(did=DID, key=KEY.public_key, list_url="https://city.example/trust-list")
    city = City(authority=authority, fetcher=None, now=lambda: NOW)  # type: ignore[arg-type]
    city.verify_signed_by_authority(token, typ=typ)


READERS: dict[str, Callable[[str], Any]] = {
    "openid4vci-proof+jwt": lambda token: judge_key_proof(token, audience="https://city.example", now=NOW),
    "kb+jwt": lambda token: verify_key_binding(
        SdJwt("a.b.c", (), token), KEY.public_key, hash_name="sha-256", algorithms=ALGORITHMS
    ),
    "vc+jwt": lambda token: _verify_w3c(secured_token.parse(token, typ="vc+jwt")),
    "vp+jwt": lambda token: _verify_w3c(secured_token.parse(token, typ="vp+jwt")),
    "vc+sd-jwt": lambda token: _verify_w3c(sd_token.parse(f"{token}~").token),
    "dc+sd-jwt": lambda token: read_sd_jwt_vc(f"{token}~").verify_issuer(KEY.public_key, algorithms=ALGORITHMS),
    "statuslist+jwt": lambda token: parse_list_token(token).verify(KEY.public_key, algorithms=ALGORITHMS),
    "stadtsiegel-trust-list+jwt": lambda token: judge_list(
        token, authority=DID, keys=[KEY.public_key], now=NOW, newest_seen=None, clock_skew=0
    ),
    "stadtsiegel-statement+jwt": lambda token: _read_by_wallet(token, "stadtsiegel-statement+jwt"),
    "stadtsiegel-audit-head+jwt": lambda token: head.prove(token, chain="issuer", keys={KEY_ID: KEY.public_key}),
}


def token_of(kind: str, claims: JsonObject, **header: Any) -> str:
    facts = {"alg": "EdDSA", "typ": kind, "kid": KEY_ID, **header}
    signing_input = ".".join(encode_base64url(json.dumps(part).encode()) for part in (facts, claims))
    return f"{signing_input}.{encode_base64url(KEY.sign(signing_input.encode()))}"


def test_every_reader_takes_its_own_kind() -> None:
    assert READERS.keys() == CLAIMS.keys()
    for kind, read in READERS.items():
        read(token_of(kind, CLAIMS[kind]))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("kind", CLAIMS)
def test_no_reader_takes_another_kind(kind: str, reader: str) -> None:
    if kind == reader:
        return
    for claims in (CLAIMS[kind], CLAIMS[reader]):  # what it is, and what would belong here
        with pytest.raises(REFUSALS):
            READERS[reader](token_of(kind, claims))


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "NONE", "HS256", "RS256", "ES256", "", None, ["EdDSA"]])
def test_no_reader_takes_a_token_without_a_signature_or_under_another_algorithm(alg: Any, reader: str) -> None:
    token = token_of(reader, CLAIMS[reader], alg=alg)
    for shown in (token, token[: token.rindex(".") + 1], token[: token.rindex(".")]):
        with pytest.raises(REFUSALS):
            READERS[reader](shown)


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    "member", [{"crit": ["exp"]}, {"b64": False}, {"jku": "https://a.example"}, {"x5u": "https://a.example"}]
)
def test_no_reader_takes_a_header_that_changes_the_meaning_or_asks_for_a_fetch(member: Any, reader: str) -> None:
    with pytest.raises(REFUSALS):
        READERS[reader](token_of(reader, CLAIMS[reader], **member))


@pytest.mark.parametrize("reader", READERS)
def test_no_reader_believes_a_key_in_the_header(reader: str) -> None:
    stranger = PrivateKey.from_seed(b"\x08" * 32)
    facts = {"alg": "EdDSA", "typ": reader, "kid": KEY_ID, "jwk": render_public_jwk(stranger.public_key)}
    signing_input = ".".join(encode_base64url(json.dumps(part).encode()) for part in (facts, CLAIMS[reader]))
    forged = f"{signing_input}.{encode_base64url(stranger.sign(signing_input.encode()))}"
    assert jws.parse(forged).header["jwk"]
    with pytest.raises(REFUSALS):
        READERS[reader](forged)
