"""The Python package sd-jwt and we issue, present and verify SD-JWTs for each other (RFC 9901, with Key Binding)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.common import SDObj
from sd_jwt.holder import SDJWTHolder
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier

from credentials.keys.jwk import render_public_jwk
from credentials.sd_jwt_vc.verify import read_received, read_sd_jwt_vc
from tests.interop.test_sd_jwt_vc import (
    CLAIMS,
    CONFIRMED,
    ES256,
    HOLDER,
    HOLDER_SEED,
    ISSUER,
    ISSUER_SEED,
    KB,
    KEY_ID,
    claims_accepted_by_us,
    ours,
    private_jwk,
    shown_by_us,
)

ISSUER_KEY, HOLDER_KEY = (JWK(**private_jwk(key, seed)) for key, seed in ((ISSUER, ISSUER_SEED), (HOLDER, HOLDER_SEED)))


def marked() -> dict[Any, Any]:
    """The claims with the other side's marks for what can be withheld."""
    hidden = {"name", "address", "number"}
    claims = {SDObj(name) if name in hidden else name: claim for name, claim in CLAIMS.items()}
    claims[SDObj("address")] = {SDObj("street"): "Hauptstraße 1", "city": "Musterstadt"}
    claims["languages"] = [SDObj(language) for language in CLAIMS["languages"]]
    return claims


def issued_by_them() -> str:
    issuer = SDJWTIssuer(
        marked(),
        ISSUER_KEY,
        holder_key=HOLDER_KEY,
        add_decoy_claims=True,
        extra_header_parameters={"typ": "dc+sd-jwt", "kid": KEY_ID},
    )
    issuance: str = issuer.sd_jwt_issuance
    return issuance


def presented_by_them(credential: str, choice: dict[str, Any]) -> str:
    holder = SDJWTHolder(credential)
    holder.create_presentation(choice, KB["nonce"], KB["aud"], HOLDER_KEY)
    presentation: str = holder.sd_jwt_presentation
    return presentation


def claims_accepted_by_them(presentation: str, nonce: str = KB["nonce"]) -> Any:
    def key_of(_issuer: str, _header: dict[str, Any]) -> JWK:
        return JWK.from_json(json.dumps(render_public_jwk(ISSUER.public_key)))

    return SDJWTVerifier(presentation, key_of, KB["aud"], nonce).get_verified_payload()


EXPECTED = {**CLAIMS, **CONFIRMED, "address": {"city": "Musterstadt"}, "languages": ["fr"]}
del EXPECTED["number"]


@pytest.mark.parametrize("issue", [ours, issued_by_them], ids=["issued by us", "issued by them"])
def test_what_we_present_both_sides_verify(issue: Any) -> None:
    credential = issue()
    read_received(credential).verify_issuer(ISSUER.public_key, algorithms=ES256)
    shown = shown_by_us(credential, ("name",), ("address", "city"), ("languages", 1))
    assert claims_accepted_by_us(shown) == EXPECTED
    assert claims_accepted_by_them(shown) == EXPECTED


@pytest.mark.parametrize("issue", [ours, issued_by_them], ids=["issued by us", "issued by them"])
def test_what_they_present_both_sides_verify(issue: Any) -> None:
    shown = presented_by_them(issue(), {"name": True, "address": {}, "languages": [False, True, False]})
    read = read_sd_jwt_vc(shown)
    read.verify_issuer(ISSUER.public_key, algorithms=ES256)
    binding = read.verify_holder(algorithms=ES256)
    assert (binding.nonce, binding.audience) == (KB["nonce"], KB["aud"])
    expected = {name: claim for name, claim in EXPECTED.items() if name != "address"}
    assert read.credential.claims == expected
    assert claims_accepted_by_them(shown) == expected


def test_both_sides_refuse_an_answer_to_another_question_or_with_less_than_was_signed() -> None:
    shown = shown_by_us(ours(), ("name",), ("number",))
    with pytest.raises(ValueError, match="nonce"):
        claims_accepted_by_them(shown, "another")
    with pytest.raises(ValueError, match="digest"):
        claims_accepted_by_them(shown.replace(shown.split("~")[1] + "~", "", 1))
