"""The holder's proof: the key that signed is the holder, and every mutant is refused (SECURITY I-14, I-20, I-21)."""

from __future__ import annotations

import json
from typing import Any

import pytest

from credentials.encoding import encode_base64url
from credentials.keys.algorithm import Algorithm
from issuer.issuance.key_proof import judge_key_proof
from issuer.refusals import KeyProofRefused
from tests.support.issuing import NOW, Holder

AUDIENCE = "https://ausweise.musterstadt.example/offices/stadtbibliothek"
HOLDER = Holder()
OTHER = Holder(b"o" * 32)


def prove(holder: Holder = HOLDER, **changes: Any) -> str:
    return holder.prove(audience=AUDIENCE, nonce="n", now=NOW, **changes)


@pytest.mark.parametrize("method", ["jwk", "key"])
@pytest.mark.parametrize("alg", ["EdDSA", "Ed25519"])
def test_the_holder_is_the_did_of_the_key_that_signed(method: str, alg: str) -> None:
    holder = Holder(method=method)
    proof = judge_key_proof(prove(holder, header={"alg": alg}), audience=AUDIENCE, now=NOW)
    assert (proof.did, proof.nonce, proof.client_id) == (holder.did, "n", None)


@pytest.mark.parametrize("method", ["jwk", "key"])
@pytest.mark.parametrize("algorithm", [Algorithm.P256, Algorithm.P384])
def test_a_key_of_a_phone_is_a_holder_like_any_other(method: str, algorithm: Algorithm) -> None:
    holder = Holder(method=method, algorithm=algorithm)
    assert judge_key_proof(prove(holder), audience=AUDIENCE, now=NOW).did == holder.did
    shown = prove(holder, header={"kid": None, "jwk": holder.jwk})
    assert judge_key_proof(shown, audience=AUDIENCE, now=NOW).did == Holder(algorithm=algorithm).did


@pytest.mark.parametrize("alg", ["EdDSA", "ES384", "ES256K", "HS256", "none"])
def test_a_key_of_a_phone_signs_with_its_own_algorithm_only(alg: str) -> None:
    with pytest.raises(KeyProofRefused):
        judge_key_proof(prove(Holder(algorithm=Algorithm.P256), header={"alg": alg}), audience=AUDIENCE, now=NOW)


def test_a_key_shown_as_jwk_is_bound_as_did_jwk() -> None:
    token = prove(header={"kid": None, "jwk": HOLDER.jwk | {"use": "sig"}})
    assert judge_key_proof(token, audience=AUDIENCE, now=NOW).did == HOLDER.did


@pytest.mark.parametrize("method", ["jwk", "key"])
def test_a_did_without_fragment_names_its_only_key(method: str) -> None:
    holder = Holder(method=method)
    assert judge_key_proof(prove(holder, header={"kid": holder.did}), audience=AUDIENCE, now=NOW).did == holder.did


def test_the_issuer_claim_never_names_the_holder() -> None:
    proof = judge_key_proof(prove(claims={"iss": OTHER.did, "sub": OTHER.did}), audience=AUDIENCE, now=NOW)
    assert proof.did == HOLDER.did
    assert proof.client_id == OTHER.did


@pytest.mark.parametrize(
    "header",
    [
        {"typ": None},
        {"typ": "JWT"},
        {"typ": "openid4vci-proof+JWT"},
        {"typ": "application/openid4vci-proof+jwt"},
        {"alg": None},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": "ES256"},
        {"alg": 1},
        {"kid": None},
        {"kid": 7},
        {"kid": "key-1"},
        {"kid": OTHER.kid},
        {"kid": HOLDER.did + "#1"},
        {"kid": "did:web:wallet.example#key"},
        {"kid": "did:example:123#key"},
        {"kid": HOLDER.kid, "jwk": HOLDER.jwk},
        {"kid": HOLDER.kid, "x5c": ["MIIB"]},
        {"kid": None, "x5c": ["MIIB"]},
        {"kid": None, "jwk": "text"},
        {"kid": None, "jwk": HOLDER.jwk | {"d": "AAAA"}},
        {"kid": None, "jwk": HOLDER.jwk | {"k": "AAAA"}},
        {"kid": None, "jwk": OTHER.jwk},
        {"kid": None, "jwk": HOLDER.jwk | {"crv": "X25519"}},
        {"kid": None, "jwk": HOLDER.jwk | {"use": "enc"}},
        {"crit": ["exp"]},
        {"crit": ["unknown"], "unknown": True},
        {"b64": False, "crit": ["b64"]},
        {"jku": "https://evil.example/keys"},
        {"trust_chain": []},
        {"key_attestation": "eyJ"},
    ],
    ids=lambda header: json.dumps(header)[:60],
)
def test_a_header_of_another_kind_is_refused(header: dict[str, Any]) -> None:
    with pytest.raises(KeyProofRefused):
        judge_key_proof(prove(header=header), audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize(
    "claims",
    [
        {"aud": None},
        {"aud": AUDIENCE + "/"},
        {"aud": "https://ausweise.musterstadt.example"},
        {"aud": [AUDIENCE]},
        {"iat": None},
        {"iat": True},
        {"iat": str(NOW)},
        {"iat": NOW + 61},
        {"iat": NOW - 601},
        {"exp": NOW - 61},
        {"exp": "soon"},
        {"nbf": NOW + 61},
        {"nonce": None},
        {"nonce": 1},
        {"iss": 1},
    ],
    ids=lambda claims: json.dumps(claims)[:60],
)
def test_claims_that_do_not_fit_are_refused(claims: dict[str, Any]) -> None:
    with pytest.raises(KeyProofRefused):
        judge_key_proof(prove(claims=claims), audience=AUDIENCE, now=NOW)


@pytest.mark.parametrize("claims", [{"iat": NOW + 60}, {"iat": NOW - 600}, {"iat": NOW + 0.5}, {"exp": NOW}])
def test_clocks_may_differ_a_little(claims: dict[str, Any]) -> None:
    judge_key_proof(prove(claims=claims), audience=AUDIENCE, now=NOW)


def _tokens_of_no_kind() -> list[str]:
    good = prove()
    header, payload, signature = good.split(".")
    flipped = signature[:-3] + ("A" if signature[-3] != "A" else "B") + signature[-2:]
    return [
        "",
        "..",
        "a.b",
        f"{header}.{payload}.",
        f"{header}.{payload}.{flipped}",
        f"{header}.{payload}.{signature}=",
        f"{header}.{payload}.{signature}.x",
        f"{header}.{encode_base64url(b'[]')}.{signature}",
        f"{header}.{encode_base64url(json.dumps({'aud': AUDIENCE, 'iat': NOW, 'nonce': 'm'}).encode())}.{signature}",
        "é.ö.ü",
        "a" * 20_000,
        good + " ",
        good + "\n",
    ]


@pytest.mark.parametrize("token", _tokens_of_no_kind(), ids=lambda token: token[:20])
def test_what_is_no_signed_token_is_refused(token: str) -> None:
    with pytest.raises(KeyProofRefused):
        judge_key_proof(token, audience=AUDIENCE, now=NOW)


def test_the_sentence_about_a_bad_proof_is_fit_for_an_error_description() -> None:
    with pytest.raises(KeyProofRefused) as refused:
        judge_key_proof(prove(header={"kid": 'did:web:"évil"#x'}), audience=AUDIENCE, now=NOW)
    allowed = {*range(0x20, 0x22), *range(0x23, 0x5C), *range(0x5D, 0x7F)}
    assert {ord(letter) for letter in refused.value.detail} <= allowed


@pytest.mark.parametrize("method", ["jwk", "key"])
def test_nobody_is_the_holder_of_a_key_that_a_specification_printed(method: str) -> None:
    holder = Holder(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"), method=method)
    with pytest.raises(KeyProofRefused, match="malformed-key"):
        judge_key_proof(prove(holder), audience=AUDIENCE, now=NOW)
