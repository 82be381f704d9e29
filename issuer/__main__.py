"""`python -m issuer --settings FILE`: run an issuer with all its offices.

With `--new-api-key OFFICE` it makes a key for an office's program, shows it once, and ends.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from issuer.app import migrate_issuer
from issuer.service import SERVICE, build, read_issuer_settings
from plumbing.database.errors import DatabaseError
from plumbing.keyring.port import KeyringError
from plumbing.service.run import refuse_start
from plumbing.service.start import ServiceParts, open_parts
from plumbing.service.workers import add_worker_options, serve
from plumbing.settings import Fault, SettingsError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from issuer.settings import IssuerSettings
    from plumbing.service.settings import ServiceSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m issuer", description="Run an issuer.")
    parser.add_argument("--settings", type=Path, required=True, help="the settings file (TOML)")
    parser.add_argument(
        "--new-api-key", metavar="OFFICE", help="make an API key for this office's program, show it once, and end"
    )
    add_worker_options(parser)
    chosen = parser.parse_args(arguments)
    try:
        settings, service = read_issuer_settings(chosen.settings, os.environ)
        if chosen.new_api_key is not None:
            sys.stdout.write(asyncio.run(_make_api_key(settings, service, chosen.new_api_key)) + "\n")
            return 0
    except (DatabaseError, KeyringError, SettingsError, OSError) as error:
        return refuse_start(error, sys.stderr)

    async def built(parts: ServiceParts) -> web.Application:
        return await build(settings, parts)

    return serve(chosen, service=SERVICE, settings=service, migrate=migrate_issuer, build=built)


async def _make_api_key(settings: IssuerSettings, service: ServiceSettings, office: str) -> str:
    if office not in settings.offices:
        known = ", ".join(settings.offices)
        raise SettingsError([Fault("--new-api-key", f"names no office; known are: {known}")])
    async with AsyncExitStack() as closing:
        parts = await open_parts(service=SERVICE, settings=service, migrate=migrate_issuer, closing=closing)
        return await parts.api_keys.create(owner=office)


if __name__ == "__main__":
    sys.exit(main())
