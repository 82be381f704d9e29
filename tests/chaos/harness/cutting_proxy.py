"""A proxy before PostgreSQL that cuts a connection at the worst moment: the change is kept, and its answer is lost.

It passes everything on, and when it is armed, waits for the server to say that a change is committed (CommandComplete,
then ReadyForQuery outside of any transaction; PostgreSQL manual, "Message Formats"). It keeps that to itself and cuts.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from asyncio import StreamReader, StreamWriter

_SOCKET = ".s.PGSQL.5432"
_CHANGES = (b"COMMIT", b"INSERT", b"UPDATE", b"DELETE")
_COMMAND_COMPLETE, _READY = b"C", b"Z"
_OUTSIDE = b"I"


class CuttingProxy:
    """Stands between services and the server whose socket lies in a folder."""

    def __init__(self, server_folder: Path) -> None:
        self._server_folder = server_folder
        self._folder = Path(tempfile.mkdtemp(prefix="sts-px-"))  # short, since the path of a socket may have 107 bytes
        self._listener: asyncio.Server | None = None
        self._armed: asyncio.Future[None] | None = None

    async def start(self) -> None:
        """Listen."""
        self._listener = await asyncio.start_unix_server(self._serve, str(self._folder / _SOCKET))

    async def close(self) -> None:
        """Listen no more."""
        if self._listener is not None:
            self._listener.close()
        shutil.rmtree(self._folder)

    def url(self, url: str) -> str:
        """The address of the same database behind this proxy."""
        return url.replace(quote(str(self._server_folder)), quote(str(self._folder)))

    async def cut_next(self, seconds: float) -> bool:
        """Cut the connection over which the next change is committed; False when none was in that time."""
        self._armed = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(self._armed, seconds)
        except TimeoutError:
            return False
        finally:
            self._armed = None
        return True

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        try:
            from_server, to_server = await asyncio.open_unix_connection(str(self._server_folder / _SOCKET))
        except OSError:
            writer.close()  # the server is away, and that is what its client shall see
            return
        ways = [
            asyncio.create_task(_pass_on(reader, to_server)),
            asyncio.create_task(self._pass_answers_on(from_server, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            for end in (writer, to_server):
                end.transport.abort()
            await asyncio.gather(*ways, return_exceptions=True)

    async def _pass_answers_on(self, reader: StreamReader, writer: StreamWriter) -> None:
        held = b""
        with suppress(OSError, asyncio.IncompleteReadError):
            while True:
                head = await reader.readexactly(5)
                body = await reader.readexactly(int.from_bytes(head[1:], "big") - 4)
                if self._armed and head[:1] == _COMMAND_COMPLETE and body.startswith(_CHANGES):
                    held = head + body
                    continue
                if held and head[:1] == _READY and body == _OUTSIDE and self._armed and not self._armed.done():
                    self._armed.set_result(None)
                    return
                writer.write(held + head + body)
                held = b""
                await writer.drain()


async def _pass_on(reader: StreamReader, writer: StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(65_536):
            writer.write(said)
            await writer.drain()
