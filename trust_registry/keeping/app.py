"""The trust registry, wired by name: build_app makes the application from its parts."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.audit.trail import AuditTrail
from plumbing.database.migrate import Component, migrate_all
from plumbing.http.app import new_app
from plumbing.http.browsers import open_to_browsers
from plumbing.idempotency.keys import COMPONENT as IDEMPOTENCY
from plumbing.idempotency.keys import IdempotencyKeys
from plumbing.jobs import PeriodicJobs
from plumbing.publish_folder import KeptOutside, PublishFolder
from plumbing.retention.forget import Forget
from plumbing.retention.rules import read_rules
from plumbing.turns.turns import COMPONENT as TURNS
from plumbing.turns.turns import Turns
from trust_registry.keeping.authority import Authority, open_authority
from trust_registry.keeping.change import Changes
from trust_registry.keeping.files import PublishedListFile
from trust_registry.keeping.management_api import ManagementApi
from trust_registry.keeping.public_api import PublicApi
from trust_registry.keeping.publish import Publisher
from trust_registry.keeping.trqp_api import TrqpApi

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.access.api_keys import ApiKeys
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import Keyring
    from plumbing.observability.metrics import ServiceMetrics
    from trust_registry.keeping.settings import RegistrySettings

AUTHORITY = web.AppKey("authority", Authority)
JOBS = web.AppKey("jobs", PeriodicJobs)
KEPT_OUTSIDE = web.AppKey("kept_outside", KeptOutside)
PUBLISH_JOB = "publish-trust-list"
PUBLISH_JOB_SECONDS = 5
KEEP_FILES_JOB = "keep-published-files"
KEEP_FILES_JOB_SECONDS = 5


COMPONENTS = (
    Component("trust_registry.keeping", resources.files("trust_registry.keeping") / "migrations"),
    TURNS,
    IDEMPOTENCY,
)
"""Whose tables lie in a registry's database, besides those that every service has."""


async def migrate_registry(database: Database) -> None:
    """Bring the registry's own tables up to date, and those of the rooms that it uses."""
    await migrate_all(database, COMPONENTS)


async def build_app(
    *,
    settings: RegistrySettings,
    database: Database,
    keyring: Keyring,
    api_keys: ApiKeys,
    clock: Clock,
    entropy: Entropy,
    metrics: ServiceMetrics,
) -> web.Application:
    """Wire the registry; its database must have been migrated.

    Args:
        settings: proven settings.
        database: the registry's own database, never shared with issuer or verifier.
        keyring: holds the authority's key, made at the very first start.
        api_keys: the keys of the authority's people and programs, owned by its DID.
        clock: what time it is.
        entropy: for ids.
        metrics: where requests are counted.
    """
    authority = await open_authority(
        public_url=settings.public_url, keyring=keyring, governance_url=settings.governance_url
    )
    trail = AuditTrail(clock=clock, entropy=entropy)
    lifetime = settings.list_lifetime_seconds
    publisher = Publisher(database=database, authority=authority, clock=clock, trail=trail, lifetime_seconds=lifetime)
    changes = Changes(
        database=database,
        authority=authority,
        clock=clock,
        entropy=entropy,
        idempotency_keys=IdempotencyKeys(clock=clock, hash_key=keyring.hash_key("idempotency")),
        trail=trail,
        lifetime_seconds=lifetime,
    )
    app = new_app(service="trust_registry", entropy=entropy, metrics=metrics)
    app[AUTHORITY] = authority
    public = PublicApi(database=database, authority=authority, publisher=publisher, clock=clock)
    trqp = TrqpApi(database=database, authority=authority, clock=clock)
    open_to_browsers(app, *public.add_routes(app), *trqp.add_routes(app))
    ManagementApi(
        database=database, authority=authority, changes=changes, publisher=publisher, api_keys=api_keys
    ).add_routes(app)

    async def first_list(_: web.Application) -> AsyncIterator[None]:
        await publisher.publish()
        yield

    jobs = PeriodicJobs(metrics)
    jobs.add(PUBLISH_JOB, PUBLISH_JOB_SECONDS, publisher.publish)
    forget = Forget(database=database, clock=clock, rules=read_rules(COMPONENTS))
    forget.add_jobs(jobs, turns=Turns(database=database, clock=clock))
    if settings.publish_folder is not None:
        folder = PublishFolder(settings.publish_folder)
        kept = KeptOutside(PublishedListFile(folder=folder, authority=authority, publisher=publisher).keep)
        app[KEPT_OUTSIDE] = kept
        jobs.add(KEEP_FILES_JOB, KEEP_FILES_JOB_SECONDS, kept.keep)
    app[JOBS] = jobs
    app.cleanup_ctx.append(first_list)
    jobs.attach(app)
    return app
