"""did:web: a DID whose document lies at an https address (did:web Method Specification).

The name decides where we fetch, so it is read strictly (SECURITY T-10): a host name in lower case, no IP address in
any disguise, no user, a port only as `%3A` and digits, and plain path segments. One place has one name.
"""

from __future__ import annotations

import re

from credentials.did.build import Method, build_document
from credentials.did.did_url import parse_did
from credentials.errors import DidError

__all__ = ["METHOD", "Method", "build_document", "did_from_url", "document_url", "folder_url"]

METHOD = "web"
_LONGEST_HOST = 253
_HIGHEST_PORT = 65535
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
# A last label that starts with a digit would be read as (part of) an IP address by some client; no real one does.
_HOST = re.compile(rf"localhost|(?:{_LABEL}\.)+(?![0-9]){_LABEL}")
_PORT = re.compile(r"[1-9][0-9]{0,4}")
_SEGMENT = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*")


def document_url(did: str) -> str:
    """Where the document of this DID lies.

    Raises:
        DidError: when it is not a did:web in its strict form.
    """
    origin, segments = _place(did)
    return "/".join([origin, *(segments or [".well-known"]), "did.json"])


def folder_url(did: str) -> str:
    """The address, ending in a slash, under which everything lies that the DID's controller publishes.

    Raises:
        DidError: when it is not a did:web in its strict form.
    """
    origin, segments = _place(did)
    return "/".join([origin, *segments, ""])


def did_from_url(base_url: str) -> str:
    """The did:web of a folder: of `https://localhost:8443/offices/library`, `did:web:localhost%3A8443:offices:library`.

    Raises:
        DidError: when the address is not plain https of a host name with a plain path, and so has no did:web.
    """
    authority, _, path = base_url.removeprefix("https://").removesuffix("/").partition("/")
    segments = path.split("/") if path else []
    did = ":".join(["did", METHOD, authority.replace(":", "%3A"), *segments])
    # Going back shows whatever the way there has lost: another scheme, a doubled slash, a colon in the path.
    if folder_url(did) != base_url.removesuffix("/") + "/":
        raise DidError("a did:web stands for an address like https://host/path")
    return did


def _place(did: str) -> tuple[str, list[str]]:
    parsed = parse_did(did)
    if parsed.method != METHOD:
        raise DidError("this is not a did:web")
    authority, *segments = parsed.identifier.split(":")
    host, colon, port = authority.partition("%3A")
    if len(host) > _LONGEST_HOST or not _HOST.fullmatch(host):
        raise DidError("a did:web starts with a host name in lower case; IP addresses have none")
    if colon and not (_PORT.fullmatch(port) and int(port) <= _HIGHEST_PORT):
        raise DidError("the port of this did:web is not a number from 1 to 65535")
    if not all(map(_SEGMENT.fullmatch, segments)):
        raise DidError("the path of this did:web has an empty segment, one that starts with a dot, or foreign letters")
    return f"https://{host}:{port}" if colon else f"https://{host}", segments
