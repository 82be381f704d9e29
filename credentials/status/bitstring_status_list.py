"""Bitstring Status List 1.0: entries of credentials, and the lists that they point into (sections 2 and 3).

Bits are counted from the left (place 0 is the most significant bit of the first byte), the list is compressed with gzip
and written as multibase base64url with its `u`, and `ttl` counts milliseconds. Only lists with one bit a place are
read, for the purposes revocation and suspension; anything else is refused, never guessed at.
"""

from __future__ import annotations

import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.encoding import decode_multibase, encode_multibase
from credentials.errors import (
    EncodingError,
    ModelError,
    RangeError,
    StatusListLengthError,
    StatusVerificationError,
)
from credentials.model.instant import render_instant

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

ENTRY_TYPE = "BitstringStatusListEntry"
LIST_CREDENTIAL_TYPE = "BitstringStatusListCredential"
LIST_TYPE = "BitstringStatusList"
PURPOSES = frozenset({"revocation", "suspension"})

MINIMUM_ENTRIES = 131_072
"""Fewer places would tell too much about the one that is looked at (section 6.1, 'herd privacy')."""
MAX_LIST_BYTES = 2 * 1024 * 1024
"""Sixteen million places: more than a city ever needs in one list, and little enough to be inflated at once."""

_BITS = 8
_GZIP = 31
_LEVEL = 6
_HIGHEST_PLACE_DIGITS = 10
_PLACE = re.compile(rf"0|[1-9][0-9]{{0,{_HIGHEST_PLACE_DIGITS - 1}}}")
_LONGEST_URL = 2048


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """Where a credential's status stands: the bit `index` of the list at `list_url`, for one purpose."""

    purpose: str
    index: int
    list_url: str


def parse_status_entry(entry: object) -> StatusEntry:
    """Read one `credentialStatus` entry (section 2.1).

    Raises:
        ModelError: for another type, a purpose or size that is not read here, or a malformed member.
    """
    if not isinstance(entry, dict):
        raise ModelError("a status entry is a JSON object")
    if ENTRY_TYPE not in _one_or_many(entry.get("type")):
        raise ModelError(f"a status entry has the type {ENTRY_TYPE}; no other is read here")
    purpose = entry.get("statusPurpose")
    if not isinstance(purpose, str) or purpose not in PURPOSES:
        raise ModelError("the purpose of a status entry is revocation or suspension; no other is read here")
    size = entry.get("statusSize", 1)
    if isinstance(size, bool) or size != 1:
        raise ModelError("a status entry of one bit is read here, and no larger one")
    place = entry.get("statusListIndex")
    if not isinstance(place, str) or not _PLACE.fullmatch(place):
        raise ModelError("statusListIndex is the place in the list as decimal digits in a string")
    url = entry.get("statusListCredential")
    if not isinstance(url, str) or not url.startswith("https://") or len(url) > _LONGEST_URL:
        raise ModelError("statusListCredential is the https address of the list")
    if entry.get("id") == url:
        raise ModelError("the id of a status entry is not the address of its list")
    return StatusEntry(purpose, int(place), url)


def new_bits(size: int = MINIMUM_ENTRIES) -> bytearray:
    """Bits for `size` places, all unset.

    Raises:
        StatusListLengthError: fewer places than the specification asks for, or no whole number of bytes.
    """
    if size < MINIMUM_ENTRIES or size % _BITS or size > MAX_LIST_BYTES * _BITS:
        raise StatusListLengthError(f"a status list has at least {MINIMUM_ENTRIES} places, in whole bytes")
    return bytearray(size // _BITS)


def set_bit(bits: bytearray, index: int, value: bool) -> None:
    """Set the bit of one place.

    Raises:
        RangeError: when the place lies outside the list.
    """
    byte, mask = _locate(len(bits), index)
    bits[byte] = bits[byte] | mask if value else bits[byte] & ~mask


def get_bit(bits: bytes | bytearray, index: int) -> int:
    """The bit of one place: 0 or 1.

    Raises:
        RangeError: when the place lies outside the list.
    """
    byte, mask = _locate(len(bits), index)
    return int(bool(bits[byte] & mask))


def encode_list(bits: bytes | bytearray) -> str:
    """Write bits as `encodedList` (section 3.3); the same bits always give the same text."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return encode_multibase("u", compressor.compress(bytes(bits)) + compressor.flush())


def decode_list(text: object, *, max_bytes: int = MAX_LIST_BYTES) -> bytes:
    """Read `encodedList` (section 3.4).

    Args:
        text: what the list holds in this place; anything but text is refused.
        max_bytes: the inflated size at which reading stops: a few bytes can hold a bomb (SECURITY S-06).

    Raises:
        EncodingError: not base64url with its `u`, not one whole gzip member, or larger than `max_bytes`.
    """
    if not isinstance(text, str):
        raise EncodingError("encodedList is text")
    inflater = zlib.decompressobj(_GZIP)
    try:
        bits = inflater.decompress(decode_multibase(text, allowed="u"), max_bytes + 1)
    except zlib.error as error:
        raise EncodingError("encodedList is not compressed with gzip") from error
    if len(bits) > max_bytes:
        raise EncodingError(f"the status list is larger than {max_bytes} bytes")
    if not inflater.eof or inflater.unused_data:
        raise EncodingError("encodedList is cut off, or has something after its end")
    return bits


def build_list_credential(
    *,
    list_url: str,
    issuer: str,
    purpose: str,
    bits: bytes | bytearray,
    valid_from: int,
    valid_until: int,
    ttl_ms: int,
) -> JsonObject:
    """Build the unsecured status list credential (section 2.2).

    Args:
        list_url: where it will lie; also its `id`.
        issuer: the same that issues the credentials which point into it.
        purpose: revocation or suspension.
        bits: one bit a place.
        valid_from: UTC seconds.
        valid_until: UTC seconds; afterwards a verifier must have a newer list.
        ttl_ms: for how many milliseconds a verifier may keep the list without asking again.

    Raises:
        ModelError: a purpose that is not written here, or times that make no sense.
        StatusListLengthError: too few places.
    """
    if purpose not in PURPOSES:
        raise ModelError("the purpose of a status list is revocation or suspension; no other is written here")
    if valid_from > valid_until or ttl_ms <= 0:
        raise ModelError("a status list is valid for some time, and may be kept for some time")
    new_bits(len(bits) * _BITS)  # refuses what would be too short to publish
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": list_url,
        "type": ["VerifiableCredential", LIST_CREDENTIAL_TYPE],
        "issuer": issuer,
        "validFrom": render_instant(valid_from),
        "validUntil": render_instant(valid_until),
        "credentialSubject": {
            "id": f"{list_url}#list",
            "type": LIST_TYPE,
            "statusPurpose": purpose,
            "encodedList": encode_list(bits),
            "ttl": ttl_ms,
        },
    }


def read_status(list_credential: JsonObject, entry: StatusEntry) -> int:
    """Read the status of one place (section 3.2, from the comparison of purposes on).

    Args:
        list_credential: whose proof, issuer and validity the caller has judged.
        entry: what the credential says.

    Returns:
        0 or 1; only 0 is good.

    Raises:
        StatusVerificationError: the list is no bitstring status list, or not one for this purpose.
        EncodingError: the list cannot be decoded.
        StatusListLengthError: the list has fewer places than the specification asks for.
        RangeError: the place lies outside the list.
    """
    if LIST_CREDENTIAL_TYPE not in _one_or_many(list_credential.get("type")):
        raise StatusVerificationError(f"a status list has the type {LIST_CREDENTIAL_TYPE}")
    subject = list_credential.get("credentialSubject")
    if not isinstance(subject, dict) or LIST_TYPE not in _one_or_many(subject.get("type")):
        raise StatusVerificationError(f"the subject of a status list has the type {LIST_TYPE}")
    if entry.purpose not in _one_or_many(subject.get("statusPurpose")):
        raise StatusVerificationError("the status list serves another purpose than the entry asks for")
    bits = decode_list(subject.get("encodedList"))
    if len(bits) * _BITS < MINIMUM_ENTRIES:
        raise StatusListLengthError(f"the status list has fewer than {MINIMUM_ENTRIES} places")
    return get_bit(bits, entry.index)


def _locate(length: int, index: int) -> tuple[int, int]:
    if not 0 <= index < length * _BITS:
        raise RangeError("the place lies outside the status list")
    return index // _BITS, 0x80 >> (index % _BITS)


def _one_or_many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
