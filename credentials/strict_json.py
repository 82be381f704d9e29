"""The one JSON reader and writer: what two readers could understand differently is refused (SECURITY H-01, H-02).

RFC 8259 in the reading of I-JSON (RFC 7493): UTF-8 without byte order mark, no name twice in an object, no number that
a double cannot hold, no half of a surrogate pair. Further, no U+0000 (databases cannot keep it) and no minus zero (its
sign is lost in RFC 8785). Size and depth are bounded before the parser starts, so hostile nesting never reaches it.
"""

from __future__ import annotations

import json
import math
import re
from itertools import accumulate
from typing import Any, NoReturn

from credentials.errors import JsonError

JsonObject = dict[str, Any]

MAX_BYTES = 1_048_576
MAX_DEPTH = 32

_NOT_UTF8 = "a JSON text is written in UTF-8"
_LARGEST_INTEGER = 2**53 - 1
_LONGEST_INTEGER = len(str(-_LARGEST_INTEGER))
# A double needs 17 significant digits at most; digits beyond a hundred are there only to make work.
_LONGEST_FLOAT = 100
_NEITHER_BRACKET_NOR_QUOTE = bytes(set(range(256)) - set(b'[]{}"'))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}
# The half that comes first must be followed by one that comes second, and the other way round.
_LONE_SURROGATE = re.compile(
    rb"\\u[dD](?:[89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])"
    rb"|[c-fC-F](?<!\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD].))"
)


def parse(text: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> Any:
    """Read one JSON value.

    Args:
        text: the whole text, as bytes from the wire or as a string.
        max_bytes: the largest size accepted, counted in UTF-8.
        max_depth: how deep arrays and objects may lie in each other.

    Raises:
        JsonError: and nothing else, for whatever is wrong with the text.
    """
    data = _encode(text) if isinstance(text, str) else text
    if len(data) > max_bytes:
        raise JsonError(f"a JSON text of more than {max_bytes} bytes")
    _judge_depth(data, max_depth)
    if b"\\u" in data:
        _judge_escapes(data)
    try:
        return _DECODER.decode(text if isinstance(text, str) else data.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise JsonError(_NOT_UTF8) from error
    except json.JSONDecodeError as error:
        # Its own sentence would do, but must not quote the text: only the place is told.
        raise JsonError(f"this is not JSON from line {error.lineno}, column {error.colno} on") from error


def parse_object(text: bytes | str, *, max_bytes: int = MAX_BYTES, max_depth: int = MAX_DEPTH) -> JsonObject:
    """Read one JSON object; as `parse`, and any other value is refused."""
    value = parse(text, max_bytes=max_bytes, max_depth=max_depth)
    if not isinstance(value, dict):
        raise JsonError("a JSON object belongs here")
    return value


def render(value: Any) -> bytes:
    """Write a value compactly in UTF-8.

    Raises:
        JsonError: for what JSON cannot carry: NaN, infinities, lone surrogates, foreign types, cycles.
    """
    try:
        return _ENCODER.encode(value).encode("utf-8")
    except (TypeError, ValueError, RecursionError) as error:
        raise JsonError("this value cannot be written as JSON") from error


def _encode(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise JsonError(_NOT_UTF8) from error


def _judge_depth(data: bytes, max_depth: int) -> None:
    # Nearly every text has fewer brackets than it may have levels, and then nothing need be looked at closely.
    if data.count(b"[") + data.count(b"{") <= max_depth:
        return
    # Without escaped quotation marks, every second piece between quotation marks lies outside of strings.
    if b"\\" in data:
        data = data.replace(b"\\\\", b"").replace(b'\\"', b"")
    pieces = data.translate(None, delete=_NEITHER_BRACKET_NOR_QUOTE).split(b'"')
    for depth in accumulate(map(_STEPS.__getitem__, b"".join(pieces[::2]))):
        if depth > max_depth:
            raise JsonError(f"a JSON text nested deeper than {max_depth} levels")


def _judge_escapes(data: bytes) -> None:
    escapes = data.replace(b"\\\\", b"__")  # an escaped backslash begins no escape
    if b"\\u0000" in escapes:
        raise JsonError("a JSON text with the character U+0000")
    if _LONE_SURROGATE.search(escapes):
        raise JsonError("a JSON text with half of a surrogate pair")


def _object_without_repetition(pairs: list[tuple[str, Any]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonError("a JSON object that has the same name twice")
    return members


def _parse_integer(digits: str) -> int:
    if len(digits) > _LONGEST_INTEGER or abs(number := int(digits)) > _LARGEST_INTEGER:
        raise JsonError("an integer beyond 2**53 - 1, which not every reader keeps exactly")
    if number == 0 and digits.startswith("-"):
        raise JsonError("the number minus zero")
    return number


def _parse_float(digits: str) -> float:
    if len(digits) > _LONGEST_FLOAT or not math.isfinite(number := float(digits)):
        raise JsonError("a number that a double cannot hold")
    if number == 0 and digits.startswith("-"):
        raise JsonError("the number minus zero")
    return number


def _refuse_constant(name: str) -> NoReturn:
    raise JsonError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object_without_repetition,
    parse_int=_parse_integer,
    parse_float=_parse_float,
    parse_constant=_refuse_constant,
)
_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
