"""A small certificate authority for tests: keys from fixed seeds, a fixed moment, and every part can be made wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from credentials.x509.anchors import TrustAnchors

NOW = 1_800_000_000
MOMENT = datetime.fromtimestamp(NOW, UTC)
DAY = timedelta(days=1)


def ec_key(number: int, curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(number, curve or ec.SECP256R1())


def named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@dataclass
class Wish:
    """What a certificate should say; a test changes one thing."""

    subject: str
    key: Any
    issuer: str
    issuer_key: Any
    authority: bool = False
    path_length: int | None = None
    uris: Sequence[str] = ()
    hosts: Sequence[str] = ()
    begin: timedelta = -10 * DAY
    end: timedelta = 10 * DAY
    signs: bool = True
    certifies: bool = True
    with_usage: bool = True
    with_constraints: bool = True
    serial: int = 4711
    more: Sequence[tuple[x509.ExtensionType, bool]] = field(default_factory=list)

    def certificate(self) -> x509.Certificate:
        builder = (
            x509.CertificateBuilder()
            .subject_name(named(self.subject))
            .issuer_name(named(self.issuer))
            .public_key(self.key.public_key())
            .serial_number(self.serial)
            .not_valid_before(MOMENT + self.begin)
            .not_valid_after(MOMENT + self.end)
        )
        names: list[x509.GeneralName] = [x509.UniformResourceIdentifier(uri) for uri in self.uris]
        names += [x509.DNSName(host) for host in self.hosts]
        extensions: list[tuple[x509.ExtensionType, bool]] = list(self.more)
        if self.with_constraints:
            extensions.append((x509.BasicConstraints(self.authority, self.path_length), True))
        if self.with_usage:
            certifies = self.authority and self.certifies
            usage = x509.KeyUsage(self.signs, False, False, False, False, certifies, certifies, False, False)
            extensions.append((usage, True))
        if names:
            extensions.append((x509.SubjectAlternativeName(names), False))
        for extension, critical in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.issuer_key, hashes.SHA256(), ecdsa_deterministic=self._by_curve())

    def _by_curve(self) -> bool | None:
        return True if isinstance(self.issuer_key, ec.EllipticCurvePrivateKey) else None


ROOT_KEY, MIDDLE_KEY, LEAF_KEY = ec_key(101), ec_key(102), ec_key(103)
OFFICE_URI, OFFICE_HOST = "https://city.example/offices/library", "city.example"


def root(**changes: Any) -> x509.Certificate:
    wish: dict[str, Any] = {"subject": "root", "key": ROOT_KEY, "issuer": "root", "issuer_key": ROOT_KEY}
    return Wish(**(wish | {"authority": True} | changes)).certificate()


def middle(**changes: Any) -> x509.Certificate:
    wish: dict[str, Any] = {"subject": "middle", "key": MIDDLE_KEY, "issuer": "root", "issuer_key": ROOT_KEY}
    return Wish(**(wish | {"authority": True, "path_length": 0} | changes)).certificate()


def leaf(**changes: Any) -> x509.Certificate:
    wish: dict[str, Any] = {"subject": "leaf", "key": LEAF_KEY, "issuer": "middle", "issuer_key": MIDDLE_KEY}
    return Wish(**(wish | {"uris": [OFFICE_URI], "hosts": [OFFICE_HOST]} | changes)).certificate()


ANCHORS = TrustAnchors((root(),))
