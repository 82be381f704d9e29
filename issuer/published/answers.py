"""Public, cacheable answers: a tag of the content, a lifetime."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from aiohttp import web

from credentials import strict_json

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject


def public_bytes(request: web.Request, body: bytes, *, content_type: str, max_age: int) -> web.Response:
    """Answer with bytes, or with 304 when the asker has them already."""
    tag = hashlib.sha256(body).hexdigest()[:32]
    headers = {
        "Cache-Control": f"public, max-age={max_age}",
        "ETag": f'"{tag}"',
    }
    asked = request.if_none_match
    if asked is not None and any(given.value in {tag, "*"} for given in asked):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, headers={**headers, "Content-Type": content_type})


def public_json(
    request: web.Request, value: JsonObject, *, max_age: int, content_type: str = "application/json"
) -> web.Response:
    """Answer with a JSON document."""
    return public_bytes(request, strict_json.render(value), content_type=content_type, max_age=max_age)
