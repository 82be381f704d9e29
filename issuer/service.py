"""How issuer processes are run: settings read from one file, the application built from the parts of the process."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.app import KEPT_OUTSIDE, build_app
from issuer.hall import HALL
from issuer.settings import SCHEMA, IssuerSettings, prove_settings
from plumbing.service.read import read_service_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from aiohttp import web

    from plumbing.service.settings import ServiceSettings
    from plumbing.service.start import ServiceParts

SERVICE = "issuer"
ENVIRONMENT_PREFIX = "STADTSIEGEL_ISSUER"


def read_issuer_settings(
    path: Path, environment: Mapping[str, str] | None = None
) -> tuple[IssuerSettings, ServiceSettings]:
    """Read and prove a settings file: what the issuer is, and how its service runs.

    Raises:
        SettingsError: with every fault at once.
    """
    return read_service_settings(path, SCHEMA, prove_settings, environment=environment, prefix=ENVIRONMENT_PREFIX)


async def build(settings: IssuerSettings, parts: ServiceParts) -> web.Application:
    """Build the application from the parts of its process."""
    app = await build_app(
        settings=settings,
        database=parts.database,
        keyring=parts.keyring,
        seal=parts.keyring.seal(SERVICE),
        api_keys=parts.api_keys,
        clock=parts.clock,
        entropy=parts.entropy,
        fetcher=parts.fetcher,
        metrics=parts.metrics,
    )
    parts.health.add_warning("signing-keys", app[HALL].key_watch.warning)
    parts.health.add_warning("packages", app[HALL].follow_reloads.warning)
    if KEPT_OUTSIDE in app:
        parts.health.add_warning("publish-folder", app[KEPT_OUTSIDE].warning)
    return app
