"""A public JWK is read when it is exactly that, and refused when it says more or less."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import KeyMaterialError
from credentials.keys.jwk import parse_public_jwk, render_public_jwk, thumbprint

# RFC 8037 appendix A.2 and A.3
JWK = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
THUMBPRINT = "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"


# RFC 7515 appendix A.3.1 (P-256), and a P-384 key of the secret number 1
EC_JWKS = [
    {
        "crv": "P-256",
        "kty": "EC",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    },
    {
        "crv": "P-384",
        "kty": "EC",
        "x": "qofKIr6LBTeOscce8yCtdG4dO2KLp5uYWfdB4IJUKjhVAvJdv1UpbDpUXjhydgq3",
        "y": "NhfeSpYmLG9dnpi_kpLcKfj0Hb0omhR86doxE7XwuMAKYLHOHX6BnXpDHXyQ6g5f",
    },
]


def test_the_key_and_the_thumbprint_of_rfc_8037_are_reproduced() -> None:
    key = parse_public_jwk(JWK)
    assert key.raw.hex() == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert thumbprint(key) == THUMBPRINT
    assert render_public_jwk(key) == JWK


@pytest.mark.parametrize(
    "more",
    [
        {"use": "sig"},
        {"alg": "EdDSA"},
        {"alg": "Ed25519"},
        {"key_ops": ["verify"]},
        {"kid": "../../etc/passwd"},
        {"x5u": "https://attacker.example/"},
        {"future": {"member": 1}},
    ],
)
def test_members_that_do_not_contradict_are_no_hindrance(more: dict[str, Any]) -> None:
    assert render_public_jwk(parse_public_jwk({**JWK, **more})) == JWK


@pytest.mark.parametrize("member", ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"])
def test_a_private_member_is_refused_whatever_it_holds(member: str) -> None:
    with pytest.raises(KeyMaterialError, match="private key"):
        parse_public_jwk({**JWK, member: None})


@pytest.mark.parametrize(
    "change",
    [
        {"kty": "EC"},
        {"kty": "oct"},
        {"kty": "okp"},
        {"kty": None},
        {"kty": ["OKP"]},
        {"crv": "X25519"},
        {"crv": "Ed448"},
        {"crv": "ed25519"},
        {"crv": None},
        {"crv": {"Ed25519": 1}},
        {"y": "AA"},
        {"n": "AA"},
        {"e": "AQAB"},
        {"x": None},
        {"x": 1},
        {"x": ""},
        {"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHUR"},
        {"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo="},
        {"x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURp"},
        {"x": "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo"},
        {"x": "A" * 43},
        {"x": "_" * 42 + "8"},
        {"use": "enc"},
        {"use": ["sig"]},
        {"use": None},
        {"key_ops": ["sign"]},
        {"key_ops": []},
        {"key_ops": "verify"},
        {"alg": "ES256"},
        {"alg": "none"},
        {"alg": "HS256"},
        {"alg": ["EdDSA"]},
        {"alg": {"EdDSA": 1}},
        {"alg": None},
    ],
)
def test_a_key_of_another_kind_or_shape_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(KeyMaterialError):
        parse_public_jwk({**JWK, **change})


@pytest.mark.parametrize("member", ["kty", "crv", "x"])
def test_a_key_without_one_of_its_members_is_refused(member: str) -> None:
    with pytest.raises(KeyMaterialError):
        parse_public_jwk({name: value for name, value in JWK.items() if name != member})


@pytest.mark.parametrize("jwk", EC_JWKS, ids=["P-256", "P-384"])
def test_a_key_of_two_coordinates_is_written_as_it_was_read(jwk: dict[str, Any]) -> None:
    name = {"P-256": "ES256", "P-384": "ES384"}[jwk["crv"]]
    key = parse_public_jwk({**jwk, "alg": name, "use": "sig"})
    assert key.algorithm == jwk["crv"]
    assert render_public_jwk(key) == jwk
    assert list(render_public_jwk(key)) == ["crv", "kty", "x", "y"]


@pytest.mark.parametrize("jwk", EC_JWKS, ids=["P-256", "P-384"])
@pytest.mark.parametrize(
    "change",
    [
        {"kty": "OKP"},
        {"crv": "Ed25519"},
        {"crv": "P-521"},
        {"crv": "secp256k1"},
        {"crv": "p-256"},
        {"x": "AA"},
        {"y": "AA"},
        {"y": ""},
        {"y": None},
        {"y": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"},
        {"alg": "EdDSA"},
        {"alg": "ES512"},
        {"alg": "ES256K"},
        {"n": "AA"},
        {"d": "AA"},
        {"use": "enc"},
    ],
    ids=str,
)
def test_a_malformed_key_of_two_coordinates_is_refused(jwk: dict[str, Any], change: dict[str, Any]) -> None:
    with pytest.raises(KeyMaterialError):
        parse_public_jwk({**jwk, **change})


def test_an_elliptic_curve_key_says_x_and_y_in_the_full_length_of_its_curve_and_nothing_else_will_do() -> None:
    p256, p384 = EC_JWKS
    for changed in (
        {**p256, "crv": "P-384"},
        {**p384, "crv": "P-256"},
        {**p256, "x": p256["y"], "y": p256["x"]},
        {**p256, "y": p384["y"]},
        {**p256, "alg": "ES384"},
        {**p384, "alg": "ES256"},
        {name: value for name, value in p256.items() if name != "y"},
    ):
        with pytest.raises(KeyMaterialError):
            parse_public_jwk(changed)


@given(
    st.dictionaries(
        st.sampled_from(["kty", "crv", "x", "y", "d", "use", "alg", "key_ops"]),
        st.sampled_from(["OKP", "Ed25519", "sig", JWK["x"]]) | st.none() | st.lists(st.text()) | st.integers(),
    )
)
def test_any_object_is_a_key_or_a_refusal(jwk: dict[str, Any]) -> None:
    try:
        key = parse_public_jwk(jwk)
    except KeyMaterialError:
        return
    assert render_public_jwk(key)["x"] == jwk["x"]
