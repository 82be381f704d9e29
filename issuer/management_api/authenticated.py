"""Every request of this door: a key of the office in the path, and a body with the known members only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.hall import HALL, office_of
from plumbing.http.bodies import read_json_object
from plumbing.http.problems import Problem

if TYPE_CHECKING:
    from aiohttp import web

    from credentials.strict_json import JsonObject
    from issuer.offices.office import Office
    from plumbing.access.api_keys import ApiClient


async def authenticated(request: web.Request) -> tuple[Office, ApiClient]:
    """The office that the path names and the client that may act for it; 401, 403 or 404 otherwise (SECURITY A-06)."""
    client = await request.app[HALL].api_keys.authenticate(request, owner=request.match_info["office"])
    return office_of(request), client


async def read_members(request: web.Request, *, max_bytes: int, known: frozenset[str]) -> JsonObject:
    """Read a JSON object; an unknown member is refused, because a misspelt one would be lost silently."""
    body = await read_json_object(request, max_bytes=max_bytes)
    if not body.keys() <= known:
        raise Problem(400, f"Only these members belong here: {', '.join(sorted(known))}.")
    return body
