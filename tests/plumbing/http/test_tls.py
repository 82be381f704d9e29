"""The throw-away authority: made once, kept private, renewed in time, good for localhost alone."""

from __future__ import annotations

import ssl
import stat
import threading
from typing import TYPE_CHECKING

import pytest
from cryptography import x509

from plumbing.clock import MovableClock, SystemClock
from plumbing.http.client_tls import client_context
from plumbing.http.tls import ThrowAwayCa

if TYPE_CHECKING:
    from pathlib import Path

DAY = 86_400


def leaf_of(folder: Path) -> x509.Certificate:
    return x509.load_pem_x509_certificate((folder / "server.pem").read_bytes())


def shake_hands(ca: ThrowAwayCa, client: ssl.SSLContext, name: str = "localhost") -> None:
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    server_side = ca.server_context().wrap_bio(to_server, to_client, server_side=True)
    client_side = client.wrap_bio(to_client, to_server, server_hostname=name)
    for _ in range(4):
        for side in (client_side, server_side):
            try:
                side.do_handshake()
            except ssl.SSLWantReadError:
                continue
    client_side.getpeercert()


def test_a_client_with_the_root_trusts_localhost_and_nothing_else(tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path / "tls")
    shake_hands(ca, client_context(ca.root_pem))
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(ca, client_context(ca.root_pem), "example.org")
    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(ca, client_context())


def test_a_strict_client_trusts_it_too(tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    strict = client_context(ca.root_pem)
    strict.verify_flags |= ssl.VERIFY_X509_STRICT
    shake_hands(ca, strict)


def test_old_tls_is_not_spoken(tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    assert ca.server_context().minimum_version == ssl.TLSVersion.TLSv1_2
    assert client_context().minimum_version == ssl.TLSVersion.TLSv1_2


def test_keys_are_readable_by_their_owner_alone_and_no_draft_stays(tmp_path: Path) -> None:
    ThrowAwayCa.load_or_create(tmp_path)
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes) == {"authority.pem", "root.pem", "server.pem"}
    assert modes["authority.pem"] == modes["server.pem"] == 0o600


def test_the_root_holds_no_key(tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    assert b"PRIVATE" not in ca.root_pem
    assert ca.root_file.read_bytes() == ca.root_pem


def test_it_can_certify_nothing_but_this_machine(tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    root = x509.load_pem_x509_certificate(ca.root_pem)
    constraints = root.extensions.get_extension_for_class(x509.NameConstraints)
    assert constraints.critical
    assert x509.DNSName("localhost") in (constraints.value.permitted_subtrees or [])


def test_a_second_start_finds_the_same(tmp_path: Path) -> None:
    first = ThrowAwayCa.load_or_create(tmp_path)
    leaf = leaf_of(tmp_path)
    assert ThrowAwayCa.load_or_create(tmp_path).root_pem == first.root_pem
    assert leaf_of(tmp_path) == leaf


def test_the_leaf_is_renewed_before_it_expires_and_the_root_stays(tmp_path: Path) -> None:
    clock = MovableClock(SystemClock().now())
    first, leaf = ThrowAwayCa.load_or_create(tmp_path, clock), leaf_of(tmp_path)
    clock.move(794 * DAY)
    ThrowAwayCa.load_or_create(tmp_path, clock)
    assert leaf_of(tmp_path) == leaf
    clock.move(2 * DAY)
    renewed = ThrowAwayCa.load_or_create(tmp_path, clock)
    assert leaf_of(tmp_path) != leaf
    assert renewed.root_pem == first.root_pem


def test_the_root_is_renewed_while_it_still_outlives_its_leaf(tmp_path: Path) -> None:
    clock = MovableClock(SystemClock().now())
    first = ThrowAwayCa.load_or_create(tmp_path, clock)
    clock.move(8 * 365 * DAY)
    assert ThrowAwayCa.load_or_create(tmp_path, clock).root_pem != first.root_pem


@pytest.mark.parametrize("name", ["authority.pem", "server.pem", "root.pem"])
@pytest.mark.parametrize("content", [b"", b"not a certificate"])
def test_a_broken_file_is_made_anew(tmp_path: Path, name: str, content: bytes) -> None:
    ThrowAwayCa.load_or_create(tmp_path)
    (tmp_path / name).write_bytes(content)
    ca = ThrowAwayCa.load_or_create(tmp_path)
    shake_hands(ca, client_context(ca.root_pem))


def test_many_first_starts_at_once_make_one_authority(tmp_path: Path) -> None:
    roots: set[bytes] = set()
    barrier = threading.Barrier(8)

    def start() -> None:
        barrier.wait()
        roots.add(ThrowAwayCa.load_or_create(tmp_path).root_pem)

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(roots) == 1
    ca = ThrowAwayCa.load_or_create(tmp_path)
    shake_hands(ca, client_context(ca.root_pem))
