"""A proxy before PostgreSQL that lets the server do a change and then loses its answer, as a broken network does."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.postgresql import Cluster

_SOCKET = ".s.PGSQL.5432"
_CHUNK = 65_536


class CuttingProxy:
    """Forwards everything, until it is told what to lose."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self._cluster = cluster
        self._folder = folder
        self._tag = b""
        self._to_pass = 0
        self._away = self._stay_away = False
        self.cuts = 0

    def cut(self, tag: str, *, passing: int = 0, and_stay_away: bool = False) -> None:
        """Lose the answer to a change and break its connection.

        Args:
            tag: how PostgreSQL tells what it did, such as `COMMIT` or `UPDATE 1`.
            passing: how many answers of this kind go through before.
            and_stay_away: whether the server cannot be reached from then on.
        """
        self._tag, self._to_pass = tag.encode() + b"\0", passing
        self._stay_away = and_stay_away

    def come_back(self) -> None:
        """Let the server be reached again."""
        self._away = False

    def url_of(self, database_url: str) -> str:
        """The address of the same database through this proxy."""
        return database_url.replace(quote(str(self._cluster.folder)), quote(str(self._folder)))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Forward one connection in both directions."""
        with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            if not self._away:
                server = await asyncio.open_unix_connection(str(self._cluster.folder / _SOCKET))
                forward = asyncio.create_task(_forward(reader, server[1]))
                try:
                    await self._answer(server[0], writer)
                finally:
                    forward.cancel()
                    server[1].close()
        writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            head = await reader.readexactly(5)  # type and length of a message
            body = await reader.readexactly(int.from_bytes(head[1:], "big") - 4)
            if head[:1] == b"C" and body == self._tag:
                self._to_pass -= 1
                if self._to_pass < 0:
                    await self._lose(reader)
                    return
            writer.write(head + body)
            await writer.drain()

    async def _lose(self, reader: asyncio.StreamReader) -> None:
        while (await reader.readexactly(1)) != b"Z":  # the server is through when it is ready for the next query
            await reader.readexactly(int.from_bytes(await reader.readexactly(4), "big") - 4)
        self._tag = b""
        self._away = self._stay_away
        self.cuts += 1


async def _forward(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(_CHUNK):
            writer.write(data)
            await writer.drain()
    writer.close()


@asynccontextmanager
async def cutting_proxy(cluster: Cluster) -> AsyncIterator[CuttingProxy]:
    """A proxy before this cluster, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="sts-cut-"))  # short, since the path of a socket may have 107 bytes only
    proxy = CuttingProxy(cluster, folder)
    server = await asyncio.start_unix_server(proxy.serve, str(folder / _SOCKET))
    try:
        yield proxy
    finally:
        server.close()
        shutil.rmtree(folder, ignore_errors=True)
