"""Disclosures: what opens one concealed claim, and the digest under which it was concealed (RFC 9901 section 4.2)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials import strict_json
from credentials.encoding import decode_base64url, encode_base64url
from credentials.errors import EncodingError, JsonError, SdJwtError

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

MAX_DISCLOSURES = 256
"""A city's document has some dozens of claims; each disclosure more makes every reader hash, read and look for it."""
DIGESTS = "_sd"
ARRAY_DIGEST = "..."
HASH_NAME = "_sd_alg"
RESERVED = frozenset({DIGESTS, ARRAY_DIGEST, HASH_NAME})
"""Names that no claim may have, because they say what is concealed and how."""
DEFAULT_HASH = "sha-256"

_HASHES = {"sha-256": hashlib.sha256, "sha-384": hashlib.sha384, "sha-512": hashlib.sha512}
_OF_MEMBER = 3
_OF_ELEMENT = 2


@dataclass(frozen=True, slots=True)
class Disclosure:
    """A disclosure that was read.

    Attributes:
        text: as it is sent; its digest is taken over exactly this.
        name: the claim's name; None for an element of an array.
        value: the claim's value, which may conceal further claims.
    """

    text: str
    name: str | None
    value: Any


def write_disclosure(salt: bytes, name: str | None, value: Any) -> str:
    """Write a disclosure: of a claim, or of an element of an array where the name is None."""
    content = [encode_base64url(salt), value] if name is None else [encode_base64url(salt), name, value]
    return encode_base64url(strict_json.render(content))


def parse_disclosure(text: str) -> Disclosure:
    """Read a disclosure.

    Raises:
        SdJwtError: for anything but an array of salt, name and value (or salt and value) in canonical base64url, and
            for a name that is reserved.
    """
    try:
        content = strict_json.parse(decode_base64url(text), max_bytes=len(text))
    except (EncodingError, JsonError) as error:
        raise SdJwtError(f"a disclosure cannot be read: {error.detail}") from error
    if not isinstance(content, list) or len(content) not in (_OF_ELEMENT, _OF_MEMBER):
        raise SdJwtError("a disclosure is an array of salt, name and value, or of salt and value")
    salt, *name, value = content
    if not isinstance(salt, str) or not all(isinstance(text, str) for text in name):
        raise SdJwtError("salt and name of a disclosure are texts")
    if name and name[0] in RESERVED:
        raise SdJwtError("a disclosure has a reserved name")
    return Disclosure(text, name[0] if name else None, value)


def digest(text: str, hash_name: str = DEFAULT_HASH) -> str:
    """The digest of a text as it was sent, in base64url; `hash_name` is one that `hash_of` has accepted."""
    return encode_base64url(_HASHES[hash_name](text.encode("ascii")).digest())


def hash_of(payload: JsonObject) -> str:
    """The name of the hash that a payload says it was concealed with (`_sd_alg`).

    Raises:
        SdJwtError: for one that is not read here.
    """
    name = payload.get(HASH_NAME, DEFAULT_HASH)
    if not isinstance(name, str) or name not in _HASHES:
        raise SdJwtError("the digests of this SD-JWT are made with a hash that is not read here")
    return name
