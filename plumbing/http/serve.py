"""A service on a port: plain or TLS, every connection guarded, stopped without losing answers.

aiohttp makes the application ready; the connections are ours (`plumbing/http/connection.py`).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from aiohttp import web

from plumbing.http.connection import Deadlines, GuardedConnection

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Callable

_BACKLOG = 1024
_GOODBYE_SECONDS = 5.0
_DRAIN_SECONDS = 15.0  # with the goodbye: 20
_LAST_REQUEST_SECONDS = 1.0  # in which a kept connection may bring one more request, and a handshake may end
_LOOK_SECONDS = 0.02


class Site:
    """A service that listens."""

    def __init__(
        self,
        runner: web.AppRunner,
        listener: asyncio.Server,
        draining: asyncio.Event,
        *,
        tls: bool,
        host: str,
        port: int,
    ) -> None:
        self._runner = runner
        self._listener = listener
        self._draining = draining
        self._tls = tls
        self.url = f"{'https' if tls else 'http'}://{host}:{port}"
        self.port = port

    async def drain(self) -> None:
        """Take no new connection, answer what comes on kept ones with `Connection: close`, and wait until all is said.

        A kept connection that stays silent for a second is closed; a request may run for 15 seconds.
        """
        self._draining.set()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        for listening in self._listener.sockets:
            loop.remove_reader(listening.fileno())
        await asyncio.sleep(_LOOK_SECONDS)  # a connection just taken must find its listener open, or asyncio drops it
        self._listener.close()
        while (passed := loop.time() - begun) < _DRAIN_SECONDS:
            connections = self._connections()
            waited = passed > _LAST_REQUEST_SECONDS
            if not connections and (waited or not self._tls):  # a handshake is no connection yet
                return
            if waited:
                for connection in connections:
                    if not connection.busy:
                        connection.force_close()
            await asyncio.sleep(_LOOK_SECONDS)

    def _connections(self) -> list[GuardedConnection]:
        open_ones = [] if self._runner.server is None else self._runner.server.connections
        return [one for one in open_ones if isinstance(one, GuardedConnection)]

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
    listening: socket.socket | None = None,
) -> Site:
    """Start to serve an application.

    Args:
        app: what to serve.
        port: where; 0 takes a free port, told by `Site.port`.
        host: the address to listen on.
        tls: the context of a TLS server; None only where a proxy in front speaks TLS, or for an internal port.
        deadlines: how slow callers may be.
        listening: a socket that listens already, instead of host and port; other processes may share it.
    """
    deadlines = deadlines or Deadlines()
    draining = asyncio.Event()
    runner = web.AppRunner(app, shutdown_timeout=_GOODBYE_SECONDS)
    await runner.setup()
    where: dict[str, Any] = {"host": host, "port": port} if listening is None else {"sock": listening}
    try:
        listener = await asyncio.get_running_loop().create_server(
            _connections(runner, deadlines, draining),
            **where,
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
    return Site(runner, listener, draining, tls=tls is not None, host=shown, port=port)


def _connections(
    runner: web.AppRunner, deadlines: Deadlines, draining: asyncio.Event
) -> Callable[[], GuardedConnection]:
    server = runner.server
    if server is None:
        raise RuntimeError("the application was not set up")
    loop = asyncio.get_running_loop()
    return lambda: GuardedConnection(server, loop=loop, deadlines=deadlines, draining=draining)
