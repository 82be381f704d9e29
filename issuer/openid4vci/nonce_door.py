"""The nonce endpoint (OpenID4VCI 1.0 section 7): open to everyone, nothing is kept of what it hands out."""

from __future__ import annotations

from aiohttp import web

from issuer.hall import HALL, office_of
from issuer.openid4vci.errors import NO_STORE


async def post_nonce(request: web.Request) -> web.Response:
    """POST /offices/{office}/nonce; whatever body comes is not read."""
    office = office_of(request)
    return web.json_response({"c_nonce": request.app[HALL].nonces.make(office)}, headers=NO_STORE)
