"""A picture in a claim: a `data:` URL that holds exactly one JPEG or PNG, and nothing hidden beside it.

Cameras and telephones write into a picture where, when and with what it was taken. On a card that would be told to
every verifier, so a picture with anything but itself is refused. Its sides are bounded too: a few thousand bytes can
unfold into a picture that fills a telephone's memory.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from enum import StrEnum

MAX_SIDE = 2_000
"""Pixels."""

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_CHUNKS = {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD", b"pHYs"}
_CHUNK_FRAME = 12  # length, type and checksum

_JPEG = b"\xff\xd8"
_MARKER, _SCAN, _END = 0xFF, 0xDA, 0xD9
_FRAMES = {*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC}
_TABLES = {0xC4, 0xDB, 0xDD, _SCAN}
_NAMES_OF_FORMAT = {(0xE0, b"JFIF\0", 14), (0xEE, b"Adobe", 12)}  # with these lengths neither holds a small picture
_MARKER_AFTER_SCAN = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")  # between the pixels 0xff is followed by others


class PictureFault(StrEnum):
    """What is wrong with a picture."""

    NO_DATA_URL = "no-data-url"
    OTHER_KIND = "other-kind"
    TOO_LARGE = "too-large"
    BROKEN = "broken"
    TOO_MANY_PIXELS = "too-many-pixels"
    HIDDEN = "hidden"


class PictureError(ValueError):
    """A picture that cannot stand on a card."""

    def __init__(self, fault: PictureFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


def read_picture(value: object, *, media_types: tuple[str, ...], max_bytes: int) -> bytes:
    """Read the bytes of a picture out of its `data:` URL (RFC 2397), canonical base64 only.

    Raises:
        PictureError: not such a URL, of another kind, too large, or not the picture alone.
    """
    if not isinstance(value, str) or not value.startswith("data:"):
        raise PictureError(PictureFault.NO_DATA_URL)
    media_type, mark, encoded = value.removeprefix("data:").partition(";base64,")
    if not mark or media_type not in media_types:
        raise PictureError(PictureFault.OTHER_KIND)
    if len(value) > longest_url(max_bytes):
        raise PictureError(PictureFault.TOO_LARGE)
    content = _decode(encoded)
    if len(content) > max_bytes:
        raise PictureError(PictureFault.TOO_LARGE)
    try:
        width, height = _READERS[media_type](content)
    except IndexError as error:
        raise PictureError(PictureFault.BROKEN) from error
    if not (0 < width <= MAX_SIDE and 0 < height <= MAX_SIDE):
        raise PictureError(PictureFault.TOO_MANY_PIXELS)
    return content


def longest_url(max_bytes: int) -> int:
    """How many characters the URL of a picture of so many bytes can have."""
    return len("data:image/jpeg;base64,") + 4 * -(-max_bytes // 3)


def _decode(encoded: str) -> bytes:
    try:
        content = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise PictureError(PictureFault.BROKEN) from error
    if base64.b64encode(content).decode("ascii") != encoded:
        raise PictureError(PictureFault.BROKEN)
    return content


def _read_png(content: bytes) -> tuple[int, int]:
    """Give width and height (PNG, third edition, sections 5 and 11.2.1)."""
    if not content.startswith(_PNG):
        raise PictureError(PictureFault.OTHER_KIND)
    kinds = [kind for kind, _ in _png_chunks(content)]
    if not set(kinds) <= _PNG_CHUNKS:
        raise PictureError(PictureFault.HIDDEN)
    ends_well = kinds[-1:] == [b"IEND"] and kinds.count(b"IEND") == 1
    if kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or not ends_well:
        raise PictureError(PictureFault.BROKEN)
    header = next(body for _, body in _png_chunks(content))
    return int.from_bytes(header[:4]), int.from_bytes(header[4:8])


def _png_chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG)
    while at < len(content):
        length = int.from_bytes(content[at : at + 4])
        kind, body = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        at += length + _CHUNK_FRAME
        if at > len(content):
            raise PictureError(PictureFault.BROKEN)
        yield kind, body


def _read_jpeg(content: bytes) -> tuple[int, int]:
    """Give width and height (ITU-T T.81 annex B)."""
    if not content.startswith(_JPEG):
        raise PictureError(PictureFault.OTHER_KIND)
    size = (0, 0)
    at = len(_JPEG)
    while content[at + 1] != _END:
        marker, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4])
        body = content[at + 4 : at + 2 + length]
        if content[at] != _MARKER or length != len(body) + 2:
            raise PictureError(PictureFault.BROKEN)
        if marker in _FRAMES:
            if size != (0, 0):  # readers make room for the first, whatever the second says
                raise PictureError(PictureFault.BROKEN)
            size = (int.from_bytes(body[3:5]), int.from_bytes(body[1:3]))
        elif marker not in _TABLES and (marker, body[:5], len(body)) not in _NAMES_OF_FORMAT:
            raise PictureError(PictureFault.HIDDEN)
        at += 2 + length
        if marker == _SCAN:
            at = _after_scan(content, at)
    if at + 2 != len(content):
        raise PictureError(PictureFault.HIDDEN)
    return size


def _after_scan(content: bytes, at: int) -> int:
    following = _MARKER_AFTER_SCAN.search(content, at)
    if following is None:
        raise PictureError(PictureFault.BROKEN)
    return following.start()


_READERS: dict[str, Callable[[bytes], tuple[int, int]]] = {"image/png": _read_png, "image/jpeg": _read_jpeg}
"""The kinds of pictures that a card can show."""

SAMPLE_PICTURES = {
    "image/png": "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAgAAAAIAQAAAADsdIMmAAAADElEQVR42mNI"
    "Y0CBABmQAzG/4lkWAAAAAElFTkSuQmCC",
    "image/jpeg": "data:image/jpeg;base64,/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDABAQEBAQEBAQEBAQEBAQEBAQEBAQ"
    "EBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBD/wAALCAAIAAgBAREA/8QAFAABAAAAAA"
    "AAAAAAAAAAAAAAAP/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AP//Z",
}
"""A small grey square of each kind."""
