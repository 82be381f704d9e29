"""`stadtsiegel serve`: the whole city in one process on fixed ports, with a start page.

For development on one machine: sample data, throw-away certificates, and a clock that can be set ahead.
"""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from plumbing.clock import SystemClock
from plumbing.database.errors import DatabaseError
from plumbing.entropy import SystemEntropy
from plumbing.http.serve import start_site
from plumbing.keyring.port import KeyringError
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics
from stadtsiegel.ahead_clock import AheadClock
from stadtsiegel.founding import Ports
from stadtsiegel.library_city import LibraryCity, start_city
from stadtsiegel.start_page.app import build_app

if TYPE_CHECKING:
    from pathlib import Path
    from typing import TextIO

HIGHEST_FIRST_PORT = 65_535 - 3


async def serve(*, folder: Path, port: int, out: TextIO = sys.stdout, told_to_end: asyncio.Event | None = None) -> int:
    """Serve until Ctrl-C or SIGTERM.

    Args:
        folder: where the data lie, over restarts.
        port: of the start page; registry, issuer and verifier take the next three.
        out: where it is said what is where.
        told_to_end: ends it too; for tests.

    Returns:
        The exit code.
    """
    if not 1 <= port <= HIGHEST_FIRST_PORT:
        out.write(f"Not started: --port must lie between 1 and {HIGHEST_FIRST_PORT}; three more follow it.\n")
        return 1
    logs.configure("serve", level="warning")
    told_to_end = told_to_end or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told_to_end.set)
    try:
        async with AsyncExitStack() as stack:
            clock = AheadClock(machine=SystemClock(), file=_own(folder) / "clock-ahead")
            city = await stack.enter_async_context(
                start_city(
                    folder=folder,
                    clock=clock,
                    entropy=SystemEntropy(),
                    ports=Ports(registry=port + 1, issuer=port + 2, verifier=port + 3),
                )
            )
            app = build_app(
                city=city, clock=clock, origin=f"http://localhost:{port}", metrics=ServiceMetrics("start_page")
            )
            site = await start_site(app, port=port)
            stack.push_async_callback(site.stop)
            out.write(_what_is_where(city, site.url, folder))
            out.flush()
            await told_to_end.wait()
            out.write("\nStopping.\n")
    except (OSError, DatabaseError, KeyringError, ValueError) as error:
        out.write(f"Not started: {error}\n")
        return 1
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)
    return 0


def _own(folder: Path) -> Path:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _what_is_where(city: LibraryCity, start_url: str, folder: Path) -> str:
    return (
        f"Stadtsiegel serves a sample city. Open  {start_url}\n\n"
        f"  trust registry  {city.registry_url}  {city.authority.did}\n"
        f"  issuer          {city.issuer_url}  {city.library.did}\n"
        f"  verifier        {city.verifier_url}  {city.lending.did}\n"
        f"  root of the throw-away certificates: {city.root_file.absolute()}\n"
        f"  data: {folder.absolute()}\n\n"
        "Check a card from the command line (the key is new at every start):\n\n"
        f"  curl -s --cacert {city.root_file.absolute()} -X POST {city.lending.api.base_url}/checks \\\n"
        f"       -H 'Authorization: Bearer {city.lending.api.api_key}' \\\n"
        "       -H 'Content-Type: application/json' -d '{\"purpose\": \"lending\"}'\n\n"
        "Stop with Ctrl-C.\n"
    )
