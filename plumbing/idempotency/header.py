"""The header Idempotency-Key, as callers send it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

_FORM = re.compile(r"[\x21-\x7e]{1,255}")


def read_idempotency_key(request: web.Request) -> str | None:
    """Read the key of a request; None when it has none.

    Raises:
        Problem: 400 when it is sent twice or is not 1 to 255 visible ASCII characters.
    """
    given = request.headers.getall("Idempotency-Key", [])
    if not given:
        return None
    if len(given) != 1 or not _FORM.fullmatch(given[0]):
        raise Problem(400, "Idempotency-Key must be 1 to 255 visible ASCII characters, once.")
    return given[0]
