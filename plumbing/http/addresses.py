"""Which addresses may be called: judged twice, as written and as resolved (SECURITY N-01, N-02).

As written, a URL is https with a host name and an ordinary port. As resolved, the address belongs to the public
internet, in every spelling that reaches an inner one: mapped, translated, tunnelled. Both judgements are pure.
"""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import TYPE_CHECKING

from yarl import URL

if TYPE_CHECKING:
    from aiohappyeyeballs import AddrInfoType

_LONGEST_URL = 2048
_HTTPS_PORT = 443
_FIRST_UNPRIVILEGED_PORT = 1024
# The last label decides whether a host is a number in disguise (WHATWG URL, "ends in a number").
_ENDS_IN_A_NUMBER = re.compile(r"(?:^|\.)(?:[0-9]+|0[xX][0-9a-fA-F]*)\.?$")
_HOST_NAME = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*\.?")
_BRACKETED = re.compile(r"[^/]*//[^/?#]*\[")
_CONTROL_OR_SPACE = re.compile(r"[\x00-\x20\x7f\\]")

_TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: the last 32 bits are the real address
_INSIDE = tuple(ip_network(network) for network in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"))
"""Networks of an organisation's own (RFC 1918, RFC 4193); link-local addresses, where clouds keep secrets, are none."""
_NEVER = tuple(
    IPv6Network(network)
    for network in (
        "::/96",  # IPv4-compatible, deprecated
        "64:ff9b:1::/48",  # NAT64 of somebody's own network
        "2001::/32",  # Teredo tunnels
        "2002::/16",  # 6to4 tunnels
        "fec0::/10",  # site-local, deprecated
    )
)


class AddressRefusedError(Exception):
    """An address that is not called; the sentence says why and quotes nothing."""


def judge_url(text: str, *, allow_loopback: bool, allow_inside: bool = False) -> URL:
    """Return the URL if it may be asked for, as far as its spelling tells.

    Raises:
        AddressRefusedError: for anything but https to a host name on port 443 or a port from 1024 on.
    """
    if len(text) > _LONGEST_URL or _CONTROL_OR_SPACE.search(text):
        raise AddressRefusedError("the address is not a well-formed URL")
    try:
        url = URL(text)
        port = url.port
    except ValueError as error:
        raise AddressRefusedError("the address is not a well-formed URL") from error
    if url.scheme != "https":
        raise AddressRefusedError("only https addresses are called")
    if url.user is not None or url.password is not None:
        raise AddressRefusedError("an address with a user name is not called")
    host = (url.raw_host or "").lower()
    # yarl takes the brackets away from forms that future versions of IP may have
    if _BRACKETED.match(text) or _ENDS_IN_A_NUMBER.search(host) or not _HOST_NAME.fullmatch(host):
        raise AddressRefusedError("only host names are called, never bare IP addresses")
    if not (allow_loopback or allow_inside) and _is_local_name(host):
        raise AddressRefusedError("this machine's own addresses are not called")
    if port is None or (port != _HTTPS_PORT and port < _FIRST_UNPRIVILEGED_PORT):
        raise AddressRefusedError("only port 443 and ports from 1024 on are called")
    return url.with_fragment(None)


def judge_resolved(info: AddrInfoType, *, allow_loopback: bool, allow_inside: bool = False) -> None:
    """Refuse to open a socket to an address that is not public, or of a private network where that is allowed.

    Raises:
        AddressRefusedError: for private, local, reserved, multicast, tunnelled or unspecified addresses.
    """
    _judge_address(str(info[4][0]), allow_loopback=allow_loopback, allow_inside=allow_inside)


def _judge_address(text: str, *, allow_loopback: bool, allow_inside: bool) -> None:
    try:
        address = ip_address(text)
    except ValueError as error:
        raise AddressRefusedError("the host does not resolve to an IP address") from error
    if isinstance(address, IPv6Address):
        address = _unwrapped(address)
    if allow_loopback and address.is_loopback:
        return
    if allow_inside and any(address in network for network in _INSIDE):
        return
    never = isinstance(address, IPv6Address) and any(address in network for network in _NEVER)
    if never or not address.is_global or address.is_multicast or address.is_reserved:
        raise AddressRefusedError("the host resolves to an address that is not public")


def _unwrapped(address: IPv6Address) -> IPv4Address | IPv6Address:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address


def _is_local_name(host: str) -> bool:
    return host.removesuffix(".").rsplit(".", 1)[-1] in ("localhost", "localdomain", "local", "internal")
