"""Several workers behind one socket, as real processes: none is missed when it ends, and none outlives its parent."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aiohttp
import pytest

from plumbing.entropy import SystemEntropy
from plumbing.keyring.unlock import create_unlock_key_file
from tests.plumbing.service.tiny_service import SLOW_SECONDS

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import AsyncIterator, Callable

ROOT = Path(__file__).parents[3]
PATIENCE = 30.0  # for a machine that is busy with other things; usually a second or two

SETTINGS = """
[service]
listen_port = {port}
internal_port = {internal}
tls = "proxy"
database_file = "tiny.sqlite"
unlock_key_file = "unlock.key"
"""


def free_ports(how_many: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(how_many)]
    ports = [opened.getsockname()[1] for opened in sockets]
    for opened in sockets:
        opened.close()
    return ports


@dataclass
class Parent:
    process: Process
    url: str
    internal_url: str
    keys: set[str] = field(default_factory=set)

    async def ask(self, path: str = "/") -> dict[str, Any]:
        """Ask over a new connection."""
        async with (
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True)) as caller,
            caller.get(self.url + path) as reply,
        ):
            assert reply.status == 200
            answer: dict[str, Any] = await reply.json()
            self.keys.add(answer["key"])
            return answer

    async def pids(self, until: Callable[[set[int]], bool], *, patient: bool = True) -> set[int]:
        """Ask until the processes that answer are those that are waited for."""
        async with asyncio.timeout(PATIENCE):
            while True:
                with suppress(*([aiohttp.ClientError] if patient else [])):
                    seen = {answer["pid"] for answer in await asyncio.gather(*(self.ask() for _ in range(6)))}
                    if until(seen):
                        return seen
                await asyncio.sleep(0.05)

    async def end(self) -> int:
        self.process.terminate()
        return await asyncio.wait_for(self.process.wait(), PATIENCE)


@asynccontextmanager
async def started(folder: Path, workers: int) -> AsyncIterator[Parent]:
    port, internal = free_ports(2)
    settings = folder / "tiny.toml"
    settings.write_text(SETTINGS.format(port=port, internal=internal), encoding="utf-8")
    create_unlock_key_file(folder / "unlock.key", SystemEntropy())
    with (folder / "log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.plumbing.service.tiny_service"),
            *("--settings", str(settings), "--workers", str(workers)),
            cwd=ROOT,
            stderr=log,
        )
    try:
        yield Parent(process, f"http://127.0.0.1:{port}", f"http://127.0.0.1:{internal}")
    finally:
        if process.returncode is None:
            process.kill()  # its workers end with it
            await process.wait()


@dataclass
class Load:
    """One caller who keeps its connection and asks without pause; what was not answered is an error."""

    let_go: asyncio.Event
    answered: int = 0
    asking: bool = True

    async def ask(self, url: str) -> None:
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=1)) as caller:
            while self.asking:
                try:
                    await self._ask_once(caller, url)
                except aiohttp.ServerDisconnectedError:  # closed before any byte of the reply: may be asked again
                    await self._ask_once(caller, url)
                await asyncio.sleep(0.02)

    async def _ask_once(self, caller: aiohttp.ClientSession, url: str) -> None:
        async with caller.get(url) as reply:
            await reply.read()
            assert reply.status == 200
            self.answered += 1
            if reply.headers.get("Connection") == "close":
                self.let_go.set()


async def test_no_request_fails_while_workers_are_drained_and_restarted_and_all_end_with_their_parent(
    tmp_path: Path,
) -> None:
    async with started(tmp_path, workers=2) as parent:
        pids = await parent.pids(lambda seen: len(seen) == 2)
        let_go = asyncio.Event()
        loads = [Load(let_go) for _ in range(3)]
        async with asyncio.TaskGroup() as callers:
            for load in loads:
                callers.create_task(load.ask(parent.url))
            drained = min(pids)
            os.kill(drained, signal.SIGTERM)
            pids = await parent.pids(lambda seen: len(seen) == 2 and drained not in seen)
            parent.process.send_signal(signal.SIGHUP)
            await parent.pids(lambda seen: len(seen) == 2 and not seen & pids)
            # whoever keeps a connection is told to take another one
            await asyncio.wait_for(let_go.wait(), PATIENCE)
            for load in loads:
                load.asking = False
        assert all(load.answered > 20 for load in loads)
        parent.process.kill()
        await parent.process.wait()
        with pytest.raises(aiohttp.ClientConnectionError):  # nobody outlives it
            await parent.pids(lambda seen: not seen, patient=False)


async def test_workers_share_one_key_a_killed_one_is_replaced_and_what_runs_is_finished_before_the_end(
    tmp_path: Path,
) -> None:
    async with started(tmp_path, workers=3) as parent:
        killed = min(await parent.pids(lambda seen: len(seen) == 3))
        os.kill(killed, signal.SIGKILL)
        await parent.pids(lambda seen: len(seen) == 3 and killed not in seen)
        assert len(parent.keys) == 1  # three started together, and one later
        async with aiohttp.ClientSession() as caller:
            async with caller.get(f"{parent.internal_url}/health/ready") as reply:
                assert reply.status == 200
            async with caller.get(parent.url) as reply:  # then silent: it must not keep its worker from ending
                await reply.read()
            running = asyncio.create_task(parent.ask("/slow"))
            await asyncio.sleep(SLOW_SECONDS / 4)
            ending = asyncio.create_task(parent.end())
            assert (await running)["pid"] != killed
            async with asyncio.timeout(10.0):  # sooner than the 15 seconds that a request may run
                assert await ending == 0
        with pytest.raises(aiohttp.ClientConnectorError):
            await parent.ask()


async def test_what_hinders_a_worker_at_the_start_ends_the_parent_with_its_exit_code(tmp_path: Path) -> None:
    (tmp_path / "tiny.sqlite").write_bytes(b"this is no database" * 100)
    async with started(tmp_path, workers=2) as parent:
        assert await asyncio.wait_for(parent.process.wait(), PATIENCE) == 78
    assert (tmp_path / "log").read_text(encoding="utf-8").startswith("Not started: ")
