"""A credential in an envelope is judged by its own format, whoever carries it (VCDM 2.0 section 4.13, J-11)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from credentials.did import did_jwk
from credentials.keys.jwk import render_public_jwk
from credentials.model.enveloped import CREDENTIAL, PRESENTATION, render_enveloped
from credentials.strict_json import JsonObject
from tests.credentials.verification.changes import UNREADABLE
from tests.credentials.verification.city import HOLDER_KEY, NOW, THIEF, THIEF_KEY, V2, City
from tests.credentials.verification.rows.vc_sd_jwt import SdTokenCity
from tests.credentials.verification.token_city import TokenCity

VC_JWT, VC_SD_JWT, VP_JWT = "application/vc+jwt", "application/vc+sd-jwt", "application/vp+jwt"


def carry(city: City, document: JsonObject) -> City:
    """A city whose wallet presents this document in the place of the card."""
    city.change_presentation = lambda shown: shown.update(verifiableCredential=[document])
    return city


def findings_of(city: City) -> dict[str, str]:
    return {check.name.value: check.code for check in city.verdict().checks if not check.passed}


def card_as(media_type: str, city: TokenCity) -> JsonObject:
    return render_enveloped(CREDENTIAL, media_type, city.signed_card())


@pytest.mark.parametrize("carrier", [City, TokenCity])
@pytest.mark.parametrize(("media_type", "of"), [(VC_JWT, TokenCity), (VC_SD_JWT, SdTokenCity)])
def test_a_token_is_judged_in_either_kind_of_presentation(
    carrier: Callable[[], City], media_type: str, of: Callable[[], TokenCity]
) -> None:
    assert findings_of(carry(carrier(), card_as(media_type, of()))) == {}


@pytest.mark.parametrize("carrier", [City, TokenCity])
def test_the_card_of_another_stays_the_card_of_another(carrier: Callable[[], City]) -> None:
    stolen = TokenCity()
    stolen.card["credentialSubject"]["id"] = THIEF
    assert findings_of(carry(carrier(), card_as(VC_JWT, stolen))) == {"holder-binding": "holder-not-subject"}


@pytest.mark.parametrize("carrier", [City, TokenCity])
def test_an_expired_signature_in_an_envelope_is_seen(carrier: Callable[[], City]) -> None:
    expired = TokenCity(issue={"claims": {"exp": NOW - 61}})
    assert (
        findings_of(carry(carrier(), card_as(VC_JWT, expired)))["credential-proof"] == "credential-proof-not-accepted"
    )


def test_a_presentation_in_an_envelope_is_opened_once_and_never_twice() -> None:
    city = TokenCity()
    token = city.presentation()
    enveloped = render_enveloped(PRESENTATION, VP_JWT, token)
    city.presentation = lambda: enveloped  # type: ignore[method-assign, assignment, return-value]
    assert findings_of(city) == {}
    nested = carry(TokenCity(), render_enveloped(CREDENTIAL, VP_JWT, token))
    assert findings_of(nested) == {"shape": "credential-malformed", **UNREADABLE}
    wrong = render_enveloped(PRESENTATION, VC_JWT, token)
    city.presentation = lambda: wrong  # type: ignore[method-assign, assignment, return-value]
    assert findings_of(city) == {"shape": "presentation-malformed", **UNREADABLE}


def test_in_a_token_a_credential_must_be_enveloped() -> None:
    embedded = carry(TokenCity(), City().signed_card())
    assert findings_of(embedded) == {"shape": "presentation-malformed", **UNREADABLE}


@pytest.mark.parametrize("media_type", ["application/vc", "application/vc+cose", "text/html", VC_SD_JWT])
def test_what_is_not_read_in_an_envelope_is_refused(media_type: str) -> None:
    for carrier in (City(), TokenCity()):
        city = carry(carrier, card_as(media_type, TokenCity()))
        assert findings_of(city) == {"shape": "credential-malformed", **UNREADABLE}


def test_a_presentation_of_somebody_else_does_not_count_in_an_envelope() -> None:
    bound = carry(TokenCity(), render_enveloped(CREDENTIAL, VC_SD_JWT, SdTokenCity().presentation()))
    assert findings_of(bound) == {"shape": "credential-malformed", **UNREADABLE}


def test_an_envelope_in_the_place_of_a_context_or_of_several_credentials_is_refused() -> None:
    two = TokenCity()
    two.change_presentation = lambda shown: shown["verifiableCredential"].append(shown["verifiableCredential"][0])
    assert findings_of(two)["shape"] == "credential-count-wrong"
    none = TokenCity()
    none.change_presentation = lambda shown: shown.update(verifiableCredential=...)
    assert findings_of(none)["shape"] == "credential-count-wrong"


CONFIRMED = {"cnf": {"jwk": render_public_jwk(HOLDER_KEY.public_key)}}
OTHERS = {"cnf": {"jwk": render_public_jwk(THIEF_KEY.public_key)}}


@pytest.mark.parametrize(
    ("claims", "subject", "code"),
    [
        (CONFIRMED, None, None),
        (CONFIRMED, "urn:uuid:child", None),
        (CONFIRMED, THIEF, "holder-not-subject"),
        (CONFIRMED, did_jwk.render_did(HOLDER_KEY.public_key), None),
        (OTHERS, None, "holder-not-subject"),
        ({}, None, "credential-without-holder"),
        ({}, did_jwk.render_did(HOLDER_KEY.public_key), "holder-not-subject"),
    ],
)
def test_cnf_binds_the_holder_and_never_against_the_subject(claims: Any, subject: str | None, code: str | None) -> None:
    city = TokenCity(issue={"claims": claims}, rules={"schema_required": False})
    del city.card["credentialSchema"]
    city.card["credentialSubject"]["id"] = subject
    if subject is None:
        del city.card["credentialSubject"]["id"]
    assert findings_of(city).get("holder-binding") == code


def test_iss_stands_for_holder_where_none_is_named() -> None:
    city = TokenCity(present={"claims": {"iss": THIEF}})
    city.change_presentation = lambda shown: shown.update(holder=...)
    assert findings_of(city) == {"holder-binding": "holder-not-presenter"}
    assert V2 in city.card["@context"]
