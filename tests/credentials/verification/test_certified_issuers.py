"""A certificate binds a key to an issuer only below a configured anchor, and never instead of the registry (C-03)."""

from __future__ import annotations

from typing import Any

import pytest
from cryptography.x509 import Certificate

from credentials.jose.x5c import render_x5c
from credentials.keys.algorithm import Algorithm
from credentials.status.token_status_list import TokenStatus
from credentials.verification.evidence import Standing
from credentials.x509.anchors import NO_ANCHORS, TrustAnchors
from tests.credentials.verification.changes import said
from tests.credentials.verification.city import ISSUE, OFFICE, SIGNED, City
from tests.credentials.verification.rows import vc_jwt
from tests.credentials.verification.sd_jwt_city import LIST, SdJwtCity
from tests.credentials.x509.authority import ANCHORS, DAY, OFFICE_HOST, OFFICE_URI, ec_key, leaf, middle, root

OFFICE_KEY = ec_key(int.from_bytes(b"\5" * 32, "big"))
DID_KEY = "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK"


def chain(**changes: Any) -> tuple[Certificate, ...]:
    """Of the office's key, up to the anchor."""
    return leaf(**({"key": OFFICE_KEY} | changes)), middle()


def sd_jwt_city(*certificates: Certificate, anchors: TrustAnchors = ANCHORS) -> SdJwtCity:
    """An office whose key stands in certificates and in no document; its list is signed in the same way."""
    written = render_x5c(certificates or chain())
    city = SdJwtCity(algorithm=Algorithm.P256, anchors=anchors)
    city.issue |= {"kid": ..., "x5c": written}
    city.lists = {LIST: city.status_list(TokenStatus.VALID, alg="ES256", typ="statuslist+jwt", x5c=written)}
    city.controllers.clear()
    return city


def findings_of(city: City) -> dict[str, str]:
    return {check.name.value: check.code for check in city.verdict().checks if not check.passed}


def proof_of(city: City) -> str | None:
    return findings_of(city).get("credential-proof")


@pytest.mark.parametrize(
    "names", [{}, {"uris": [OFFICE], "hosts": []}, {"uris": [], "hosts": [OFFICE_HOST]}], ids=["both", "URI", "host"]
)
def test_a_certified_key_signs_for_the_issuer_that_its_certificate_names(names: dict[str, Any]) -> None:
    assert findings_of(sd_jwt_city(*chain(**names))) == {}


@pytest.mark.parametrize("uri", [OFFICE_URI, OFFICE])
def test_without_iss_the_certificate_says_who_the_issuer_is(uri: str) -> None:
    city = sd_jwt_city(*chain(uris=[uri], hosts=[]))
    del city.card["iss"]
    assert findings_of(city) == {}


@pytest.mark.parametrize(
    "names", [{"uris": [], "hosts": [OFFICE_HOST]}, {"uris": [OFFICE_URI, OFFICE]}, {"uris": ["urn:x"]}]
)
def test_without_iss_a_certificate_with_no_or_several_addresses_names_nobody(names: dict[str, Any]) -> None:
    city = sd_jwt_city(*chain(**names))
    del city.card["iss"]
    assert findings_of(city)["shape"] == "credential-malformed"


def test_without_anchors_a_chain_is_ignored_and_is_no_key() -> None:
    assert proof_of(sd_jwt_city(anchors=NO_ANCHORS)) == "credential-key-not-found"


def test_a_did_url_goes_before_a_chain() -> None:
    city = SdJwtCity(algorithm=Algorithm.P256, anchors=ANCHORS)
    city.issue |= {"x5c": render_x5c(chain(end=-DAY))}
    assert findings_of(city) == {}


@pytest.mark.parametrize(
    ("certificates", "code"),
    [
        (chain(key=ec_key(77)), "credential-signature-wrong"),
        (chain(issuer_key=ec_key(77)), "credential-key-not-found"),
        ((chain()[0],), "credential-key-not-found"),
        ((*chain(), root()), "credential-key-not-found"),
        ((leaf(key=OFFICE_KEY, issuer="leaf", issuer_key=OFFICE_KEY),), "credential-key-not-found"),
        (chain(uris=["https://city.example/offices/sports"], hosts=[]), "credential-key-not-of-issuer"),
        (chain(uris=["https://evil.example"], hosts=["evil.example"]), "credential-key-not-of-issuer"),
    ],
    ids=["another key", "another authority", "broken off", "its anchor in it", "self-signed", "another office", "evil"],
)
def test_a_certificate_that_does_not_lead_to_this_issuer_proves_nothing(
    certificates: tuple[Certificate, ...], code: str
) -> None:
    assert proof_of(sd_jwt_city(*certificates)) == code


@pytest.mark.parametrize("x5c", [None, [], "AAAA", ["AAAA"], [1], render_x5c(chain()) * 3])
def test_a_malformed_chain_proves_nothing(x5c: object) -> None:
    city = sd_jwt_city()
    city.issue |= {"x5c": x5c}
    assert proof_of(city) == "credential-key-not-found"
    del city.card["iss"]
    assert findings_of(city)["shape"] == "credential-malformed"


def test_a_certificate_never_takes_the_place_of_the_registry() -> None:
    said(ISSUE)(city := sd_jwt_city())
    assert findings_of(city)["issuer-trusted"] == "issuer-not-authorized"
    said(ISSUE, (0, SIGNED, Standing.COMPROMISED))(city := sd_jwt_city())
    assert findings_of(city) == {"issuer-trusted": "issuer-compromised"}
    certified_for_all = sd_jwt_city(*chain(uris=[DID_KEY]))
    del certified_for_all.card["iss"]
    assert findings_of(certified_for_all)["issuer-trusted"] == "issuer-not-authorized"


def test_a_status_list_of_another_certificate_proves_nothing() -> None:
    city = sd_jwt_city()
    others = render_x5c(chain(uris=["https://evil.example"], hosts=[]))
    city.lists = {LIST: city.status_list(TokenStatus.VALID, alg="ES256", typ="statuslist+jwt", x5c=others)}
    assert findings_of(city) == {"status": "status-list-not-proven"}


def test_a_w3c_credential_as_a_token_is_certified_in_the_same_way() -> None:
    city = vc_jwt.city_of(Algorithm.P256)
    city.issue |= {"header": {"kid": ..., "x5c": render_x5c(chain())}}
    assert proof_of(city) == "credential-key-not-found"
    city.anchors = ANCHORS
    assert findings_of(city) == {}
    city.issue |= {"header": {"kid": ..., "x5c": render_x5c(chain(uris=["https://evil.example"], hosts=[]))}}
    assert proof_of(city) == "credential-key-not-of-issuer"
