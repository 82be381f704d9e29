"""Bodies of requests, read strictly and within bounds (SECURITY H-01, H-02, H-03, H-07).

The size is bounded while reading, the content type is exact, the text is UTF-8, nothing is said twice. A door that has
its own words for a bad body catches `BodyError`; otherwise the middleware tells it as a problem.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl

from aiohttp.web_protocol import RequestPayloadError

from credentials import strict_json
from credentials.errors import JsonError
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from credentials.strict_json import JsonObject

JSON = ("application/json",)
_MOST_PARAMETERS = 64
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")


class BodyError(Problem):
    """A body that is not read: 400 malformed, 408 too slow, 413 too large, 415 of another kind."""

    def __init__(self, status: int, reason: str) -> None:
        super().__init__(status, reason)
        self.reason = reason


class BodyTooSlowError(TimeoutError):
    """The rest of a body did not arrive before the connection's deadline (set by `plumbing/http/connection.py`)."""


async def read_json(
    request: web.Request, *, max_bytes: int, max_depth: int = 32, media_types: Sequence[str] = JSON
) -> Any:
    """Read a body that is one JSON value.

    Raises:
        BodyError: for anything else.
    """
    body = await read_body(request, max_bytes=max_bytes, media_types=media_types)
    try:
        return strict_json.parse(body, max_bytes=max_bytes, max_depth=max_depth)
    except JsonError as error:
        raise BodyError(400, f"The body is not acceptable JSON: {error.detail}.") from error


async def read_json_object(
    request: web.Request, *, max_bytes: int, max_depth: int = 32, media_types: Sequence[str] = JSON
) -> JsonObject:
    """Read a body that is one JSON object; as `read_json`."""
    value = await read_json(request, max_bytes=max_bytes, max_depth=max_depth, media_types=media_types)
    if not isinstance(value, dict):
        raise BodyError(400, "The body must be a JSON object.")
    return value


async def read_form(request: web.Request, *, max_bytes: int) -> dict[str, str]:
    """Read the parameters of a form, each at most once (RFC 6749 section 3.2).

    Raises:
        BodyError: for anything else.
    """
    body = await read_body(request, max_bytes=max_bytes, media_types=("application/x-www-form-urlencoded",))
    if not body:
        return {}
    try:
        text = body.decode("utf-8")
        if _BROKEN_ESCAPE.search(text):
            raise BodyError(400, "The form has a percent sign that escapes nothing.")
        pairs = parse_qsl(
            text, keep_blank_values=True, strict_parsing=True, errors="strict", max_num_fields=_MOST_PARAMETERS
        )
    except ValueError as error:
        raise BodyError(400, "The body is not a well-formed form in UTF-8.") from error
    form = dict(pairs)
    if len(form) != len(pairs):
        raise BodyError(400, "The form repeats a parameter.")
    if any("\0" in text for pair in pairs for text in pair):
        raise BodyError(400, "The form has the character U+0000.")
    return form


async def read_body(request: web.Request, *, max_bytes: int, media_types: Sequence[str]) -> bytes:
    """Read the bytes of a body of one of the media types, at most `max_bytes` of them."""
    refuse_encoded(request)
    _judge_content_type(request, media_types)
    if (request.content_length or 0) > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()
    try:
        async for chunk in request.content.iter_any():
            body += chunk
            if len(body) > max_bytes:
                raise _too_large(max_bytes)
    except BodyTooSlowError as error:
        raise BodyError(408, "The body did not arrive in time.") from error
    except RequestPayloadError as error:
        raise BodyError(400, "The body is not well-formed HTTP.") from error
    return bytes(body)


def refuse_encoded(request: web.BaseRequest) -> None:
    """Refuse a body that is packed: what a packed body grows to is known only when it is too late."""
    if any(value.strip().lower() not in ("", "identity") for value in request.headers.getall("Content-Encoding", ())):
        raise BodyError(415, "Bodies are read as they are; leave Content-Encoding away.")


def _judge_content_type(request: web.Request, media_types: Sequence[str]) -> None:
    told = request.headers.getall("Content-Type", [])
    media_type, *parameters = [part.strip().lower() for part in told[0].split(";")] if len(told) == 1 else [""]
    if media_type not in media_types:
        raise BodyError(415, f"The body must be told as {' or '.join(media_types)} by one Content-Type header.")
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8"):
            raise BodyError(415, "The body must be written in UTF-8.")


def _too_large(max_bytes: int) -> BodyError:
    return BodyError(413, f"The body is larger than the {max_bytes} bytes this address accepts.")
