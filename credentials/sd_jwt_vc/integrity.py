"""Integrity metadata of a referenced document (W3C Subresource Integrity; draft-ietf-oauth-sd-jwt-vc-19 section 7)."""

from __future__ import annotations

import base64
import hashlib

from credentials.errors import IntegrityError

_FROM_STRONGEST = ("sha512", "sha384", "sha256")


def judge_integrity(octets: bytes, integrity: str) -> None:
    """Refuse a document that is not the one that was meant.

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
