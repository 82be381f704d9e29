"""One certificate: what it says of itself, believed only as far as its chain is (RFC 5280 section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509 import (
    Certificate,
    DNSName,
    DuplicateExtension,
    ExtensionNotFound,
    InvalidVersion,
    SubjectAlternativeName,
    UniformResourceIdentifier,
    UnsupportedGeneralNameType,
    load_der_x509_certificate,
)

from credentials.errors import CertificateError
from credentials.keys.algorithm import Algorithm
from credentials.keys.public_key import PublicKey

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# The library reads a certificate only as far as it is asked, and says in many ways that it cannot.
_PARTS = ("version", "subject", "issuer", "extensions", "signature_algorithm_oid")
_UNREADABLE = (ValueError, UnsupportedAlgorithm, InvalidVersion, DuplicateExtension, UnsupportedGeneralNameType)
_ALGORITHMS: Mapping[str, Algorithm] = {"secp256r1": Algorithm.P256, "secp384r1": Algorithm.P384}


@dataclass(frozen=True, slots=True)
class Names:
    """Whom a certificate names (Subject Alternative Name).

    Attributes:
        uris: its names that are URIs.
        hosts: its names that are host names, in small letters; wildcards name nobody here.
    """

    uris: tuple[str, ...]
    hosts: tuple[str, ...]


def load_certificate(der: bytes) -> Certificate:
    """Read a certificate, whole.

    Raises:
        CertificateError: when it is none, or as `judge_certificate`.
    """
    try:
        certificate = load_der_x509_certificate(der)
    except (*_UNREADABLE, CryptographyDeprecationWarning) as error:
        raise CertificateError("this is no certificate") from error
    if certificate.serial_number <= 0:  # of which the library only warns, where warnings are no errors
        raise CertificateError("a certificate has a positive serial number")
    judge_certificate(certificate)
    return certificate


def judge_certificate(certificate: Certificate) -> None:
    """Refuse a certificate of which a part cannot be read, or with a key of another kind than P-256 and P-384.

    Raises:
        CertificateError: for either; Ed25519 is refused, too, because path validation does not know it.
    """
    try:
        for part in _PARTS:
            getattr(certificate, part)
    except _UNREADABLE as error:
        raise CertificateError("a part of this certificate cannot be read") from error
    _algorithm_of(certificate)


def public_key_of(certificate: Certificate) -> PublicKey:
    """The key that the certificate speaks of.

    Raises:
        CertificateError: for a kind of key that is not accepted here.
        KeyMaterialError: when it is no sound key.
    """
    algorithm, key = _algorithm_of(certificate)
    return PublicKey(algorithm, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))


def names_of(certificate: Certificate) -> Names:
    """Whom the certificate names."""
    try:
        names = certificate.extensions.get_extension_for_class(SubjectAlternativeName).value
    except ExtensionNotFound:
        return Names((), ())
    hosts = (host.lower() for host in names.get_values_for_type(DNSName) if "*" not in host)
    return Names(tuple(names.get_values_for_type(UniformResourceIdentifier)), tuple(hosts))


def issuer_named(chain: Sequence[Certificate]) -> str | None:
    """Whom the first certificate of a chain names as the issuer of a token that names none itself: its one URI.

    Nothing is believed by this: which issuer to judge, and by which chain, are two questions.
    """
    uris = names_of(chain[0]).uris if chain else ()
    return uris[0] if len(uris) == 1 else None


def _algorithm_of(certificate: Certificate) -> tuple[Algorithm, ec.EllipticCurvePublicKey]:
    try:
        key = certificate.public_key()
    except _UNREADABLE as error:
        raise CertificateError("the key in this certificate cannot be read") from error
    algorithm = _ALGORITHMS.get(key.curve.name) if isinstance(key, ec.EllipticCurvePublicKey) else None
    if algorithm is None or not isinstance(key, ec.EllipticCurvePublicKey):
        raise CertificateError("a certificate is accepted here with a key on P-256 or P-384")
    return algorithm, key
