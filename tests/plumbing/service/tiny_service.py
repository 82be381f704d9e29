"""A service that tells which of its processes answers; run by the tests of workers as real processes."""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.app import new_app
from plumbing.service.settings import SERVICE_SCHEMA, parse_service_settings
from plumbing.service.workers import add_worker_options, run_workers, serve
from plumbing.settings import read_settings

if TYPE_CHECKING:
    from plumbing.database.port import Database
    from plumbing.service.start import ServiceParts

SLOW_SECONDS = 1.5  # longer than silent connections are kept while a worker drains
OWNER, PURPOSE = "tiny", "signing"
SCHEMA = {"type": "object", "required": ["service"], "properties": {"service": SERVICE_SCHEMA}}


async def migrate(_database: Database) -> None:
    """It has no tables."""


async def build(parts: ServiceParts) -> web.Application:
    key = await parts.keyring.ensure(owner=OWNER, purpose=PURPOSE)

    async def tell(_request: web.Request) -> web.Response:
        return web.json_response({"pid": os.getpid(), "key": key.key_id})

    async def tell_slowly(request: web.Request) -> web.Response:
        await asyncio.sleep(SLOW_SECONDS)
        return await tell(request)

    app = new_app(service="tiny", entropy=parts.entropy, metrics=parts.metrics)
    app.router.add_get("/", tell)
    app.router.add_get("/slow", tell_slowly)
    return app


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--settings", type=Path, required=True)
    add_worker_options(parser)
    chosen = parser.parse_args()
    table = read_settings(chosen.settings, SCHEMA)["service"]
    settings = parse_service_settings(table, public_url="https://tiny.example")
    if chosen.workers is not None:
        command = [sys.executable, "-m", "tests.plumbing.service.tiny_service", "--settings", str(chosen.settings)]
        return run_workers(command, settings=settings, count=chosen.workers)
    return serve(chosen, service="tiny", settings=settings, migrate=migrate, build=build)


if __name__ == "__main__":
    sys.exit(main())
