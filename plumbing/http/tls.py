"""TLS for development: a throw-away certificate authority for `localhost`, made at the first start.

Protocol addresses are https on loopback too, so that no branch of the code allows http. The authority may certify
nothing but this machine (RFC 5280 name constraints), so its root harms nobody who has come to trust it. Real
deployments bring their own certificates, or let a proxy in front speak TLS.

Certificates live in real time: hand in the machine's clock, also where a demo moves another one.
"""

from __future__ import annotations

import os
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network
from typing import TYPE_CHECKING

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from plumbing.clock import SystemClock

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.clock import Clock

_ROOT_LIFE = timedelta(days=3652)
_LEAF_LIFE = timedelta(days=825)  # the longest that clients accept even from a root of their own
_RENEW_BEFORE = timedelta(days=30)
_BACKDATED = timedelta(hours=1)


class ThrowAwayCa:
    """A certificate authority for this machine alone, and its one server certificate.

    Attributes:
        root_file: where the root certificate lies, for `NODE_EXTRA_CA_CERTS`, `curl --cacert` and the like.
        root_pem: the same as bytes, for `Fetcher(roots_pem=...)`.
    """

    def __init__(self, root_file: Path, server_file: Path) -> None:
        self.root_file = root_file
        self.root_pem = root_file.read_bytes()
        self._server_file = server_file

    @classmethod
    def load_or_create(cls, folder: Path, clock: Clock | None = None) -> ThrowAwayCa:
        """Open the authority in the folder; make or renew what is missing, broken off or about to expire.

        Several processes may do so at once: the first to finish an authority wins, and the others take it over.
        """
        now = datetime.fromtimestamp((clock or SystemClock()).now(), UTC)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        authority_file, root_file, server_file = (folder / name for name in ("authority.pem", "root.pem", "server.pem"))
        authority = _load_authority(authority_file, now)
        if authority is None:
            _write_first(authority_file, _make_authority(now))
            authority = _load_authority(authority_file, now)
            if authority is None:
                raise ValueError(f"{authority_file} is not an authority's key and certificate; remove it")
        root, key = authority
        root_pem = root.public_bytes(serialization.Encoding.PEM)
        if not root_file.exists() or root_file.read_bytes() != root_pem:
            _replace(root_file, root_pem, mode=0o644)
        if not _is_good_leaf(server_file, root, now):
            _replace(server_file, _make_leaf(root, key, now), mode=0o600)
        return cls(root_file, server_file)

    def server_context(self) -> ssl.SSLContext:
        """Return the context of a server at `localhost`, with TLS 1.2 or newer."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(self._server_file)
        return context


def server_context(certificate_file: Path, key_file: Path) -> ssl.SSLContext:
    """Return the context of a server with a deployment's own certificate chain, with TLS 1.2 or newer."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate_file, key_file)
    return context


def _load_authority(file: Path, now: datetime) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None:
    if not file.exists():
        return None
    pem = file.read_bytes()
    try:
        root = x509.load_pem_x509_certificate(pem)
        key = serialization.load_pem_private_key(pem, password=None)
    except ValueError:
        pass
    else:
        outlives_a_new_leaf = root.not_valid_after_utc - now >= _LEAF_LIFE
        if isinstance(key, ec.EllipticCurvePrivateKey) and root.not_valid_before_utc <= now and outlives_a_new_leaf:
            return root, key
    file.unlink(missing_ok=True)  # a new one is made; clients must be shown its root again
    return None


def _make_authority(now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Stadtsiegel throw-away authority of this machine")])
    this_machine: list[x509.GeneralName] = [
        x509.DNSName("localhost"),
        x509.IPAddress(IPv4Network("127.0.0.0/8")),
        x509.IPAddress(IPv6Network("::1/128")),
    ]
    root = (
        _begin(subject=name, issuer=name, key=key.public_key(), issuer_key=key.public_key(), now=now, life=_ROOT_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(this_machine, excluded_subtrees=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return _private_pem(key) + root.public_bytes(serialization.Encoding.PEM)


def _make_leaf(root: x509.Certificate, root_key: ec.EllipticCurvePrivateKey, now: datetime) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    leaf = (
        _begin(
            subject=name,
            issuer=root.subject,
            key=key.public_key(),
            issuer_key=root_key.public_key(),
            now=now,
            life=_LEAF_LIFE,
        )
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(root_key, hashes.SHA256())
    )
    return _private_pem(key) + leaf.public_bytes(serialization.Encoding.PEM)


def _begin(
    *,
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePublicKey,
    issuer_key: ec.EllipticCurvePublicKey,
    now: datetime,
    life: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _BACKDATED)
        .not_valid_after(now + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _is_good_leaf(file: Path, root: x509.Certificate, now: datetime) -> bool:
    if not file.exists():
        return False
    pem = file.read_bytes()
    try:
        leaf = x509.load_pem_x509_certificate(pem)
        serialization.load_pem_private_key(pem, password=None)
        leaf.verify_directly_issued_by(root)
    except Exception:  # noqa: BLE001 - whatever is wrong with it, a new one is made
        return False
    return leaf.not_valid_before_utc <= now <= leaf.not_valid_after_utc - _RENEW_BEFORE


def _private_pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _write_first(file: Path, content: bytes) -> None:
    draft = _write_draft(file, content, mode=0o600)
    try:
        os.link(draft, file)  # unlike a rename, this leaves alone what another process has put there
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _replace(file: Path, content: bytes, *, mode: int) -> None:
    _write_draft(file, content, mode=mode).replace(file)


def _write_draft(file: Path, content: bytes, *, mode: int) -> Path:
    draft = file.with_name(f".{file.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    return draft
