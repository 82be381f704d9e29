"""The header member `x5c`: a chain of certificates that a token brings along (RFC 7515 section 4.1.6).

Whoever brings it has proven nothing; only a chain that leads to a configured anchor says anything.
"""

from __future__ import annotations

import base64
import binascii
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from credentials.errors import CertificateError
from credentials.x509.certificate import load_certificate
from credentials.x509.chain import MOST_CERTIFICATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from cryptography.x509 import Certificate

_LONGEST = 16_384


def read_x5c(header: Mapping[str, object]) -> tuple[Certificate, ...]:
    """The chain in a token's header, the certificate of its key first; empty where it has none.

    Raises:
        CertificateError: for anything but 1 to 4 certificates as base64 (not base64url) of DER.
    """
    if "x5c" not in header:
        return ()
    written = header["x5c"]
    if not isinstance(written, list) or not 0 < len(written) <= MOST_CERTIFICATES:
        raise CertificateError(f"x5c is an array of 1 to {MOST_CERTIFICATES} certificates")
    return tuple(load_certificate(_decode(text)) for text in written)


def render_x5c(chain: tuple[Certificate, ...]) -> list[str]:
    """Write a chain as the value of `x5c`."""
    return [base64.b64encode(certificate.public_bytes(Encoding.DER)).decode("ascii") for certificate in chain]


def _decode(text: object) -> bytes:
    try:
        if isinstance(text, str) and len(text) <= _LONGEST:
            der = base64.b64decode(text, validate=True)
            if base64.b64encode(der).decode("ascii") == text:
                return der
    except (ValueError, binascii.Error):
        pass
    raise CertificateError("a certificate in x5c is canonical base64 of DER")
