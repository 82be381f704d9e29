"""A real HTTPS server on loopback that answers whatever a test tells it to, honest or not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from plumbing.http.serve import start_site

if TYPE_CHECKING:
    from plumbing.http.serve import Site
    from plumbing.http.tls import ThrowAwayCa


@dataclass
class FarSide:
    """The other side of the network."""

    site: Site
    answers: dict[str, web.Response] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    was_asked: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def host(self) -> str:
        """Its name as a did:web writes it."""
        return f"localhost%3A{self.site.port}"

    def url(self, path: str) -> str:
        """An address on it."""
        return f"{self.site.url}{path}"

    def answer(
        self, path: str, body: bytes | str, *, status: int = 200, kind: str = "application/jwt", **headers: Any
    ) -> None:
        """Answer this from now on at this path."""
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = web.Response(
            body=raw,
            status=status,
            headers={"Content-Type": kind} | {k.replace("_", "-"): v for k, v in headers.items()},
        )

    def fall_silent(self) -> None:
        """Answer nothing but errors."""
        self.answers.clear()


async def start_far_side(ca: ThrowAwayCa) -> FarSide:
    """Start one on a free port, with its gate open."""
    started: list[FarSide] = []

    async def answer(request: web.Request) -> web.Response:
        side = started[0]
        side.asked.append(request.path)
        side.was_asked.set()
        await side.gate.wait()
        known = side.answers.get(request.path)
        if known is None:
            return web.Response(status=503)
        if known.headers.get("ETag") and request.headers.get("If-None-Match") == known.headers["ETag"]:
            return web.Response(status=304, headers={"ETag": known.headers["ETag"]})
        return web.Response(body=known.body, status=known.status, headers=known.headers)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    started.append(FarSide(await start_site(app, port=0, tls=ca.server_context())))
    started[0].gate.set()
    return started[0]
