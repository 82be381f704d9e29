"""What browsers are told: the headers that keep an answer harmless, and who may read it from another page (CORS).

Wallets that live in a browser call the public protocol addresses from any origin; they are let in without cookies or
other credentials of the browser (SECURITY H-08). Everything else stays closed by default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import hdrs, web

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler

OPEN_TO_BROWSERS = web.AppKey("open_to_browsers", set[web.AbstractResource])

_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_PREFLIGHT_HEADERS = {
    "Access-Control-Allow-Headers": "Accept, Authorization, Content-Type, DPoP, X-Request-ID",
    "Access-Control-Max-Age": "600",
}
_READABLE_HEADERS = "DPoP-Nonce, Retry-After, WWW-Authenticate, X-Request-ID"


async def add_safe_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Give every answer the strictest headers, unless the route has chosen its own; say nothing about our software."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.popall("Server", None)


def open_to_browsers(app: web.Application, *routes: web.AbstractRoute) -> None:
    """Let pages of any origin call these routes, without cookies: for the public addresses that wallets use."""
    for resource in {route.resource for route in routes}:
        if not isinstance(resource, web.Resource):
            raise TypeError("only a route with an address of its own can be opened to browsers")
        if resource in app[OPEN_TO_BROWSERS]:
            continue
        app[OPEN_TO_BROWSERS].add(resource)
        methods = sorted({route.method for route in resource} - {hdrs.METH_OPTIONS})
        resource.add_route(hdrs.METH_OPTIONS, _preflight(", ".join(methods)))


def _preflight(methods: str) -> Handler:
    async def answer(_request: web.Request) -> web.StreamResponse:
        headers = {**_PREFLIGHT_HEADERS, "Access-Control-Allow-Methods": methods, "Allow": f"{methods}, OPTIONS"}
        return web.Response(status=204, headers=headers)

    return answer


async def add_cors_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Let pages of any origin read the answers of the routes that were opened to them, refusals included."""
    if request.match_info.route.resource in request.app[OPEN_TO_BROWSERS]:
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _READABLE_HEADERS
