"""W3C credentials in tokens and envelopes, and the certificates that tokens bring along.

What the engine judges of them as they lie is fuzzed with every format; here their content is changed before it is
signed, so that it gets past the signature.
"""

from __future__ import annotations

from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509 import Certificate

from credentials.errors import JsonError
from credentials.jose.x5c import read_x5c, render_x5c
from credentials.model.data_url import parse_data_url
from credentials.model.enveloped import CREDENTIAL, parse_enveloped, render_enveloped
from credentials.strict_json import parse, render
from credentials.verification.judge_credential import judge_credential
from credentials.verification.judge_presentation import judge_presentation
from credentials.x509.certificate import load_certificate
from credentials.x509.chain import judge_chain
from tests.credentials.verification.city import SIGNED, V2, City
from tests.credentials.verification.rows.vc_sd_jwt import SdTokenCity
from tests.credentials.verification.token_city import TokenCity
from tests.credentials.x509.authority import ANCHORS, NOW, OFFICE_URI, leaf, middle
from tests.fuzz.target import Forgery, Target

CHAIN = (leaf(), middle())
DER = CHAIN[0].public_bytes(Encoding.DER)
ENVELOPE = render_enveloped(CREDENTIAL, "application/vc+jwt", TokenCity().signed_card())


def _is_signable(value: object) -> bool:
    """Whether an office could have it to sign: JSON that our own reader has read."""
    try:
        return isinstance(value, dict) and parse(render(value)) == value
    except JsonError:
        return False


def _judge_card(city: City, value: object) -> None:
    if not _is_signable(value):
        return
    city.card = value  # type: ignore[assignment]
    policy = city.policy()
    document = city.signed_card()
    judge_credential(document, format_id=city.format_id, policy=policy, evidence=city.evidence(), now=city.now)


def _vc_jwt(value: object) -> object:
    return _judge_card(TokenCity(), value)


def _vc_sd_jwt(value: object) -> object:
    return _judge_card(SdTokenCity(), value)


def _vp_jwt(value: object) -> object:
    if not _is_signable(value):
        return None
    city = TokenCity()

    def put_in_its_place(shown: dict[str, Any]) -> None:
        shown.clear()
        shown.update(value)  # type: ignore[call-overload]

    city.change_presentation = put_in_its_place
    judge_presentation(city.presentation(), policy=city.policy(), evidence=city.evidence(), now=city.now)
    return None


def _certificate(der: object) -> object:
    certificate = load_certificate(der if isinstance(der, bytes) else b"")
    return _follow(certificate, CHAIN[1])


def _x5c(value: object) -> object:
    return _follow(*read_x5c({"x5c": value}))


def _follow(*chain: Certificate) -> object:
    """What is signed is compared: DER lets the signature beside it be written in more than one way."""
    certified = judge_chain(chain, ANCHORS, now=NOW)
    if [one.tbs_certificate_bytes for one in chain] != [one.tbs_certificate_bytes for one in CHAIN]:
        raise Forgery("another certificate under the same signature")
    return certified.speaks_for(OFFICE_URI)


def _envelope(value: object) -> object:
    return parse_enveloped(value if isinstance(value, dict) else {})


TARGETS = (
    Target("vc-jwt-signed-anew", lambda: [{**City().card, "iat": SIGNED, "iss": City().card["issuer"]["id"]}], _vc_jwt),
    Target("vc-sd-jwt-signed-anew", lambda: [City().card], _vc_sd_jwt),
    Target(
        "vp-jwt-signed-anew",
        lambda: [{"@context": [V2], "type": "VerifiablePresentation", "verifiableCredential": [ENVELOPE]}],
        _vp_jwt,
    ),
    Target("envelope", lambda: [ENVELOPE], _envelope),
    Target("data-url", lambda: [ENVELOPE["id"], "data:application/vp+jwt,a%2Eb"], parse_data_url),
    Target("certificate", lambda: [DER], _certificate),
    Target("x5c", lambda: [render_x5c(CHAIN)], _x5c),
)
