"""Resources that a credential names with a digest each, and bytes compared with it (VCDM 2.0 section 5.3).

Whoever uses such a resource must compare it first; whether anybody does is not decided here. `digestSRI` follows
Subresource Integrity (the strongest algorithm that is named counts, and one of its digests must fit), `digestMultibase`
is a multihash in multibase. Where a resource has both, both must fit.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.encoding import decode_multibase, decode_varint
from credentials.errors import EncodingError, ModelError, ResourceChangedError
from credentials.model.shape import read_objects, read_url

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

MOST_DIGESTS = 8
"""Of one resource; each may cost a hash of all its bytes."""

_SRI = re.compile(r"(sha256|sha384|sha512)-([A-Za-z0-9+/]{43,86}={0,2})(?:\?[\x21-\x7e]*)?")
_MULTIHASHES = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}
_BARE = {32: "sha256", 48: "sha384", 64: "sha512"}
"""Digests without the header of a multihash, as the W3C's test suite writes them; no multihash of ours is so long."""
_LONGEST_TEXT = 1024


@dataclass(frozen=True, slots=True)
class Digest:
    """A hash by its algorithm, as hashlib calls it, and its bytes."""

    algorithm: str
    value: bytes

    def fits(self, content: bytes) -> bool:
        """Whether this is the digest of these bytes."""
        return hmac.compare_digest(hashlib.new(self.algorithm, content).digest(), self.value)


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """A resource with what is known of its bytes.

    Attributes:
        id: its URL.
        media_type: as the credential says, where it does.
        digests: groups of digests; of each group, one must fit.
    """

    id: str
    media_type: str | None
    digests: tuple[tuple[Digest, ...], ...]

    def judge_content(self, content: bytes) -> None:
        """Compare bytes with all that the credential says of them.

        Raises:
            ResourceChangedError: these are other bytes.
        """
        for group in self.digests:
            if not any(digest.fits(content) for digest in group):
                raise ResourceChangedError("a related resource has other bytes than the credential says")


def read_related_resources(document: JsonObject) -> tuple[RelatedResource, ...]:
    """Read `relatedResource` of a credential.

    Raises:
        ModelError: one without URL or digest, a digest that is none, or the same resource twice.
    """
    resources = tuple(_read(entry) for entry in read_objects(document, "relatedResource"))
    if len({resource.id for resource in resources}) != len(resources):
        raise ModelError("relatedResource names the same resource twice")
    return resources


def read_sri(text: str) -> tuple[Digest, ...]:
    """Read digests as Subresource Integrity writes them: those of the strongest algorithm, which alone counts.

    Raises:
        ModelError: a text with anything else in it; passing over what is not understood would pass over a digest.
    """
    parts = text.split(" ") if len(text) <= _LONGEST_TEXT else []
    found = [_SRI.fullmatch(part) for part in parts]
    digests = [_digest(match[1], _decode_base64(match[2])) for match in found if match]
    if not digests or len(digests) != len(parts):
        raise ModelError("digestSRI is written like sha384- and base64, several with a space between them")
    strongest = max(digest.algorithm for digest in digests)
    return tuple(digest for digest in digests if digest.algorithm == strongest)


def read_multihash(text: str) -> Digest:
    """Read a digest as multihash in multibase, or as the bare digest in multibase.

    Raises:
        ModelError: for anything but a whole SHA-2 digest of 256, 384 or 512 bits.
    """
    try:
        content = decode_multibase(text[:_LONGEST_TEXT])
        if len(content) in _BARE:
            return Digest(_BARE[len(content)], content)
        code, rest = decode_varint(content)
        length, value = decode_varint(rest)
    except EncodingError as error:
        raise ModelError(f"digestMultibase is a multihash in multibase: {error.detail}") from error
    if code not in _MULTIHASHES or length != len(value):
        raise ModelError("digestMultibase is a SHA-2 digest of 256, 384 or 512 bits, written as multihash")
    return _digest(_MULTIHASHES[code], value)


def _read(entry: JsonObject) -> RelatedResource:
    id_ = read_url(entry.get("id"), "id of relatedResource")
    media_type = entry.get("mediaType")
    if media_type is not None and not isinstance(media_type, str):
        raise ModelError("mediaType of relatedResource is a text")
    groups = [read_sri(text) for text in _texts(entry, "digestSRI")]
    groups += [(read_multihash(text),) for text in _texts(entry, "digestMultibase")]
    if not 0 < sum(map(len, groups)) <= MOST_DIGESTS:
        raise ModelError(f"relatedResource gives 1 to {MOST_DIGESTS} digests of the resource")
    return RelatedResource(id_, media_type, tuple(groups))


def _texts(entry: JsonObject, name: str) -> list[str]:
    if name not in entry:
        return []
    value: Any = entry[name]
    texts = value if isinstance(value, list) else [value]
    if not 0 < len(texts) <= MOST_DIGESTS or not all(isinstance(text, str) for text in texts):
        raise ModelError(f"{name} is a text, or an array of texts")
    return texts


def _digest(algorithm: str, value: bytes) -> Digest:
    if len(value) != hashlib.new(algorithm).digest_size:
        raise ModelError("a digest of a related resource has another length than its algorithm makes")
    return Digest(algorithm, value)


def _decode_base64(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise ModelError("a digest in digestSRI is not base64") from error
