"""The application for the internal port: metrics and health, for the people who run the service and their machines.

It is never opened to the public, and neither counts nor logs who looks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.browsers import add_safe_headers
from plumbing.observability.health import Health, add_health_routes
from plumbing.observability.metrics import CONTENT_TYPE

if TYPE_CHECKING:
    from plumbing.observability.metrics import ServiceMetrics


def internal_app(*, metrics: ServiceMetrics, health: Health) -> web.Application:
    """Make the application; `plumbing/http/serve.py` serves it like any other."""
    app = web.Application()
    app.on_response_prepare.append(add_safe_headers)

    async def show_metrics(_request: web.Request) -> web.Response:
        return web.Response(body=metrics.render(), headers={"Content-Type": CONTENT_TYPE})

    app.router.add_get("/metrics", show_metrics)
    add_health_routes(app, health)
    return app
