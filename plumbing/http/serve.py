"""A service on a port: plain or TLS, every connection guarded, stopped without losing answers.

aiohttp makes the application ready; the connections are ours (`plumbing/http/connection.py`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.connection import Deadlines, GuardedConnection

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable

_BACKLOG = 1024
_GOODBYE_SECONDS = 5.0


class Site:
    """A service that listens."""

    def __init__(self, runner: web.AppRunner, listener: asyncio.Server, *, url: str, port: int) -> None:
        self._runner = runner
        self._listener = listener
        self.url = url
        self.port = port

    async def stop(self) -> None:
        """Listen no longer, let requests finish for a few seconds, then close everything."""
        self._listener.close()
        await self._runner.cleanup()


async def start_site(
    app: web.Application,
    *,
    port: int,
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    deadlines: Deadlines | None = None,
) -> Site:
    """Start to serve an application.

    Args:
        app: what to serve.
        port: where; 0 takes a free port, told by `Site.port`.
        host: the address to listen on.
        tls: the context of a TLS server; None only where a proxy in front speaks TLS, or for an internal port.
        deadlines: how slow callers may be.
    """
    deadlines = deadlines or Deadlines()
    runner = web.AppRunner(app, shutdown_timeout=_GOODBYE_SECONDS)
    await runner.setup()
    try:
        listener = await asyncio.get_running_loop().create_server(
            _connections(runner, deadlines),
            host,
            port,
            ssl=tls,
            backlog=_BACKLOG,
            ssl_handshake_timeout=deadlines.handshake if tls else None,
            ssl_shutdown_timeout=deadlines.linger if tls else None,
        )
    except BaseException:
        await runner.cleanup()
        raise
    port = listener.sockets[0].getsockname()[1]
    shown = "localhost" if host in ("127.0.0.1", "::1", "localhost") else host
    return Site(runner, listener, url=f"{'https' if tls else 'http'}://{shown}:{port}", port=port)


def _connections(runner: web.AppRunner, deadlines: Deadlines) -> Callable[[], GuardedConnection]:
    server = runner.server
    if server is None:
        raise RuntimeError("the application was not set up")
    loop = asyncio.get_running_loop()
    return lambda: GuardedConnection(server, loop=loop, deadlines=deadlines)
