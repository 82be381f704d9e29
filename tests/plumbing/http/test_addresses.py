"""No spelling of an address leads inside: as written, and as resolved (SECURITY N-01)."""

from __future__ import annotations

import socket

import pytest

from plumbing.http.addresses import AddressRefusedError, judge_resolved, judge_url

GOOD = [
    "https://example.org",
    "https://example.org/",
    "https://EXAMPLE.org/a?b=c",
    "https://example.org:443/",
    "https://example.org:8443/",
    "https://example.org./",
    "https://xn--mnchen-3ya.example/",
    "https://münchen.example/",
    "https://a1.example/",
    "https://1a.example/",
    "https://0x.example/",
    "https://example.org/a%20b#fragment",
]

REFUSED = [
    "",
    "https://",
    "https:///path",
    "https:example.org",
    "//example.org/",
    "/path",
    "example.org",
    "http://example.org/",
    "HTTP://example.org/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "gopher://example.org:70/_x",
    "data:text/plain,x",
    "javascript:alert(1)",
    "ws://example.org/",
    "wss://example.org/",
    "unix:///var/run/docker.sock",
    "https+unix://x/",
    "https://user@example.org/",
    "https://user:password@example.org/",
    "https://:password@example.org/",
    "https://example.org@127.0.0.1/",
    "https://example.org:22/",
    "https://example.org:25/",
    "https://example.org:80/",
    "https://example.org:0/",
    "https://example.org:444/",
    "https://example.org:1023/",
    "https://example.org:65536/",
    "https://example.org:-1/",
    "https://example.org:x/",
    "https://127.0.0.1/",
    "https://127.0.0.1:8443/",
    "https://127.0.0.1./",
    "https://127.1/",
    "https://127.0.1/",
    "https://0/",
    "https://0.0.0.0/",
    "https://2130706433/",
    "https://017700000001/",
    "https://0x7f000001/",
    "https://0x7f.1/",
    "https://0x7f.0x0.0x0.0x1/",
    "https://0177.0.0.1/",
    "https://0177.0.0.01/",
    "https://00000177.0.0.1/",
    "https://127.0.0.0x1/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://2852039166/",
    "https://100.64.0.1/",
    "https://8.8.8.8/",
    "https://1.1.1.1:8443/",
    "https://999.999.999.999/",
    "https://1.2.3.4.5/",
    "https://example.1/",
    "https://example.0x1/",
    "https://[::1]/",
    "https://[::]/",
    "https://[::1%25lo]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[::ffff:7f00:1]/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fc00::1]/",
    "https://[2606:4700::1111]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[v1.x]/",
    "https://[::1/",
    "https://①②⑦.⓪.⓪.①/",
    "https://１２７.0.0.1/",
    "https://127。0。0。1/",
    "https://localhost/",
    "https://localhost:8443/",
    "https://LOCALHOST/",
    "https://localhost./",
    "https://app.localhost/",
    "https://ｌocalhost/",
    "https://localhost.localdomain/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://exa mple.org/",
    "https://example.org\t/",
    "https://example.org/\r\nX: y",
    "https://example.org\x00.evil.example/",
    "https://example.org\\@evil.example/",
    "https://exam%70le.org%00/",
    "https://%31%32%37.0.0.1/",
    "https://-example.org/",
    "https://example-.org/",
    "https://.example.org/",
    "https://example..org/",
    "https://exa_mple.org/",
    "https://example.org,evil.example/",
    "https://*.example.org/",
    "https://" + "a" * 64 + ".example/",
    "https://example.org/" + "x" * 2048,
]


@pytest.mark.parametrize("url", GOOD)
def test_an_ordinary_address_is_called(url: str) -> None:
    judged = judge_url(url, allow_loopback=False)
    assert judged.scheme == "https"
    assert not judged.fragment


@pytest.mark.parametrize("url", REFUSED)
def test_anything_else_is_refused_as_written(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        judge_url(url, allow_loopback=False)


@pytest.mark.parametrize("url", ["https://localhost/", "https://localhost:8443/x", "https://LOCALHOST:8443"])
def test_localhost_is_called_where_that_is_allowed(url: str) -> None:
    assert judge_url(url, allow_loopback=True).host == "localhost"


@pytest.mark.parametrize("url", ["https://127.0.0.1/", "https://[::1]/", "https://2130706433/", "http://localhost/"])
def test_never_by_number_and_never_plain(url: str) -> None:
    with pytest.raises(AddressRefusedError):
        judge_url(url, allow_loopback=True)


def refused(address: str, *, allow_loopback: bool = False) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        judge_resolved(
            (family, socket.SOCK_STREAM, 6, "", (address, 443)),
            allow_loopback=allow_loopback,
        )
    except AddressRefusedError:
        return True
    return False


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_public_addresses_are_called(address: str) -> None:
    assert not refused(address)


INSIDE = [
    "0.0.0.0",  # noqa: S104 - nothing is bound
    "0.1.2.3",
    "10.0.0.1",
    "10.255.255.255",
    "100.64.0.1",
    "169.254.0.1",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.168.0.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::2",
    "::7f00:1",
    "::ffff:0:0",
    "::ffff:10.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::10.0.0.1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "2002:7f00:1::1",
    "2002:808:808::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
    "not an address",
    "",
]
LOOPBACK = ["127.0.0.1", "127.1.2.3", "127.255.255.255", "::1", "::ffff:127.0.0.1", "64:ff9b::7f00:1"]


@pytest.mark.parametrize("address", INSIDE + LOOPBACK)
def test_inner_addresses_are_refused_however_a_name_leads_there(address: str) -> None:
    assert refused(address)


@pytest.mark.parametrize("address", INSIDE)
def test_allowing_loopback_allows_nothing_else(address: str) -> None:
    assert refused(address, allow_loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.1.2.3", "::1", "::ffff:127.0.0.1"])
def test_loopback_is_called_where_that_is_allowed(address: str) -> None:
    assert not refused(address, allow_loopback=True)
