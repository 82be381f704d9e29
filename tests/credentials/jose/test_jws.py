"""A token counts when its kind, its algorithm, its key and its one spelling are right; all else is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import OKPKey

from credentials.encoding import encode_base64url
from credentials.errors import (
    AlgorithmError,
    CredentialError,
    JwsError,
    KeyMaterialError,
    SignatureError,
    TokenTypeError,
)
from credentials.jose import jws
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.private_key import PrivateKey
from credentials.keys.public_key import PublicKey

TYP = "openid4vci-proof+jwt"
BOTH = frozenset({"EdDSA", "Ed25519"})
KEY = PrivateKey.from_seed(bytes(range(32)))
OTHER_KEY = PrivateKey.from_seed(bytes(32))

# RFC 8037 appendix A.4: its header has no type
RFC_8037 = (
    "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc."
    "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
)
RFC_8037_KEY = PrivateKey.from_seed(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))


def signed(header: Any, payload: bytes = b"{}", key: PrivateKey = KEY) -> str:
    """A token with any header at all, properly signed."""
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    signing_input = f"{encode_base64url(text)}.{encode_base64url(payload)}"
    return f"{signing_input}.{encode_base64url(key.sign(signing_input.encode()))}"


def accept(token: str, *, algorithms: frozenset[str] = BOTH, typ: str = TYP) -> jws.Jws:
    parsed = jws.parse(token)
    jws.verify(parsed, KEY.public_key, algorithms=algorithms, typ=typ)
    return parsed


@pytest.mark.parametrize("algorithm", sorted(BOTH))
def test_a_prepared_and_signed_token_is_accepted(algorithm: str) -> None:
    to_be_signed = jws.prepare({"alg": algorithm, "typ": TYP, "kid": "did:web:x#1"}, b'{"nonce":"n"}')
    parsed = accept(to_be_signed.attach(KEY.sign(to_be_signed.signing_input)))
    assert parsed.header == {"alg": algorithm, "typ": TYP, "kid": "did:web:x#1"}
    assert parsed.claims() == {"nonce": "n"}
    assert parsed.signing_input == to_be_signed.signing_input


def test_the_token_of_rfc_8037_is_read_and_proven_but_has_no_type() -> None:
    parsed = jws.parse(RFC_8037)
    assert parsed.payload == b"Example of Ed25519 signing"
    RFC_8037_KEY.public_key.verify(parsed.signature, parsed.signing_input)
    with pytest.raises(TokenTypeError):
        jws.verify(parsed, RFC_8037_KEY.public_key, algorithms=BOTH, typ="JWT")


def test_joserfc_reads_what_we_write_and_we_read_what_it_writes() -> None:
    private = OKPKey.import_key(
        {**render_public_jwk(KEY.public_key), "d": encode_base64url(bytes(range(32)))},
    )
    theirs = joserfc_jws.serialize_compact({"alg": "Ed25519", "typ": TYP}, b'{"a":1}', private, algorithms=["Ed25519"])
    assert accept(theirs).claims() == {"a": 1}
    to_be_signed = jws.prepare({"alg": "Ed25519", "typ": TYP}, b'{"b":2}')
    ours = to_be_signed.attach(KEY.sign(to_be_signed.signing_input))
    public = OKPKey.import_key(render_public_jwk(KEY.public_key))
    assert joserfc_jws.deserialize_compact(ours, public, algorithms=["Ed25519"]).payload == b'{"b":2}'


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "nOnE", "NONE", "HS256", "HS512", "ES256", "RS256", "EDDSA", "", " "]
)
@pytest.mark.parametrize(
    "accepted", [BOTH, BOTH | {"none", "None", "nOnE", "NONE", "HS256", "HS512", "ES256", "", " "}]
)
def test_no_other_algorithm_is_accepted_even_if_a_caller_lists_it(algorithm: str, accepted: frozenset[str]) -> None:
    with pytest.raises(AlgorithmError):
        accept(signed({"alg": algorithm, "typ": TYP}), algorithms=accepted)


@pytest.mark.parametrize(("algorithm", "accepted"), [("EdDSA", {"Ed25519"}), ("Ed25519", {"EdDSA"}), ("EdDSA", set())])
def test_an_algorithm_that_the_caller_did_not_list_is_refused(algorithm: str, accepted: set[str]) -> None:
    with pytest.raises(AlgorithmError, match="of this token" if accepted else "no algorithm at all"):
        accept(signed({"alg": algorithm, "typ": TYP}), algorithms=frozenset(accepted))


def test_the_largest_token_is_read_and_one_letter_more_is_not() -> None:
    start = len(signed({"alg": "EdDSA", "typ": TYP}, b""))
    token = signed({"alg": "EdDSA", "typ": TYP}, bytes((65_536 - start) // 4 * 3))
    assert len(token) > 65_530
    jws.parse(token, max_bytes=len(token))
    with pytest.raises(JwsError, match="more than"):
        jws.parse(token, max_bytes=len(token) - 1)


@pytest.mark.parametrize(
    "member",
    [
        {"crit": ["exp"]},
        {"crit": []},
        {"crit": ["b64"], "b64": False},
        {"b64": False},
        {"b64": True},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/chain"},
    ],
)
def test_a_header_that_changes_the_meaning_or_asks_for_a_fetch_is_refused(member: dict[str, Any]) -> None:
    header = {"alg": "EdDSA", "typ": TYP, **member}
    with pytest.raises(JwsError):
        jws.parse(signed(header))
    with pytest.raises(JwsError):
        jws.prepare(header, b"{}")


def test_a_key_in_the_header_is_never_used() -> None:
    header = {"alg": "EdDSA", "typ": TYP, "jwk": render_public_jwk(OTHER_KEY.public_key)}
    with pytest.raises(SignatureError):
        accept(signed(header, key=OTHER_KEY))


KINDS = ["openid4vci-proof+jwt", "oauth-authz-req+jwt", "kb+jwt", "dpop+jwt", "vc+jwt", "stadtsiegel-trust-list+jwt"]


@pytest.mark.parametrize("shown", [*KINDS, None, "", "JWT", TYP.upper(), "application/" + TYP, TYP + " "])
@pytest.mark.parametrize("wanted", KINDS)
def test_a_token_of_one_kind_is_never_accepted_as_another(shown: str | None, wanted: str) -> None:
    header = {"alg": "EdDSA"} if shown is None else {"alg": "EdDSA", "typ": shown}
    if shown == wanted:
        accept(signed(header), typ=wanted)
    else:
        with pytest.raises(TokenTypeError):
            accept(signed(header), typ=wanted)


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"typ": TYP},
        {"alg": None, "typ": TYP},
        {"alg": ["EdDSA"], "typ": TYP},
        {"alg": {"EdDSA": 1}, "typ": TYP},
        {"alg": "EdDSA", "typ": [TYP]},
        {"alg": "EdDSA", "typ": None},
        {"alg": "EdDSA", "typ": TYP, "kid": 1},
        {"alg": "EdDSA", "typ": TYP, "kid": {"a": 1}},
        {"alg": "EdDSA", "typ": TYP, "cty": 1},
        [],
        "EdDSA",
        b"",
        b"\xff",
        b"{",
        b'{"alg":"none","alg":"EdDSA","typ":"x"}',
        b'{"alg":"EdDSA","typ":"x","n":NaN}',
        b'{"a":' * 200,
        b"\xef\xbb\xbf" + b'{"alg":"EdDSA"}',
    ],
)
def test_a_malformed_header_is_refused(header: Any) -> None:
    with pytest.raises(JwsError):
        jws.parse(signed(header))


GOOD = signed({"alg": "EdDSA", "typ": TYP})
HEADER, PAYLOAD, SIGNATURE = GOOD.split(".")
LAST = "AQgw".index(SIGNATURE[-1])


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "..",
        "...",
        "....",
        f"{HEADER}.{PAYLOAD}",
        f"{HEADER}.{PAYLOAD}.",
        f"{HEADER}..{SIGNATURE}",
        f".{PAYLOAD}.{SIGNATURE}",
        f"{GOOD}.",
        f"{GOOD}.{SIGNATURE}",
        f"{GOOD}~",
        f" {GOOD}",
        f"{GOOD}\n",
        f"{HEADER}=.{PAYLOAD}.{SIGNATURE}",
        f"{HEADER}.{PAYLOAD}=.{SIGNATURE}",
        f"{GOOD}==",
        f"{HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}{'BRhx'[LAST]}",  # the same bytes, with a stray bit at the end
        f"{HEADER}.{PAYLOAD}.{SIGNATURE[:40]} {SIGNATURE[40:]}",
        f"{HEADER}.{PAYLOAD}.ü",
        f"{HEADER}.{'A' * 65_536}.{SIGNATURE}",
    ],
)
def test_a_token_in_another_spelling_is_refused(token: str) -> None:
    with pytest.raises(JwsError):
        jws.parse(token)


def test_the_caller_may_allow_larger_tokens_and_their_claims_are_read() -> None:
    token = signed({"alg": "EdDSA", "typ": TYP}, json.dumps({"a": "x" * 100_000}).encode())
    with pytest.raises(JwsError, match="more than 65536"):
        jws.parse(token)
    assert len(jws.parse(token, max_bytes=200_000).claims()["a"]) == 100_000


@pytest.mark.parametrize("payload", [b"[]", b"1", b'"x"', b"x", b"\xff", b'{"aud":1,"aud":2}', b'{"n":1e400}'])
def test_claims_that_are_no_strict_object_are_refused(payload: bytes) -> None:
    with pytest.raises(JwsError):
        accept(signed({"alg": "EdDSA", "typ": TYP}, payload)).claims()


@pytest.mark.parametrize(
    "header",
    [
        {},
        {"alg": "EdDSA"},
        {"alg": "EdDSA", "typ": ""},
        {"typ": TYP},
        {"alg": "none", "typ": TYP},
        {"alg": "HS256", "typ": TYP},
        {"alg": None, "typ": TYP},
    ],
)
def test_a_token_that_we_would_refuse_is_not_prepared(header: dict[str, Any]) -> None:
    with pytest.raises(JwsError):
        jws.prepare(header, b"{}")


def test_a_token_signed_by_somebody_else_is_refused() -> None:
    with pytest.raises(SignatureError):
        accept(signed({"alg": "EdDSA", "typ": TYP}, key=OTHER_KEY))


@given(st.integers(0, len(GOOD) - 1), st.sampled_from("AQgwBz09-_.=+ é"))
def test_a_token_with_one_letter_changed_is_refused(place: int, letter: str) -> None:
    changed = GOOD[:place] + letter + GOOD[place + 1 :]
    if changed == GOOD:
        return
    with pytest.raises(CredentialError):
        accept(changed)


@given(st.text(max_size=80) | st.text(alphabet="eyJ0.AQ-_=", max_size=80))
def test_any_text_is_a_token_or_a_refusal(text: str) -> None:
    try:
        jws.parse(text)
    except JwsError:
        return


SMALL_ORDER = bytes([1]) + bytes(31)


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        (b'{"alg":"none","alg":"Ed25519","typ":"JWT"}', b"{}"),
        (b'{"alg":"Ed25519","typ":"JWT","jwk":{"n":NaN}}', b"{}"),
        (b'{"alg":"Ed25519","typ":"JWT","jku":"https://attacker.example/keys"}', b"{}"),
        (b'{"alg":"Ed25519","typ":"JWT","b64":true,"crit":["b64"]}', b"{}"),
        (b'{"alg":"Ed25519","typ":"JWT"}', b""),
    ],
)
def test_what_joserfc_would_accept_is_refused_by_our_reader(header: bytes, payload: bytes) -> None:
    token = signed(header, payload)
    key = OKPKey.import_key(render_public_jwk(KEY.public_key))
    assert joserfc_jws.deserialize_compact(token, key, algorithms=["Ed25519"]).payload == payload
    with pytest.raises(JwsError):
        jws.parse(token)


def test_a_key_of_small_order_that_joserfc_would_accept_signs_nothing_here() -> None:
    header = encode_base64url(b'{"alg":"Ed25519","typ":"JWT"}')
    signing_input = f"{header}.{encode_base64url(b'{}')}"
    token = f"{signing_input}.{encode_base64url(SMALL_ORDER + bytes(32))}"
    key = OKPKey.import_key({"kty": "OKP", "crv": "Ed25519", "x": encode_base64url(SMALL_ORDER)})
    assert joserfc_jws.deserialize_compact(token, key, algorithms=["Ed25519"]).payload == b"{}"
    with pytest.raises(KeyMaterialError):
        PublicKey(Algorithm.ED25519, SMALL_ORDER)
