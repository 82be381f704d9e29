"""A small real register: an HTTPS service that knows some people by a number, or answers as badly as it is told."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import web

from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SECRET = "what only issuer and register know"


@dataclass
class SmallRegister:
    """The people of a register by the value of the one claim that it is asked by.

    Attributes:
        people: what is known of each.
        answer: what it answers instead, if it is to answer badly: status and body.
        sleeps: whether it never answers.
        asked: every question that it was asked.
        asleep: set once it has been asked and will not answer.
    """

    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    answer: tuple[int, bytes, str] | None = None
    sleeps: bool = False
    asked: list[dict[str, Any]] = field(default_factory=list)
    asleep: asyncio.Event = field(default_factory=asyncio.Event)
    url: str = ""
    root_pem: bytes = b""

    async def respond(self, request: web.Request) -> web.Response:
        """POST /claims."""
        if request.headers.get("Authorization") != f"Bearer {SECRET}":
            return web.Response(status=401)
        question = await request.json()
        self.asked.append(question)
        if self.sleeps:
            self.asleep.set()
            await asyncio.Event().wait()
        if self.answer is not None:
            status, body, content_type = self.answer
            return web.Response(status=status, body=body, content_type=content_type)
        (number,) = question["asked"].values()
        if number not in self.people:
            return web.Response(status=404)
        return web.json_response({"claims": self.people[number]})


@asynccontextmanager
async def small_register(folder: Path) -> AsyncIterator[SmallRegister]:
    """Serve a register over loopback HTTPS."""
    register = SmallRegister()
    ca = ThrowAwayCa.load_or_create(folder)
    app = web.Application()
    app.router.add_post("/claims", register.respond)
    site = await start_site(app, port=0, tls=ca.server_context())
    register.url, register.root_pem = f"{site.url}/claims", ca.root_pem
    try:
        yield register
    finally:
        await site.stop()
