"""Bits as Bitstring Status List 1.0 packs and writes them (sections 3.3 and 3.4).

Bits are counted from the left: place 0 is the most significant bit of the first byte, and a place of several bits keeps
its value with the most significant bit first. The whole is compressed with gzip and written as multibase base64url with
its `u`.
"""

from __future__ import annotations

import zlib

from credentials.encoding import decode_base64url, decode_multibase, encode_multibase
from credentials.errors import EncodingError, RangeError, StatusListLengthError

MINIMUM_ENTRIES = 131_072
"""Fewer places would tell too much about the one that is looked at (section 6.1, 'herd privacy')."""
MAX_LIST_BYTES = 2 * 1024 * 1024
"""Sixteen million places: more than a city ever needs in one list, and little enough to be inflated at once."""

_BITS = 8
_GZIP = 31
_LEVEL = 6


def new_bits(entries: int = MINIMUM_ENTRIES, *, size: int = 1) -> bytearray:
    """Bits for so many places of `size` bits, all unset.

    Raises:
        StatusListLengthError: fewer places than the specification asks for, or no whole number of bytes.
    """
    length = entries * size
    if entries < MINIMUM_ENTRIES or length % _BITS or length > MAX_LIST_BYTES * _BITS:
        raise StatusListLengthError(f"a status list has at least {MINIMUM_ENTRIES} places, in whole bytes")
    return bytearray(length // _BITS)


def count_entries(bits: bytes | bytearray, *, size: int = 1) -> int:
    """How many places of `size` bits there are."""
    return len(bits) * _BITS // size


def set_value(bits: bytearray, index: int, value: int, *, size: int = 1) -> None:
    """Set the value of one place.

    Raises:
        RangeError: the place lies outside the list, or has too few bits for the value.
    """
    if not 0 <= value < 1 << size:
        raise RangeError("a place of a status list has too few bits for this value")
    first, last, shift = _locate(bits, index, size)
    window = int.from_bytes(bits[first:last], "big")
    mask = ((1 << size) - 1) << shift
    bits[first:last] = (window & ~mask | value << shift).to_bytes(last - first, "big")


def get_value(bits: bytes | bytearray, index: int, *, size: int = 1) -> int:
    """The value of one place.

    Raises:
        RangeError: the place lies outside the list.
    """
    first, last, shift = _locate(bits, index, size)
    return int.from_bytes(bits[first:last], "big") >> shift & (1 << size) - 1


def encode_list(bits: bytes | bytearray) -> str:
    """Write bits as `encodedList`; the same bits always give the same text."""
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    return encode_multibase("u", compressor.compress(bytes(bits)) + compressor.flush())


def decode_list(text: object, *, max_bytes: int = MAX_LIST_BYTES, allow_bare: bool = False) -> bytes:
    """Read `encodedList`.

    Args:
        text: what the list holds in this place; anything but text is refused.
        max_bytes: the inflated size at which reading stops: a few bytes can hold a bomb (SECURITY S-06).
        allow_bare: also read base64url without its `u`, as lists from before the Recommendation are written.

    Raises:
        EncodingError: not base64url with its `u`, not one whole gzip member, or larger than `max_bytes`.
    """
    if not isinstance(text, str):
        raise EncodingError("encodedList is text")
    bare = allow_bare and not text.startswith("u")
    compressed = decode_base64url(text) if bare else decode_multibase(text, allowed="u")
    inflater = zlib.decompressobj(_GZIP)
    try:
        bits = inflater.decompress(compressed, max_bytes + 1)
    except zlib.error as error:
        raise EncodingError("encodedList is not compressed with gzip") from error
    if len(bits) > max_bytes:
        raise EncodingError(f"the status list is larger than {max_bytes} bytes")
    if not inflater.eof or inflater.unused_data:
        raise EncodingError("encodedList is cut off, or has something after its end")
    return bits


def _locate(bits: bytes | bytearray, index: int, size: int) -> tuple[int, int, int]:
    """The bytes that hold a place, from the first to behind the last, and how far its value stands from their right."""
    if not 0 <= index < count_entries(bits, size=size):
        raise RangeError("the place lies outside the status list")
    begin, end = index * size, (index + 1) * size
    last = -(-end // _BITS)
    return begin // _BITS, last, last * _BITS - end
