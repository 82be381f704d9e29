"""A service started: its parts opened in order, its two ports serving, and everything closed again in reverse.

Whatever goes wrong on the way leaves nothing open. `run.py` adds the signals of a process; a demo starts several
services in one process with `start_service` itself.
"""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.access.api_keys import COMPONENT as API_KEYS
from plumbing.access.api_keys import ApiKeys
from plumbing.audit.jobs import add_audit_jobs
from plumbing.audit.seal import Sealer
from plumbing.audit.tables import COMPONENT as AUDIT
from plumbing.audit.tables import migrate_audit
from plumbing.audit.trail import OPERATOR, SERVICE, AuditTrail
from plumbing.clock import SystemClock
from plumbing.database.deployment import COMPONENT as DEPLOYMENT
from plumbing.database.deployment import remember_public_url
from plumbing.database.open import open_database
from plumbing.database.room import NO_ROOM
from plumbing.entropy import SystemEntropy
from plumbing.http.fetch import Fetcher
from plumbing.http.serve import Site, start_site
from plumbing.http.tls import ThrowAwayCa, server_context
from plumbing.jobs import PeriodicJobs
from plumbing.keyring.open import COMPONENT as KEYRING
from plumbing.keyring.open import open_keyring
from plumbing.keyring.unlock import Passphrase, read_unlock_key_file
from plumbing.observability.health import Health
from plumbing.observability.internal_app import internal_app
from plumbing.observability.metrics import ServiceMetrics
from plumbing.service.settings import TlsMode

if TYPE_CHECKING:
    import socket
    import ssl
    from collections.abc import Awaitable, Callable
    from pathlib import Path

    from aiohttp import web

    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.keyring.port import Keyring
    from plumbing.secret import Secret
    from plumbing.service.settings import ServiceSettings


COMPONENTS = (DEPLOYMENT, AUDIT, KEYRING, API_KEYS)
"""Whose tables lie in the database of every service."""


@dataclass(frozen=True, kw_only=True)
class ServiceParts:
    """What every service is built from; `build_app` of each takes those it needs, by name.

    Attributes:
        database: its own, migrated, and bound to its public URL.
        keyring: its keys; `keyring.seal(purpose)` seals columns with personal data.
        api_keys: the keys of those who call its management door.
        clock: what time it is.
        entropy: where randomness comes from.
        trail: where this process writes down what it changes.
        fetcher: the guarded way out.
        metrics: what is counted; told at the internal port.
        health: what `/health/ready` asks; a service may add checks of its own.
    """

    database: Database
    keyring: Keyring
    api_keys: ApiKeys
    clock: Clock
    entropy: Entropy
    trail: AuditTrail
    fetcher: Fetcher
    metrics: ServiceMetrics
    health: Health


@dataclass(frozen=True, kw_only=True)
class InheritedSockets:
    """The sockets that a worker was handed by its parent.

    Attributes:
        public: listens for callers; all workers share it.
        internal: listens for those who ask for metrics and health; one worker only has it.
    """

    public: socket.socket
    internal: socket.socket | None


class RunningService:
    """A service that serves."""

    def __init__(self, *, parts: ServiceParts, site: Site, internal: Site | None, closing: AsyncExitStack) -> None:
        self.parts = parts
        self.site = site
        self.internal = internal
        self._closing = closing

    async def drain(self) -> None:
        """Take no new connection, and wait (20 seconds at most, with the stop) until all requests are answered."""
        await self.site.drain()

    async def stop(self) -> None:
        """Let requests finish for a few seconds, then close everything."""
        await self._closing.aclose()


async def start_service(
    *,
    service: str,
    settings: ServiceSettings,
    migrate: Callable[[Database], Awaitable[None]],
    build: Callable[[ServiceParts], Awaitable[web.Application]],
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    inherited: InheritedSockets | None = None,
) -> RunningService:
    """Open the parts, migrate, build the application, and serve it.

    Args:
        service: its name in logs, metrics and the database.
        settings: its surroundings.
        migrate: brings its own tables up to date.
        build: makes its application from the parts.
        clock: the machine's, unless a demo moves another one.
        entropy: the machine's, unless a test hands in another one.
        inherited: what a worker listens at; else it opens its own ports.
    """
    async with AsyncExitStack() as opening:
        parts = await open_parts(
            service=service,
            settings=settings,
            migrate=migrate,
            clock=clock,
            entropy=entropy,
            closing=opening,
            process=SERVICE,
        )
        tls = server_tls(settings)
        app = await build(parts)
        _keep_audit_record(app, parts, service=service, folder=settings.audit_folder)
        internal = None
        if inherited is None or inherited.internal is not None:
            internal = await start_site(
                internal_app(metrics=parts.metrics, health=parts.health),
                host=settings.internal_host,
                port=settings.internal_port,
                listening=inherited.internal if inherited else None,
            )
            opening.push_async_callback(internal.stop)
        site = await start_site(
            app,
            host=settings.listen_host,
            port=settings.listen_port,
            tls=tls,
            listening=inherited.public if inherited else None,
        )
        opening.push_async_callback(site.stop)
        return RunningService(parts=parts, site=site, internal=internal, closing=opening.pop_all())


def _keep_audit_record(app: web.Application, parts: ServiceParts, *, service: str, folder: Path | None) -> None:
    sealer = Sealer(chain=service, database=parts.database, keyring=parts.keyring, clock=parts.clock, folder=folder)
    jobs = PeriodicJobs(parts.metrics)
    add_audit_jobs(jobs, database=parts.database, sealer=sealer, health=parts.health)
    jobs.attach(app)


async def open_parts(
    *,
    service: str,
    settings: ServiceSettings,
    migrate: Callable[[Database], Awaitable[None]],
    closing: AsyncExitStack,
    clock: Clock | None = None,
    entropy: Entropy | None = None,
    process: str = OPERATOR,
) -> ServiceParts:
    """Open the parts without serving: for a command that works on the data, such as making an API key.

    `process` is who acts in the audit record where nobody from outside has asked.
    """
    clock, entropy = clock or SystemClock(), entropy or SystemEntropy()
    trail = AuditTrail(clock=clock, entropy=entropy, process=process)
    database = await open_database(settings.database_url.reveal())
    closing.push_async_callback(database.close)
    await remember_public_url(database, service, settings.public_url)
    await migrate_audit(database)
    await migrate(database)
    keyring = await open_keyring(database, unlock_key_of(settings), clock, entropy, trail)
    api_keys = ApiKeys(database=database, clock=clock, entropy=entropy, trail=trail)
    await api_keys.migrate()
    fetcher = fetcher_of(settings)
    closing.push_async_callback(fetcher.close)
    health = Health()
    health.add("database", database.ready, failed="The database does not answer; look whether it runs and has room.")

    async def room() -> str | None:
        return NO_ROOM if database.room.is_full else None

    health.add_warning("room", room)
    return ServiceParts(
        database=database,
        keyring=keyring,
        api_keys=api_keys,
        clock=clock,
        entropy=entropy,
        trail=trail,
        fetcher=fetcher,
        metrics=ServiceMetrics(service),
        health=health,
    )


def unlock_key_of(settings: ServiceSettings) -> Secret[bytes] | Passphrase:
    """Read what unlocks the keyring of a service.

    Raises:
        UnlockRefused: when it cannot be read, or not safely.
    """
    if settings.unlock_key_file is not None:
        return read_unlock_key_file(settings.unlock_key_file)
    if settings.passphrase is not None:
        return Passphrase(settings.passphrase)
    raise ValueError("settings without a way to unlock the keyring are refused when they are read")


def server_tls(settings: ServiceSettings) -> ssl.SSLContext | None:
    """Read the service's certificate, or make a throw-away one if there is none yet."""
    if settings.tls is TlsMode.THROW_AWAY and settings.tls_folder is not None:
        return ThrowAwayCa.load_or_create(settings.tls_folder).server_context()
    if settings.tls_certificate_file is not None and settings.tls_key_file is not None:
        return server_context(settings.tls_certificate_file, settings.tls_key_file)
    return None  # a proxy in front speaks TLS


def fetcher_of(settings: ServiceSettings) -> Fetcher:
    """The way out of a service with these settings; whoever takes it closes it."""
    return Fetcher(roots_pem=_roots(settings), allow_loopback=settings.on_loopback)


def _roots(settings: ServiceSettings) -> bytes | None:
    roots = []
    if settings.tls is TlsMode.THROW_AWAY and settings.tls_folder is not None:
        roots.append(ThrowAwayCa.load_or_create(settings.tls_folder).root_pem)
    if settings.roots_file is not None:
        roots.append(settings.roots_file.read_bytes())
    return b"\n".join(roots) if roots else None
