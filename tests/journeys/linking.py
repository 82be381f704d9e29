"""Everything that two who compare their notes could find in a presentation: every value at any depth, opened up."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from credentials.encoding import decode_base64url
from credentials.errors import CredentialError
from credentials.strict_json import parse

_PARTS = re.compile(r"[~.#?&=:/]")


def values_of(shown: Any) -> set[Any]:
    """All strings and numbers in a presentation, the names of members, and the parts that strings are made of."""
    return set(_values(shown))


def _values(value: Any) -> Iterator[Any]:
    if isinstance(value, dict):
        for name, member in value.items():
            yield name
            yield from _values(member)
    elif isinstance(value, list):
        for item in value:
            yield from _values(item)
    elif isinstance(value, str):
        yield from _of_text(value)
    else:
        yield value


def _of_text(text: str) -> Iterator[Any]:
    yield text
    opened = _opened(text)
    if opened is not None:
        yield from _values(opened)
    parts = _PARTS.split(text)
    if len(parts) > 1:
        for part in parts:
            yield from _of_text(part)


def _opened(text: str) -> Any:
    """What a token's header, payload or disclosure, or a `did:jwk`, says: JSON behind base64url."""
    try:
        opened = parse(decode_base64url(text))
    except (CredentialError, UnicodeDecodeError):
        return None
    return opened if isinstance(opened, dict | list) else None
