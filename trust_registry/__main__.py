"""`python -m trust_registry --settings FILE`: run a trust registry; `--new-api-key` makes a key for its management."""

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
from plumbing.settings import SettingsError
from trust_registry.keeping.app import KEPT_OUTSIDE, build_app, migrate_registry
from trust_registry.keeping.settings import read_registry_settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from aiohttp import web

    from plumbing.service.settings import ServiceSettings
    from trust_registry.keeping.settings import RegistrySettings

SERVICE = "trust_registry"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m trust_registry", description="Run a trust registry.")
    parser.add_argument("--settings", type=Path, required=True, help="the settings file (TOML)")
    parser.add_argument(
        "--new-api-key", action="store_true", help="make an API key for the authority, show it once, and end"
    )
    add_worker_options(parser)
    chosen = parser.parse_args(arguments)
    try:
        settings, service = read_registry_settings(chosen.settings, os.environ)
        if chosen.new_api_key:
            sys.stdout.write(asyncio.run(_make_api_key(settings, service)) + "\n")
            return 0
    except (DatabaseError, KeyringError, SettingsError, OSError) as error:
        return refuse_start(error)

    async def build(parts: ServiceParts) -> web.Application:
        app = await build_app(
            settings=settings,
            database=parts.database,
            keyring=parts.keyring,
            api_keys=parts.api_keys,
            clock=parts.clock,
            entropy=parts.entropy,
            metrics=parts.metrics,
        )
        if KEPT_OUTSIDE in app:
            parts.health.add_warning("publish-folder", app[KEPT_OUTSIDE].warning)
        return app

    return serve(chosen, service=SERVICE, settings=service, migrate=migrate_registry, build=build)


async def _make_api_key(settings: RegistrySettings, service: ServiceSettings) -> str:
    async with AsyncExitStack() as closing:
        parts = await open_parts(service=SERVICE, settings=service, migrate=migrate_registry, closing=closing)
        return await parts.api_keys.create(owner=settings.authority)


if __name__ == "__main__":
    sys.exit(main())
