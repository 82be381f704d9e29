"""x5c is a short array of certificates in one spelling; to bring one along proves nothing."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from credentials.errors import CertificateError
from credentials.jose.x5c import read_x5c, render_x5c
from tests.credentials.x509.authority import leaf, middle

CHAIN = (leaf(), middle())
WRITTEN = render_x5c(CHAIN)
DER = CHAIN[0].public_bytes(Encoding.DER)


def test_a_chain_is_read_as_it_was_written() -> None:
    assert read_x5c({"x5c": WRITTEN}) == CHAIN
    assert read_x5c({"alg": "ES256"}) == ()


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        WRITTEN[0],
        [WRITTEN[0]] * 5,
        [None],
        [1],
        [[WRITTEN[0]]],
        [""],
        ["AAAA"],
        [WRITTEN[0].rstrip("=") + "!"],
        [base64.urlsafe_b64encode(DER).decode().replace("_", "-") + "\n"],
        [WRITTEN[0] + "\n"],
        [" " + WRITTEN[0]],
        [base64.b64encode(DER + b"\0").decode()],
        ["-----BEGIN CERTIFICATE-----\n" + WRITTEN[0]],
        ["A" * 20_000],
        ["ä"],
    ],
)
def test_anything_else_is_refused(value: object) -> None:
    with pytest.raises(CertificateError):
        read_x5c({"x5c": value})
