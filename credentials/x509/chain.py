"""Chains: whether a certificate leads to a configured anchor, at one moment, by the rules of RFC 5280 section 6.

The path is validated by the library cryptography: signatures, periods, authorities, path lengths, name constraints, and
no critical extension that nobody looked at. Demanded beyond that: the chain comes in order and holds nothing else, its
anchor is not in it, nothing in it is self-signed, and the first may sign and is no authority (HAIP 1.0 section 6.1).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from cryptography.x509 import BasicConstraints, Certificate, KeyUsage
from cryptography.x509.verification import (
    Criticality,
    ExtensionPolicy,
    Policy,
    PolicyBuilder,
    Store,
    VerificationError,
)

from credentials.did.did_web import folder_url
from credentials.errors import CertificateError, DidError
from credentials.x509.certificate import Names, names_of, public_key_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.keys.public_key import PublicKey
    from credentials.x509.anchors import TrustAnchors

MOST_CERTIFICATES = 4

_HTTPS = re.compile(r"https://(?P<host>[a-z0-9.-]+)(?=[:/?#]|$)")


@dataclass(frozen=True, slots=True)
class CertifiedKey:
    """A key whose chain leads to an anchor.

    Attributes:
        key: the key.
        names: whom its certificate names.
        subject: how its certificate calls its subject (RFC 4514), for people to read.
    """

    key: PublicKey
    names: Names
    subject: str

    def speaks_for(self, issuer: str) -> bool:
        """Whether the certificate names this issuer: by its URI, or by the host that its address lies at.

        Args:
            issuer: a URL; a did:web is known by its address, too.
        """
        address = _address_of(issuer)
        if {issuer, address} & {uri.removesuffix("/") for uri in self.names.uris}:
            return True
        place = _HTTPS.match(address)
        return place is not None and place["host"] in self.names.hosts


def judge_chain(chain: Sequence[Certificate], anchors: TrustAnchors, *, now: int) -> CertifiedKey:
    """Follow a chain to an anchor.

    Args:
        chain: the certificate of the key first, each followed by the one that certifies it.
        anchors: what the caller believes.
        now: UTC seconds.

    Raises:
        CertificateError: whatever is wrong; which authority failed is no matter of whoever sent it.
    """
    if not anchors:
        raise CertificateError("no certificate is believed here")
    if not 0 < len(chain) <= MOST_CERTIFICATES:
        raise CertificateError(f"a chain has 1 to {MOST_CERTIFICATES} certificates")
    if any(certificate.subject == certificate.issuer for certificate in chain):
        raise CertificateError("a chain holds neither its anchor nor another self-signed certificate")
    if any(certificate in anchors.certificates for certificate in chain):
        raise CertificateError("a chain ends before its anchor")
    first, *rest = chain
    try:
        verifier = (
            PolicyBuilder()
            .store(Store(list(anchors.certificates)))
            .time(datetime.fromtimestamp(now, UTC))
            .max_chain_depth(MOST_CERTIFICATES - 1)
            .extension_policies(ca_policy=_AUTHORITY, ee_policy=_SIGNER)
            .build_client_verifier()
        )
        path = verifier.verify(first, rest).chain
    except (VerificationError, ValueError) as error:
        raise CertificateError("this chain of certificates leads to no anchor that is believed here") from error
    if path[:-1] != list(chain):
        raise CertificateError("a chain holds its certificates in order, and no others")
    return CertifiedKey(public_key_of(first), names_of(first), first.subject.rfc4514_string())


def _address_of(issuer: str) -> str:
    try:
        return folder_url(issuer).removesuffix("/")
    except DidError:
        return issuer.removesuffix("/")


def _no_authority(_policy: Policy, _certificate: Certificate, constraints: BasicConstraints | None) -> None:
    if constraints is not None and constraints.ca:
        raise ValueError("an authority signs certificates, not documents")


def _signs(_policy: Policy, _certificate: Certificate, usage: KeyUsage) -> None:
    if not usage.digital_signature:
        raise ValueError("this key is not meant for signatures")


def _certifies(_policy: Policy, _certificate: Certificate, usage: KeyUsage) -> None:
    if not usage.key_cert_sign:
        raise ValueError("this authority may not sign certificates")


_SIGNER = (
    ExtensionPolicy.permit_all()
    .may_be_present(BasicConstraints, Criticality.AGNOSTIC, _no_authority)
    .require_present(KeyUsage, Criticality.AGNOSTIC, _signs)
)
_AUTHORITY = (
    ExtensionPolicy.permit_all()
    .require_present(BasicConstraints, Criticality.CRITICAL, None)
    .require_present(KeyUsage, Criticality.AGNOSTIC, _certifies)
)
