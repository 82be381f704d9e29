"""A certificate counts when its chain leads to a configured anchor in every respect; one fault, and it does not."""

from __future__ import annotations

import warnings
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from credentials.errors import CertificateError
from credentials.keys.algorithm import Algorithm
from credentials.x509.anchors import NO_ANCHORS, TrustAnchors
from credentials.x509.certificate import issuer_named, load_certificate
from credentials.x509.chain import CertifiedKey, judge_chain
from tests.credentials.x509.authority import (
    ANCHORS,
    DAY,
    LEAF_KEY,
    MIDDLE_KEY,
    NOW,
    OFFICE_HOST,
    OFFICE_URI,
    ROOT_KEY,
    ec_key,
    leaf,
    middle,
    root,
)

Chain = list[x509.Certificate]
UNKNOWN = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00")
SECONDS = 10 * 86_400


def judge(chain: Chain, anchors: TrustAnchors = ANCHORS, now: int = NOW) -> CertifiedKey:
    return judge_chain(chain, anchors, now=now)


def test_a_chain_leads_to_its_anchor() -> None:
    certified = judge([leaf(), middle()])
    assert certified.key.algorithm is Algorithm.P256
    assert certified.names.uris == (OFFICE_URI,)
    assert certified.names.hosts == (OFFICE_HOST,)
    assert certified.subject == "CN=leaf"


@pytest.mark.parametrize(
    "chain",
    [
        [leaf(issuer="root", issuer_key=ROOT_KEY)],
        [leaf(with_constraints=False), middle()],
        [leaf(), middle(path_length=None)],
        [leaf(uris=[], hosts=[]), middle()],
        [leaf(more=[(UNKNOWN, False)]), middle()],
        [leaf(more=[(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), False)]), middle()],
        [leaf(), middle(more=[(x509.NameConstraints([x509.DNSName(OFFICE_HOST)], None), True)])],
    ],
    ids=["no middle", "no constraints", "any length", "no names", "an extension", "a usage", "its own names"],
)
def test_what_is_unusual_but_good_is_accepted(chain: Chain) -> None:
    judge(chain)


def test_a_key_on_p_384_is_accepted() -> None:
    assert judge([leaf(key=ec_key(7, ec.SECP384R1())), middle()]).key.algorithm is Algorithm.P384


THIRD = ec_key(104)
FAULTS: dict[str, Chain] = {
    "nothing": [],
    "another root": [leaf(issuer="other", issuer_key=THIRD)],
    "the name of the root, the key of another": [leaf(issuer="root", issuer_key=THIRD)],
    "signed by another": [leaf(issuer_key=THIRD), middle()],
    "its authority missing": [leaf()],
    "its anchor in it": [leaf(), middle(), root()],
    "only its anchor": [root()],
    "self-signed": [leaf(subject="self", issuer="self", issuer_key=LEAF_KEY)],
    "a self-signed authority in it": [leaf(), middle(subject="middle", issuer="middle", issuer_key=MIDDLE_KEY)],
    "in the wrong order": [middle(), leaf()],
    "one too many": [leaf(), middle(), middle(subject="stray", key=THIRD)],
    "one twice": [leaf(), middle(), middle()],
    "five": [leaf(), middle(), middle(subject="a"), middle(subject="b"), middle(subject="c")],
    "expired": [leaf(end=-DAY), middle()],
    "not yet valid": [leaf(begin=DAY), middle()],
    "authority expired": [leaf(), middle(end=-DAY)],
    "authority not yet valid": [leaf(), middle(begin=DAY)],
    "no authority": [leaf(), middle(authority=False, path_length=None)],
    "authority without constraints": [leaf(), middle(with_constraints=False)],
    "authority without usage": [leaf(), middle(with_usage=False)],
    "authority that may not certify": [leaf(), middle(certifies=False)],
    "path too long": [
        leaf(issuer="lower", issuer_key=THIRD),
        middle(subject="lower", key=THIRD, issuer="middle", issuer_key=MIDDLE_KEY),
        middle(),
    ],
    "an authority that signs": [middle()],
    "a key not for signatures": [leaf(signs=False), middle()],
    "a key without usage": [leaf(with_usage=False), middle()],
    "a critical extension that nobody knows": [leaf(more=[(UNKNOWN, True)]), middle()],
    "a critical extension of the authority": [leaf(), middle(more=[(UNKNOWN, True)])],
    "a name beyond its authority": [
        leaf(),
        middle(more=[(x509.NameConstraints([x509.DNSName("other.example")], None), True)]),
    ],
}


@pytest.mark.parametrize("name", FAULTS)
def test_one_fault_anywhere_and_the_chain_is_refused(name: str) -> None:
    with pytest.raises(CertificateError):
        judge(FAULTS[name])


@pytest.mark.parametrize(
    "anchor",
    [root(end=-DAY), root(begin=DAY), root(path_length=0), root(authority=False), root(key=THIRD, issuer_key=THIRD)],
    ids=["expired", "not yet", "short", "no authority", "another key"],
)
def test_an_anchor_that_does_not_hold_leads_nowhere(anchor: x509.Certificate) -> None:
    with pytest.raises(CertificateError):
        judge([leaf(), middle()], TrustAnchors((anchor,)))


def test_without_anchors_no_certificate_is_believed() -> None:
    with pytest.raises(CertificateError, match="believed"):
        judge([leaf(), middle()], NO_ANCHORS)


def test_a_leaf_that_is_itself_configured_is_no_anchor() -> None:
    with pytest.raises(CertificateError):
        judge([leaf()], TrustAnchors((leaf(),)))


@pytest.mark.parametrize(
    ("now", "good"),
    [(NOW - SECONDS, True), (NOW - SECONDS - 1, False), (NOW + SECONDS, True), (NOW + SECONDS + 1, False)],
)
def test_the_moment_is_handed_in(now: int, good: bool) -> None:
    if good:
        judge([leaf(), middle()], now=now)
    else:
        with pytest.raises(CertificateError):
            judge([leaf(), middle()], now=now)


@pytest.mark.parametrize(
    "key",
    [
        ed25519.Ed25519PrivateKey.from_private_bytes(bytes(32)),
        rsa.generate_private_key(65537, 2048),
        ec_key(9, ec.SECP521R1()),
        ec_key(9, ec.SECP256K1()),
    ],
    ids=["Ed25519", "RSA", "P-521", "secp256k1"],
)
def test_a_key_of_another_kind_is_refused_wherever_it_stands(key: Any) -> None:
    with pytest.raises(CertificateError, match="P-256"):
        load_certificate(leaf(key=key).public_bytes(Encoding.DER))
    with pytest.raises(CertificateError, match="P-256"):
        TrustAnchors.from_pem(root(key=key).public_bytes(Encoding.PEM))


def test_anchors_are_read_from_pem() -> None:
    pem = root().public_bytes(Encoding.PEM) + root(subject="second", issuer="second").public_bytes(Encoding.PEM)
    assert len(TrustAnchors.from_pem(pem).certificates) == 2
    for broken in (b"", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", pem[:200]):
        with pytest.raises(CertificateError):
            TrustAnchors.from_pem(broken)


def test_a_certificate_for_any_host_of_a_domain_names_none() -> None:
    names = judge([leaf(uris=[OFFICE_URI], hosts=["*.city.example"]), middle()]).names
    assert names.hosts == ()


@pytest.mark.parametrize(
    ("issuer", "uris", "hosts", "speaks"),
    [
        (OFFICE_URI, [OFFICE_URI], [], True),
        (OFFICE_URI, [OFFICE_URI + "/"], [], True),
        ("did:web:city.example:offices:library", [OFFICE_URI], [], True),
        ("did:web:city.example:offices:library", ["did:web:city.example:offices:library"], [], True),
        ("did:web:city.example:offices:library", [], [OFFICE_HOST], True),
        ("did:web:city.example%3A8443:offices:library", [], [OFFICE_HOST], True),
        (OFFICE_URI, [], ["City.Example"], True),
        ("did:key:z6Mk", ["did:key:z6Mk"], [], True),
        (OFFICE_URI, [], [], False),
        (OFFICE_URI, ["https://city.example/offices/sports"], [], False),
        (OFFICE_URI, ["https://city.example"], [], False),
        (OFFICE_URI, [], ["example", "*.example", "evil.city.example"], False),
        ("https://*.example/x", [], ["*.example"], False),
        ("http://city.example/offices/library", [], [OFFICE_HOST], False),
        ("https://city.example.evil.example/x", [], [OFFICE_HOST], False),
        ("https://city.example@evil.example/x", [], [OFFICE_HOST], False),
        ("did:web:evil.example:city.example", [], [OFFICE_HOST], False),
        ("did:key:z6Mk", [], [OFFICE_HOST], False),
        ("", [], [OFFICE_HOST], False),
    ],
)
def test_a_certificate_speaks_for_whom_it_names(issuer: str, uris: list[str], hosts: list[str], speaks: bool) -> None:
    assert judge([leaf(uris=uris, hosts=hosts), middle()]).speaks_for(issuer) is speaks


DER = leaf().public_bytes(Encoding.DER)


@given(st.integers(0, len(DER) - 1), st.integers(0, 255))
def test_one_changed_byte_is_refused_in_our_own_words(position: int, value: int) -> None:
    changed = DER[:position] + bytes([value]) + DER[position + 1 :]
    if changed != DER:
        with pytest.raises(CertificateError):
            judge([load_certificate(changed), middle()])


@pytest.mark.parametrize(
    "oid", [x509.SubjectAlternativeName.oid, x509.BasicConstraints.oid, x509.KeyUsage.oid], ids=lambda oid: oid._name
)
def test_a_certificate_with_a_part_that_cannot_be_read_is_refused(oid: ObjectIdentifier) -> None:
    unreadable = leaf(
        with_constraints=False,
        with_usage=False,
        uris=[],
        hosts=[],
        more=[(x509.UnrecognizedExtension(oid, b"\x30\x03\x02"), False)],
    )
    with pytest.raises(CertificateError, match="a part of this certificate"):
        load_certificate(unreadable.public_bytes(Encoding.DER))


def test_a_serial_number_that_is_not_positive_is_refused_with_and_without_warnings() -> None:
    der = leaf(serial=1).public_bytes(Encoding.DER)
    load_certificate(der)
    zero = der.replace(b"\x02\x01\x01", b"\x02\x01\x00", 1)
    with pytest.raises(CertificateError):
        load_certificate(zero)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(CertificateError, match="serial"):
            load_certificate(zero)


@pytest.mark.parametrize(
    ("uris", "named"), [([OFFICE_URI], OFFICE_URI), ([], None), ([OFFICE_URI, "https://other.example"], None)]
)
def test_a_certificate_with_one_uri_names_an_issuer(uris: list[str], named: str | None) -> None:
    assert issuer_named([leaf(uris=uris), middle()]) == named
    assert issuer_named([]) is None


def test_a_refused_chain_says_what_a_sender_can_do_about_it() -> None:
    with pytest.raises(CertificateError, match="1 to 4"):
        judge([])
    with pytest.raises(CertificateError, match="self-signed"):
        judge([leaf(), middle(), root()])
    with pytest.raises(CertificateError, match="before its anchor"):
        judge([leaf(), middle()], TrustAnchors((middle(),)))
    with pytest.raises(CertificateError, match="in order"):
        judge([leaf(), middle(), middle(subject="stray", key=THIRD)])
    judge([leaf()], TrustAnchors((middle(),)))


@given(st.binary(max_size=60))
def test_whatever_is_no_certificate_is_refused_in_our_own_words(der: bytes) -> None:
    with pytest.raises(CertificateError):
        load_certificate(der)
