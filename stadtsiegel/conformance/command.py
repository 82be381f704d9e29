"""`stadtsiegel conformance-server`: served until SIGTERM or Ctrl-C; one JSON object on standard output says where."""

from __future__ import annotations

import asyncio
import json
import signal
import sys
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from plumbing.clock import SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.http.free_port import choose_free_port
from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa, server_context
from plumbing.observability import logs
from stadtsiegel.conformance.announcement import announce
from stadtsiegel.conformance.app import build_server
from stadtsiegel.conformance.trust import read_controllers

if TYPE_CHECKING:
    import argparse
    import ssl
    from collections.abc import Iterator
    from typing import TextIO

HIGHEST_PORT = 65_535


def run_conformance_server(options: argparse.Namespace, *, out: TextIO = sys.stdout, err: TextIO = sys.stderr) -> int:
    """Serve; the exit code is 0 after a clean end."""
    logs.configure("conformance", level="warning")
    try:
        return asyncio.run(_serve(options, out))
    except (OSError, ValueError) as error:
        err.write(f"Not started: {error}\n")
        return 1


async def _serve(options: argparse.Namespace, out: TextIO) -> int:
    if not 0 <= options.port <= HIGHEST_PORT:
        raise ValueError(f"--port must lie between 0 and {HIGHEST_PORT}")
    controllers = read_controllers(options.trust) if options.trust else {}
    port = options.port or choose_free_port()
    origin = f"https://localhost:{port}"
    server = build_server(
        origin=origin,
        clock=SystemClock(),
        entropy=SystemEntropy(),
        controllers=controllers,
        warnings="refuse" if options.strict_status else "bear",
    )
    told_to_end = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told_to_end.set)
    async with AsyncExitStack() as stack:
        tls, root_file = stack.enter_context(_tls(options.cert, options.key))
        site = await start_site(server.app, port=port, tls=tls)
        stack.push_async_callback(site.stop)
        out.write(json.dumps(announce(server, origin, root_file)) + "\n")
        out.flush()
        await told_to_end.wait()
    return 0


@contextmanager
def _tls(certificate: Path | None, key: Path | None) -> Iterator[tuple[ssl.SSLContext, Path | None]]:
    if certificate is not None and key is not None:
        yield server_context(certificate, key), None
        return
    if certificate is not None or key is not None:
        raise ValueError("--cert and --key go together")
    with TemporaryDirectory(prefix="stadtsiegel-conformance-") as folder:
        authority = ThrowAwayCa.load_or_create(Path(folder))
        yield authority.server_context(), authority.root_file
