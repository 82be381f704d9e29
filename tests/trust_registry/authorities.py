"""A whole registry for tests: real parts, a movable clock, seeded entropy; its public URL may be anywhere."""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestClient, TestServer

from plumbing.access.api_keys import ApiKeys
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import open_keyring
from plumbing.observability.metrics import ServiceMetrics
from plumbing.secret import Secret
from tests.trust_registry.statements import CARD, LIBRARY
from trust_registry.keeping.app import AUTHORITY, JOBS, PUBLISH_JOB, build_app, migrate_registry
from trust_registry.keeping.settings import RegistrySettings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiohttp import web

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database
    from trust_registry.keeping.authority import Authority

PUBLIC_URL = "https://trust.city.example"
TEXT = {"de": "Ausleihe", "en": "Lending"}
NEW_TYPE = {
    "id": CARD,
    "context": {"id": f"{CARD}/v1/context.jsonld", "url": "https://issuer.example/c1", "sha256": "a" * 64},
    "schema": {"id": f"{CARD}/v1/schema.json", "url": "https://issuer.example/s1", "sha256": "b" * 64},
}
MAY_ISSUE = {
    "entity": LIBRARY,
    "action": "issue",
    "credential_type": CARD,
    "name": {"de": "Stadtbibliothek", "en": "City library"},
}
MAY_ASK = MAY_ISSUE | {
    "action": "verify",
    "purpose": {"id": "lending", "title": TEXT, "reason": TEXT},
    "claims": [["credentialSubject", "cardNumber"]],
    "retention_seconds": 3600,
    "legal_basis": {"de": "Benutzungssatzung, § 4", "en": "Rules of use, section 4"},
}


@dataclass(frozen=True)
class BuiltRegistry:
    """The application with what a test needs beside it."""

    app: web.Application
    api_key: str
    foreign_key: str

    @property
    def authority(self) -> Authority:
        """The authority it speaks for."""
        return self.app[AUTHORITY]


async def build_registry(
    database: Database,
    clock: MovableClock,
    *,
    public_url: str = PUBLIC_URL,
    seed: int = 1,
    publish_folder: Path | None = None,
) -> BuiltRegistry:
    """Build one; several on one database are one registry in several processes, each with a seed of its own."""
    entropy = SeededEntropy(seed)
    api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
    await api_keys.migrate()
    await migrate_registry(database)
    app = await build_app(
        settings=RegistrySettings(public_url=public_url, publish_folder=publish_folder),
        database=database,
        keyring=await open_keyring(database, Secret(bytes(32)), clock, entropy),
        api_keys=api_keys,
        clock=clock,
        entropy=entropy,
        metrics=ServiceMetrics("trust_registry"),
    )
    authority = app[AUTHORITY]
    return BuiltRegistry(
        app=app,
        api_key=await api_keys.create(owner=authority.did),
        foreign_key=await api_keys.create(owner="did:web:somebody.example"),
    )


@dataclass
class Desk:
    """The authority's people at work, over HTTP."""

    client: TestClient[Any, Any]
    registry: BuiltRegistry

    async def call(
        self, method: str, path: str, body: Any = None, *, key: str | None = "own", idempotency_key: str | None = None
    ) -> tuple[int, Any]:
        """Call an address; answers status and JSON."""
        headers = {"Authorization": f"Bearer {self.registry.api_key if key == 'own' else key}"} if key else {}
        headers |= {"Idempotency-Key": idempotency_key} if idempotency_key else {}
        async with self.client.request(method, path, json=body, headers=headers) as answer:
            return answer.status, await answer.json()

    async def publish(self) -> None:
        """Do one turn of the publishing job."""
        if not await self.registry.app[JOBS].run_now(PUBLISH_JOB):
            raise RuntimeError("the publishing job failed")


@asynccontextmanager
async def open_desk(registry: BuiltRegistry) -> AsyncIterator[Desk]:
    """Serve a registry on loopback, and sit down before it."""
    server = TestServer(registry.app)
    async with TestClient(server) as client:
        await registry.app[JOBS].stop()  # a test does each turn itself, so that none comes in between
        yield Desk(client, registry)
