"""A deployment as `stadtsiegel init` makes it, whose issuer runs in the test: for tests of commands on its data.

`init_city` makes the folder; `running_deployed_issuer` runs the issuer of it with a movable clock and a registry that
says what it is told, on the database that its settings name.
"""

from __future__ import annotations

import io
import re
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiohttp.test_utils import TestClient, TestServer

from issuer.app import build_app, migrate_issuer
from issuer.hall import HALL
from issuer.service import read_issuer_settings
from plumbing.access.api_keys import ApiKeys
from plumbing.database.deployment import remember_public_url
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import open_keyring
from plumbing.observability.metrics import ServiceMetrics
from plumbing.service.start import unlock_key_of
from stadtsiegel.init import init
from tests.support.issuing import LIBRARY, USE_CASE, TestIssuer, ToldRegistry
from tests.trust_registry.authorities import BuiltRegistry, Desk, open_desk
from trust_registry.keeping.app import build_app as build_registry_app
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.settings import read_registry_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from plumbing.clock import MovableClock


def init_city(folder: Path) -> None:
    """Make the folder, with the office that tests/support/issuing.py talks to, and no database yet."""
    code = init(folder=folder, city="Musterstadt", host="musterstadt.example", office=LIBRARY, out=io.StringIO())
    if code != 0:
        raise AssertionError("init failed")
    for file in (folder / "data").iterdir():
        file.unlink()


def use_database(folder: Path, service: str, url: str) -> None:
    """Let a service of the deployment use another database."""
    settings = folder / f"{service}.toml"
    if url.startswith("sqlite:///"):
        path = "/" + url.removeprefix("sqlite:///").lstrip("/")
        line = f'database_file = "{path}"'
    else:
        secret = folder / "keys" / f"{service}-database.url"
        secret.touch(mode=0o600)
        secret.write_text(url)
        line = f'database_url_file = "keys/{secret.name}"'
    settings.write_text(re.sub(r"^database_(url_)?file = .*$", line, settings.read_text(), flags=re.MULTILINE))


@asynccontextmanager
async def running_deployed_issuer(folder: Path, *, clock: MovableClock, seed: int) -> AsyncIterator[TestIssuer]:
    """The issuer of a deployment, answering on loopback; its database is made at the first start."""
    settings, surroundings = read_issuer_settings(folder / "issuer.toml")
    entropy = SeededEntropy(seed)
    database = await open_database(surroundings.database_url.reveal())
    try:
        await remember_public_url(database, "issuer", settings.public_url)
        await migrate_issuer(database)
        keyring = await open_keyring(database, unlock_key_of(surroundings), clock, entropy)
        api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
        await api_keys.migrate()
        registry = ToldRegistry(
            listed=[office.did for office in settings.offices.values()],
            credential_type=settings.use_cases[USE_CASE].credential_type_iri,
        )
        app = await build_app(
            settings=settings,
            database=database,
            keyring=keyring,
            seal=keyring.seal("issuer"),
            api_keys=api_keys,
            clock=clock,
            entropy=entropy,
            fetcher=None,
            metrics=ServiceMetrics("issuer"),
            registry=registry,
        )
        registry.pins = app[HALL].kinds
        issuer = TestIssuer(
            app=app,
            settings=settings,
            database=database,
            keyring=keyring,
            clock=clock,
            entropy=entropy,
            registry=registry,
            api_keys={office: await api_keys.create(owner=office) for office in settings.offices},
        )
        async with TestClient(TestServer(app)) as client:
            issuer.client = client
            yield issuer
    finally:
        await database.close()


@asynccontextmanager
async def running_deployed_registry(folder: Path, *, clock: MovableClock, seed: int) -> AsyncIterator[Desk]:
    """The registry of a deployment, with somebody at its desk; its database is made at the first start."""
    settings, surroundings = read_registry_settings(folder / "registry.toml")
    entropy = SeededEntropy(seed)
    database = await open_database(surroundings.database_url.reveal())
    try:
        await remember_public_url(database, "trust_registry", settings.public_url)
        await migrate_registry(database)
        keyring = await open_keyring(database, unlock_key_of(surroundings), clock, entropy)
        api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
        await api_keys.migrate()
        app = await build_registry_app(
            settings=settings,
            database=database,
            keyring=keyring,
            api_keys=api_keys,
            clock=clock,
            entropy=entropy,
            metrics=ServiceMetrics("trust_registry"),
        )
        key = await api_keys.create(owner=settings.authority)
        async with open_desk(BuiltRegistry(app=app, api_key=key, foreign_key="")) as desk:
            yield desk
    finally:
        await database.close()
