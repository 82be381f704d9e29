"""The one canonical spelling of a JSON value: JSON Canonicalization Scheme (RFC 8785).

Behind it works the `rfc8785` library; this room only makes its refusals ours.
"""

from __future__ import annotations

from typing import Any

import rfc8785

from credentials.errors import JsonError


def canonicalize(value: Any) -> bytes:
    """Write a value in canonical form.

    Raises:
        JsonError: for what has no canonical form: NaN, infinities, integers beyond 2**53 - 1, lone surrogates, values
            that are not JSON.
    """
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise JsonError("this value has no canonical JSON form") from error
