"""DIDs and DID URLs as text (Decentralized Identifiers 1.0 sections 3.1 and 3.2).

DIDs are compared letter by letter, so nothing is normalized here. Of DID URLs, only those with a fragment are read:
that is how documents name their parts; paths and queries have no use in this house and are refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from credentials.errors import DidError

LONGEST = 2048
_DID = re.compile(
    r"did:(?P<method>[a-z0-9]+):(?P<identifier>(?:[A-Za-z0-9._:-]|%[0-9A-Fa-f]{2})*(?:[A-Za-z0-9._-]|%[0-9A-Fa-f]{2}))"
)
_FRAGMENT = re.compile(r"(?:[A-Za-z0-9._~!$&'()*+,;=:@/?-]|%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Did:
    """A DID: `did:method:identifier`, where the method's own rules have not been asked yet."""

    text: str
    method: str
    identifier: str


@dataclass(frozen=True)
class DidUrl:
    """A DID, or a named part of its document."""

    did: Did
    fragment: str | None

    @property
    def text(self) -> str:
        """The DID URL as it was written."""
        return self.did.text if self.fragment is None else f"{self.did.text}#{self.fragment}"


def parse_did(text: object) -> Did:
    """Read a DID.

    Args:
        text: what the document holds in this place; anything but text is refused.

    Raises:
        DidError: for anything but a DID: other schemes, paths, queries, fragments, foreign letters, over 2048 letters.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise DidError(f"a DID is a text of at most {LONGEST} letters")
    written = _DID.fullmatch(text)
    if written is None:
        raise DidError("a DID is written like did:method:identifier, with nothing after it")
    return Did(text, written["method"], written["identifier"])


def parse_did_url(text: object) -> DidUrl:
    """Read a DID with or without a fragment.

    Args:
        text: what the document holds in this place; anything but text is refused.

    Raises:
        DidError: for anything else, paths and queries included.
    """
    if not isinstance(text, str) or len(text) > LONGEST:
        raise DidError(f"a DID URL is a text of at most {LONGEST} letters", code="invalid-did-url")
    did, hash_sign, fragment = text.partition("#")
    if hash_sign and not _FRAGMENT.fullmatch(fragment):
        raise DidError(
            "the fragment of this DID URL is empty or has letters that it must not have", code="invalid-did-url"
        )
    return DidUrl(parse_did(did), fragment if hash_sign else None)
