"""The one canonical spelling of a JSON value: JSON Canonicalization Scheme (RFC 8785).

Behind it works the `rfc8785` library. Where Python's own writer provably writes the same letters, it is taken instead:
for values without fractions, whose names are ASCII, so that sorting by code point is sorting by UTF-16 (RFC 8785
section 3.2.3). Which of both wrote a value never shows.
"""

from __future__ import annotations

import json
from typing import Any

import rfc8785

from credentials.errors import JsonError

_LARGEST_INTEGER = 2**53 - 1
_MOST_LEVELS = 40
_PLAIN = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


def canonicalize(value: Any) -> bytes:
    """Write a value in canonical form.

    Raises:
        JsonError: for what has no canonical form: NaN, infinities, integers beyond 2**53 - 1, lone surrogates, values
            that are not JSON.
    """
    try:
        return _PLAIN.encode(value).encode() if _is_plain(value, _MOST_LEVELS) else rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise JsonError("this value has no canonical JSON form") from error


def _is_plain(value: Any, levels: int) -> bool:
    """Whether both writers write the value alike; exact types only, since others may render themselves otherwise."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(abs(value) <= _LARGEST_INTEGER)
    if levels == 0 or (kind is not dict and kind is not list):
        return False
    if kind is list:
        return all(_is_plain(item, levels - 1) for item in value)
    return all(type(name) is str and name.isascii() and _is_plain(member, levels - 1) for name, member in value.items())
