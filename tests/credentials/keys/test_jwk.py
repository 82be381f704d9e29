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
