"""A client of one kept connection that sees every byte, so that it knows what it may send again and what it may not.

A connection that was closed before any byte of the reply is opened anew and the request sent again, as HTTP lets every
client do; whatever else goes wrong is a failed request.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import ssl

_ANSWER_SECONDS = 30.0
_MOST_TRIES = 5


@dataclass
class Seen:
    """What the clients of one drill saw together.

    Attributes:
        answered: requests that were answered as they should be.
        sent_again: requests that met a connection closed before any byte.
        failed: all others, each with what went wrong.
        seconds: how long each answered request took, the time to connect included.
    """

    answered: int = 0
    sent_again: int = 0
    failed: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def p99(self) -> float:
        """The 99th percentile of `seconds`; 0 without any."""
        ordered = sorted(self.seconds)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))] if ordered else 0.0


class ClosedUnheard(Exception):  # noqa: N818 - a word for the client's own use
    """The connection was closed before any byte of the reply."""


class PlainClient:
    """One caller over TLS."""

    def __init__(self, url: str, tls: ssl.SSLContext, seen: Seen, *, keep_alive: bool = True) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "localhost", parts.port or 443
        self._tls = tls
        self._seen = seen
        self._keep_alive = keep_alive
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def ask(self, method: str, path: str, *, expect: int = 200, headers: str = "", body: bytes = b"") -> None:
        """Send one request and take note of what came of it; `headers` are whole lines."""
        begun = time.perf_counter()
        try:
            async with asyncio.timeout(_ANSWER_SECONDS):
                status = await self._until_heard(self._request(method, path, headers, body))
        except (OSError, EOFError, ValueError) as error:  # TimeoutError is an OSError
            self.close()
            self._seen.failed.append(f"{method} {path}: {type(error).__name__}")
            return
        if status != expect:
            self._seen.failed.append(f"{method} {path}: {status}")
            return
        self._seen.answered += 1
        self._seen.seconds.append(time.perf_counter() - begun)

    def _request(self, method: str, path: str, headers: str, body: bytes) -> bytes:
        where = f"Host: {self._host}:{self._port}\r\nContent-Length: {len(body)}\r\n"
        return f"{method} {path} HTTP/1.1\r\n{where}{headers}\r\n".encode() + body

    async def _until_heard(self, request: bytes) -> int:
        for _ in range(_MOST_TRIES - 1):
            try:
                return await self._once(request)
            except ClosedUnheard:
                self.close()
                self._seen.sent_again += 1
        try:
            return await self._once(request)
        except ClosedUnheard:
            raise EOFError from None

    async def _once(self, request: bytes) -> int:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._host, self._port, ssl=self._tls)
        reader, writer = self._streams
        try:
            writer.write(request)
            await writer.drain()
            first = await reader.read(1)
        except ConnectionError:
            raise ClosedUnheard from None
        if not first:
            raise ClosedUnheard
        answer = first + await reader.readuntil(b"\r\n\r\n")
        status, *lines = answer.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        await reader.readexactly(int(headers["content-length"]))
        if not self._keep_alive or headers.get("connection", "").lower() == "close":
            self.close()
        return int(status.split(" ")[1])

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None
