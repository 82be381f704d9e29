"""`python -m verifier --settings FILE`: run a verifier with all its relying parties.

With `--new-api-key NAME` it makes a key for a relying party, shows it once, and ends.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseError
from plumbing.keyring.port import KeyringError
from plumbing.service.run import refuse_start
from plumbing.service.start import ServiceParts, open_parts
from plumbing.service.workers import add_worker_options, serve
from plumbing.settings import Fault, SettingsError
from verifier.app import migrate_verifier
from verifier.service import SERVICE, build, read_verifier_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from plumbing.service.settings import ServiceSettings
    from verifier.settings import VerifierSettings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m verifier", description="Run a verifier with all its relying parties."
    )
    parser.add_argument("--settings", type=Path, required=True, help="the settings file (TOML)")
    parser.add_argument(
        "--new-api-key", metavar="NAME", help="make an API key for a relying party, show it once, and end"
    )
    add_worker_options(parser)
    chosen = parser.parse_args(arguments)
    try:
        settings, service = read_verifier_settings(chosen.settings, os.environ)
        if chosen.new_api_key is not None:
            sys.stdout.write(asyncio.run(_make_api_key(chosen.new_api_key, settings, service)) + "\n")
            return 0
    except (DatabaseError, KeyringError, SettingsError, OSError) as error:
        return refuse_start(error)

    async def built(parts: ServiceParts) -> web.Application:
        return await build(settings, parts)

    return serve(chosen, service=SERVICE, settings=service, migrate=migrate_verifier, build=built)


async def _make_api_key(name: str, settings: VerifierSettings, service: ServiceSettings) -> str:
    known = {one.relying_party_id for one in settings.relying_parties}
    if name not in known:
        raise SettingsError([Fault("--new-api-key", f"names nobody here; known are: {', '.join(sorted(known))}")])
    async with AsyncExitStack() as closing:
        parts = await open_parts(service=SERVICE, settings=service, migrate=migrate_verifier, closing=closing)
        return await parts.api_keys.create(owner=name)


if __name__ == "__main__":
    sys.exit(main())
