"""A token is its document, and what it says about itself never contradicts it (VC-JOSE-COSE section 3.1.3)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import (
    AlgorithmError,
    CredentialError,
    JwsError,
    TokenClaimError,
    TokenTimeError,
    TokenTypeError,
)
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.keys.private_key import PrivateKey
from credentials.strict_json import JsonObject
from credentials.vc_jose.secured_token import VC_JWT, VP_JWT, SecuredToken, parse, prepare

NOW = 1_800_000_000
KEY = PrivateKey.from_seed(b"\x07" * 32)
KEY_ID = "did:web:city.example#key-1"
DOCUMENT: JsonObject = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:1",
    "type": ["VerifiableCredential"],
    "issuer": {"id": "did:web:city.example", "name": "Stadt"},
    "credentialSubject": {"id": "did:key:z6Mk"},
}


def signed(payload: JsonObject, header: JsonObject | None = None) -> str:
    """Any payload at all, properly signed."""
    facts = {"alg": "EdDSA", "typ": VC_JWT, "kid": KEY_ID, **(header or {})}
    prepared = jws.prepare(facts, json.dumps(payload).encode())
    return prepared.attach(KEY.sign(prepared.signing_input))


def verify(token: SecuredToken, now: int = NOW) -> None:
    token.verify(KEY.public_key, algorithms=frozenset({"EdDSA"}), now=now, clock_skew=60)


@pytest.mark.parametrize("algorithm", Algorithm)
def test_the_payload_is_the_document_and_nothing_around_it(algorithm: Algorithm) -> None:
    key = PrivateKey.from_seed(b"\x07" * algorithm.seed_length, algorithm)
    prepared = prepare(DOCUMENT, typ=VC_JWT, algorithm=algorithm.jose_name, key_id=KEY_ID, claims={"iat": NOW})
    text = prepared.attach(key.sign(prepared.signing_input))
    assert jws.parse(text).claims() == {**DOCUMENT, "iat": NOW}
    assert jws.parse(text).header == {"alg": algorithm.jose_name, "typ": "vc+jwt", "cty": "vc", "kid": KEY_ID}
    token = parse(text, typ=VC_JWT)
    token.verify(key.public_key, algorithms=frozenset({algorithm.jose_name}), now=NOW, clock_skew=0)
    assert (token.document, token.claims, token.key_id, token.signed_at) == (DOCUMENT, {"iat": NOW}, KEY_ID, NOW)


def test_what_the_token_says_about_itself_is_no_part_of_the_document() -> None:
    said = {
        "iss": "did:web:city.example",
        "sub": "did:key:z6Mk",
        "jti": "urn:uuid:1",
        "aud": "x",
        "nonce": "n",
        "iat": NOW,
        "exp": NOW,
        "nbf": NOW,
        "cnf": {},
    }
    token = parse(signed({**DOCUMENT, **said}), typ=VC_JWT)
    assert (token.document, token.claims) == (DOCUMENT, said)


def test_the_types_are_those_of_the_recommendation() -> None:
    shown = {"type": "VerifiablePresentation"}
    prepared = prepare(shown, typ=VP_JWT, algorithm="EdDSA", key_id=KEY_ID, claims={"nonce": "n", "aud": "v"})
    header = jws.parse(prepared.attach(KEY.sign(prepared.signing_input))).header
    assert header == {"alg": "EdDSA", "typ": "vp+jwt", "cty": "vp", "kid": KEY_ID}


def test_a_token_beyond_its_bound_is_refused_unread() -> None:
    with pytest.raises(JwsError, match="more than 262144"):
        parse("a" * 262_145, typ=VC_JWT)
    with pytest.raises(JwsError, match="three parts"):
        parse("a" * 262_144, typ=VC_JWT)


@pytest.mark.parametrize("name", ["vc", "vp", "proof"])
def test_the_claims_vc_and_vp_and_a_proof_must_not_be_present(name: str) -> None:
    with pytest.raises(TokenClaimError, match=f"no claim {name}"):
        parse(signed({**DOCUMENT, name: DOCUMENT}), typ=VC_JWT)
    with pytest.raises(TokenClaimError):
        prepare(DOCUMENT, typ=VC_JWT, algorithm="EdDSA", key_id=KEY_ID, claims={name: {}})


AGREEING = {"iss": "did:web:city.example", "jti": "urn:uuid:1", "sub": "did:key:z6Mk"}


@pytest.mark.parametrize("name", AGREEING)
def test_iss_jti_and_sub_say_what_the_document_says(name: str) -> None:
    assert parse(signed({**DOCUMENT, name: AGREEING[name]}), typ=VC_JWT).document == DOCUMENT
    for other in ("did:web:other.example", "", AGREEING[name] + "/", None, 1, [AGREEING[name]], {"id": AGREEING[name]}):
        with pytest.raises(TokenClaimError, match=f"claim {name} "):
            parse(signed({**DOCUMENT, name: other}), typ=VC_JWT)
        with pytest.raises(TokenClaimError):
            prepare(DOCUMENT, typ=VC_JWT, algorithm="EdDSA", key_id=KEY_ID, claims={name: other})


def test_of_several_subjects_sub_names_none() -> None:
    several = {**DOCUMENT, "credentialSubject": [{"id": "did:key:z6Mk"}, {"id": "did:key:z6Mx"}]}
    with pytest.raises(TokenClaimError):
        parse(signed({**several, "sub": "did:key:z6Mk"}), typ=VC_JWT)


def test_iss_of_a_presentation_is_its_holder() -> None:
    shown = {"type": "VerifiablePresentation", "holder": "did:key:z6Mk"}
    assert parse(signed({**shown, "iss": "did:key:z6Mk"}, {"typ": VP_JWT}), typ=VP_JWT).document == shown
    with pytest.raises(TokenClaimError):
        parse(signed({**shown, "iss": "did:key:z6Mx"}, {"typ": VP_JWT}), typ=VP_JWT)


@pytest.mark.parametrize(
    ("claims", "good"),
    [
        ({"exp": NOW - 60}, True),
        ({"exp": NOW - 61}, False),
        ({"iat": NOW + 60}, True),
        ({"iat": NOW + 61}, False),
        ({"nbf": NOW + 61}, False),
        ({}, True),
    ],
)
def test_iat_and_exp_are_the_times_of_the_signature(claims: JsonObject, good: bool) -> None:
    token = parse(signed({**DOCUMENT, "validUntil": "2001-01-01T00:00:00Z", **claims}), typ=VC_JWT)
    if good:
        verify(token)  # that the data hold no longer is for another check
    else:
        with pytest.raises(TokenTimeError):
            verify(token)


@pytest.mark.parametrize("name", ["iat", "exp", "nbf"])
@pytest.mark.parametrize("moment", [None, True, "1800000000", "2027-01-15T08:00:00Z", []])
def test_a_malformed_time_is_refused(name: str, moment: Any) -> None:
    with pytest.raises(TokenClaimError):
        parse(signed({**DOCUMENT, name: moment}), typ=VC_JWT)


@pytest.mark.parametrize("typ", ["vp+jwt", "JWT", "vc-ld+jwt", "vc+ld+json+jwt", "dc+sd-jwt", "vc+sd-jwt", "kb+jwt"])
def test_a_token_of_another_type_is_no_credential(typ: str) -> None:
    with pytest.raises(TokenTypeError):
        verify(parse(signed(DOCUMENT, {"typ": typ}), typ=VC_JWT))


@pytest.mark.parametrize("cty", ["vp", "VC", "application/vc", "json", ""])
def test_a_token_with_another_content_is_no_credential(cty: str) -> None:
    with pytest.raises(JwsError, match="cty"):
        parse(signed(DOCUMENT, {"cty": cty}), typ=VC_JWT)


def test_alg_none_is_refused() -> None:
    _, payload, _ = signed(DOCUMENT).split(".")
    none = "eyJhbGciOiJub25lIiwidHlwIjoidmMrand0In0"
    with pytest.raises(JwsError):
        parse(f"{none}.{payload}.", typ=VC_JWT)
    with pytest.raises(AlgorithmError):
        verify(parse(f"{none}.{payload}.AAAA", typ=VC_JWT))


@pytest.mark.parametrize(
    ("kid", "iss", "key_id"),
    [
        (KEY_ID, None, KEY_ID),
        ("#key-1", "did:web:city.example", KEY_ID),
        ("#key-1", None, "#key-1"),  # nobody's key
        ("https://city.example/keys/1", None, "https://city.example/keys/1"),
    ],
)
def test_a_relative_kid_needs_an_iss(kid: str, iss: str | None, key_id: str) -> None:
    claims = {} if iss is None else {"iss": iss}
    assert parse(signed({**DOCUMENT, **claims}, {"kid": kid}), typ=VC_JWT).key_id == key_id


@pytest.mark.parametrize("claims", [{"credentialSubject": {}}, {"status": {}}, {"vct": "x"}, {"type": "x"}])
def test_a_token_never_says_about_itself_what_its_document_says(claims: JsonObject) -> None:
    with pytest.raises(TokenClaimError):
        prepare(DOCUMENT, typ=VC_JWT, algorithm="EdDSA", key_id=KEY_ID, claims=claims)


def test_a_document_with_a_claim_of_the_token_is_not_signed() -> None:
    with pytest.raises(TokenClaimError):
        prepare({**DOCUMENT, "exp": NOW}, typ=VC_JWT, algorithm="EdDSA", key_id=KEY_ID, claims={"iat": NOW})


@given(st.none() | st.integers() | st.text(max_size=40) | st.lists(st.text(max_size=3), max_size=3))
def test_whatever_comes_is_refused_in_our_own_words(received: object) -> None:
    with pytest.raises(CredentialError):
        parse(received, typ=VC_JWT)


@given(
    st.dictionaries(
        st.sampled_from(["iss", "sub", "jti", "iat", "exp", "cnf", "id", "issuer", "credentialSubject", "holder"]),
        st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=3) | st.lists(st.none(), max_size=2),
    )
)
def test_whatever_is_signed_is_read_or_refused_in_our_own_words(payload: JsonObject) -> None:
    try:
        token = parse(signed(payload), typ=VC_JWT)
    except CredentialError:
        return
    assert {**token.document, **token.claims} == payload
