"""Trust anchors: the certificates at the end of chains that a service's operator has chosen to believe."""

from __future__ import annotations

from dataclasses import dataclass

from cryptography.x509 import Certificate, load_pem_x509_certificates

from credentials.errors import CertificateError
from credentials.x509.certificate import judge_certificate


@dataclass(frozen=True, slots=True)
class TrustAnchors:
    """The anchors that count; none at all means that no certificate does.

    Attributes:
        certificates: as they were configured, nothing of them fetched.
    """

    certificates: tuple[Certificate, ...]

    @classmethod
    def from_pem(cls, pem: bytes) -> TrustAnchors:
        """Read anchors from a file of PEM certificates.

        Raises:
            CertificateError: when there is none in it, or one that cannot be an anchor here.
        """
        try:
            certificates = tuple(load_pem_x509_certificates(pem))
        except ValueError as error:
            raise CertificateError("these are no certificates in PEM") from error
        for certificate in certificates:
            judge_certificate(certificate)
        return cls(certificates)

    def __bool__(self) -> bool:
        return bool(self.certificates)


NO_ANCHORS = TrustAnchors(())
"""For whoever believes no certificates."""
