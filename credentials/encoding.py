"""Bytes as text and back: base64url, base58btc, multibase, varint; one spelling for each value, all others refused.

A reader that forgives (padding, stray bits, foreign letters) gives one signature many spellings (SECURITY C-08, C-09).
RFC 4648 section 5 without padding; Controlled Identifiers 1.0 section 2.4 (multibase); unsigned varint as multicodec
uses it.
"""

from __future__ import annotations

import base64
import binascii

from credentials.errors import EncodingError

# Decoding base58 takes quadratic time; keys and signatures are far shorter, longer values travel as base64url.
_BASE58_MAX_LENGTH = 1024
_BASE58_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_PAIRS = tuple(one + other for one in _BASE58_ALPHABET for other in _BASE58_ALPHABET)
# Ten letters at once, by two: numbers that are still small for the interpreter, and tables that are.
_BASE58_TWO, _BASE58_TEN = 58**2, 58**10
_BASE58_POWERS = tuple(58**exponent for exponent in (0, 2, 4, 6, 8))
_BASE58_VALUES = {pair: value for value, pair in enumerate(_BASE58_PAIRS)}
_VARINT_MAX_LENGTH = 9


def encode_base64url(data: bytes) -> str:
    """Write bytes as base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def decode_base64url(text: str) -> bytes:
    """Read base64url without padding.

    Raises:
        EncodingError: for padding, foreign letters, an impossible length or stray bits at the end.
    """
    try:
        data = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (ValueError, binascii.Error) as error:
        raise EncodingError("this is not base64url") from error
    # The standard reader skips what it does not know; only writing the value again shows that nothing was skipped.
    if encode_base64url(data) != text:
        raise EncodingError("this is not base64url in its one canonical form (no padding, no other letters)")
    return data


def encode_base58btc(data: bytes) -> str:
    """Write bytes in base58 with the Bitcoin alphabet."""
    significant = data.lstrip(b"\0")
    number = int.from_bytes(significant, "big")
    pairs: list[str] = []
    while number:
        number, ten = divmod(number, _BASE58_TEN)
        pairs += [_BASE58_PAIRS[ten // power % _BASE58_TWO] for power in _BASE58_POWERS]
    return "1" * (len(data) - len(significant)) + "".join(reversed(pairs)).lstrip("1")


def decode_base58btc(text: str) -> bytes:
    """Read base58 with the Bitcoin alphabet.

    Raises:
        EncodingError: for foreign letters, or for more than 1024 letters.
    """
    if len(text) > _BASE58_MAX_LENGTH:
        raise EncodingError(f"a base58 value of more than {_BASE58_MAX_LENGTH} letters")
    number = 0
    padded = "1" * (-len(text) % 10) + text
    try:
        for start in range(0, len(padded), 10):
            ten = 0
            for at in range(start, start + 10, 2):
                ten = ten * _BASE58_TWO + _BASE58_VALUES[padded[at : at + 2]]
            number = number * _BASE58_TEN + ten
    except KeyError as error:
        raise EncodingError("this is not base58btc") from error
    zeros = len(text) - len(text.lstrip("1"))
    return bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_multibase(base: str, data: bytes) -> str:
    """Write bytes with the letter of their base in front: `z` for base58btc, `u` for base64url."""
    match base:
        case "z":
            return "z" + encode_base58btc(data)
        case "u":
            return "u" + encode_base64url(data)
        case _:
            raise EncodingError("multibase is written here as z (base58btc) or u (base64url)")


def decode_multibase(text: str, *, allowed: str = "zu") -> bytes:
    """Read bytes whose first letter names the base.

    Args:
        text: the multibase value.
        allowed: the letters of the bases that belong at this place.

    Raises:
        EncodingError: for another base, or a value that is not canonical in its base.
    """
    base, value = text[:1], text[1:]
    if base and base in allowed:
        match base:
            case "z":
                return decode_base58btc(value)
            case "u":
                return decode_base64url(value)
    raise EncodingError(f"this multibase value does not start with one of: {', '.join(allowed)}")


def encode_varint(number: int) -> bytes:
    """Write a number as unsigned varint (seven bits a byte, lowest first)."""
    if number < 0 or number >= 1 << 7 * _VARINT_MAX_LENGTH:
        raise EncodingError("an unsigned varint holds 0 to 2**63 - 1")
    written = bytearray()
    while number >= 0x80:  # noqa: PLR2004 - the eighth bit says that more bytes follow
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def decode_varint(data: bytes) -> tuple[int, bytes]:
    """Read an unsigned varint from the front; answers the number and what follows it.

    Raises:
        EncodingError: when it breaks off, is longer than nine bytes, or is not the shortest way to write the number.
    """
    number = 0
    for position, byte in enumerate(data[:_VARINT_MAX_LENGTH]):
        number |= (byte & 0x7F) << 7 * position
        if not byte & 0x80:
            if byte == 0 and position > 0:
                raise EncodingError("this varint is not written in its shortest form")
            return number, data[position + 1 :]
    raise EncodingError("this varint does not end")
