"""Documents compared with the digests by which others name them: Subresource Integrity, and multibase.

Both are ways to write the same thing; credentials use either (VCDM 2.0 section 5.3), SD-JWT VC the first.
"""

from __future__ import annotations

import base64
import hashlib

from credentials.encoding import decode_multibase, decode_varint
from credentials.errors import EncodingError, IntegrityError

_FROM_STRONGEST = ("sha512", "sha384", "sha256")
_MULTIHASHES = {0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}
# The examples of VCDM 2.0 write digests without the header that says their hash.
_BARE = {32: "sha256", 48: "sha384", 64: "sha512"}


def judge_integrity(octets: bytes, integrity: str) -> None:
    """Refuse a document that is not the one that was meant (Subresource Integrity section 3.3).

    Args:
        octets: the document as it was received, before any reading.
        integrity: one or several digests like `sha256-<base64>`; of those with the strongest hash one must fit.

    Raises:
        IntegrityError: when none does, or none is made with a hash that is known here.
    """
    written = [digest.partition("?")[0].partition("-") for digest in integrity.split()]
    for name in _FROM_STRONGEST:
        digests = [digest for hash_name, _, digest in written if hash_name == name]
        if digests:
            if base64.b64encode(hashlib.new(name, octets).digest()).decode("ascii") not in digests:
                raise IntegrityError("the document is another one than the one that is meant")
            return
    raise IntegrityError("the document's digest is made with a hash that is not known here")


def judge_multibase(octets: bytes, written: str) -> None:
    """Refuse a document that is not the one that was meant (Data Integrity 1.0 section 2.6).

    Args:
        octets: the document as it was received.
        written: a SHA-2 digest of 256, 384 or 512 bits in multibase, as multihash or bare.

    Raises:
        IntegrityError: when it does not fit, or is not such a digest.
    """
    name, digest = read_multibase(written)
    if hashlib.new(name, octets).digest() != digest:
        raise IntegrityError("the document is another one than the one that is meant")


def read_multibase(written: str) -> tuple[str, bytes]:
    """The name of the hash and the digest.

    Raises:
        IntegrityError: this is not a whole SHA-2 digest in multibase.
    """
    try:
        content = decode_multibase(written)
        if len(content) in _BARE:
            return _BARE[len(content)], content
        code, rest = decode_varint(content)
        length, digest = decode_varint(rest)
    except EncodingError as error:
        raise IntegrityError(f"the digest is no multihash in multibase: {error.detail}") from error
    name = _MULTIHASHES.get(code)
    if name is None or not length == len(digest) == hashlib.new(name).digest_size:
        raise IntegrityError("the digest is no SHA-2 digest of 256, 384 or 512 bits, written as multihash")
    return name, digest
