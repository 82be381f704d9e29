"""A city of real processes: registry, issuer and verifier, each with its settings file, port, TLS and database.

Its folder looks as `stadtsiegel init` makes it, but for the throw-away certificates and ports of this machine.
"""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.jsonld.context_set import ContextSet
from issuer.app import migrate_issuer
from issuer.offices.office_keys import OfficeKeys
from issuer.service import read_issuer_settings
from plumbing.clock import SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.http.client_tls import client_context
from plumbing.http.fetch import Fetcher
from plumbing.http.free_port import choose_free_port
from plumbing.http.tls import ThrowAwayCa
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.service.start import open_parts
from stadtsiegel.clients import Api
from stadtsiegel.library_city import KIND, LIBRARY
from stadtsiegel.statements import propose_to_ask, propose_to_issue, propose_type
from tests.chaos.harness.ahead_time import machine_now
from tests.chaos.harness.forked_service import ForkedService
from tests.chaos.harness.service_process import CommandedService
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.authority import open_authority
from trust_registry.keeping.settings import read_registry_settings
from use_cases.derive.context import context_bytes
from use_cases.derive.sample import sample_claims
from use_cases.derive.validity import local_day
from use_cases.load import load_catalogue
from verifier.app import migrate_verifier
from verifier.relying_parties.relying_party import REQUEST_KEY
from verifier.service import read_verifier_settings

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Mapping
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from plumbing.database.port import Database
    from plumbing.service.settings import ServiceSettings
    from plumbing.service.start import ServiceParts
    from tests.chaos.harness.service_process import ServiceProcess

TENANT = "library"
PURPOSE = "lending"
SERVICES = ("registry", "issuer", "verifier")
_MODULES = {"registry": "trust_registry", "issuer": "issuer", "verifier": "verifier"}


@dataclass(frozen=True, kw_only=True)
class FoundedCity:
    """A city whose services can be started, killed and started again.

    Attributes:
        database_urls: by service, as the audit opens them.
        office_url: the office as wallets know it.
        api_keys: by service.
        tls: how clients trust the throw-away authority.
        now: what time it is in all its processes.
        claims: made-up claims for an offer.
        contexts: what presentations are secured with.
    """

    processes: Mapping[str, ServiceProcess]
    database_urls: Mapping[str, str]
    urls: Mapping[str, str]
    api_keys: Mapping[str, str]
    tls: ssl.SSLContext
    claims: JsonObject
    contexts: ContextSet
    now: Callable[[], int] = machine_now

    @property
    def office_url(self) -> str:
        """The office as a credential issuer."""
        return f"{self.urls['issuer']}/offices/{TENANT}"

    @property
    def office_api(self) -> str:
        """What the office's own programs call."""
        return f"{self.urls['issuer']}/api/offices/{TENANT}"

    @property
    def checks_api(self) -> str:
        """What the service calls that checks cards."""
        return f"{self.urls['verifier']}/api/relying-parties/{TENANT}/checks"


@asynccontextmanager
async def found_city(
    folder: Path,
    database_urls: Mapping[str, str],
    *,
    workers: int | None = 2,
    seen_by_services: Mapping[str, str] | None = None,
    serving: Collection[str] = SERVICES,
) -> AsyncIterator[FoundedCity]:
    """Make a city in a folder and serve it; everything is killed at the end.

    Args:
        folder: where settings, keys and logs lie.
        database_urls: by service.
        workers: of issuer and verifier each, started by their commands; None for one forked process each.
        seen_by_services: the databases as the services reach them, where something stands in between.
        serving: the services that a drill needs; without the registry nobody is listed.
    """
    founding = _Founding(folder, {**database_urls, **(seen_by_services or {})})
    async with AsyncExitStack() as closing:
        await founding.make(closing)
    processes: dict[str, ServiceProcess] = {
        service: _process(service, folder / f"{service}.toml", workers) for service in SERVICES
    }
    kind = load_catalogue()[KIND]
    city = FoundedCity(
        processes=processes,
        database_urls=database_urls,
        urls=founding.urls,
        api_keys=founding.api_keys,
        tls=client_context(founding.ca.root_pem),
        claims=sample_claims(kind, on=local_day(kind, SystemClock().now())),
        contexts=ContextSet.bundled().with_context(kind.context_url, context_bytes(kind)),
    )
    try:
        if "registry" in serving:
            await processes["registry"].start()
            await founding.say_who_may()
        await asyncio.gather(*(processes[service].start() for service in serving if service != "registry"))
        yield city
    finally:
        for process in processes.values():
            await process.kill()


def _process(service: str, settings_file: Path, workers: int | None) -> ServiceProcess:
    if workers is None:
        return ForkedService(_MODULES[service], settings_file)
    return CommandedService(_MODULES[service], settings_file, workers=None if service == "registry" else workers)


class _Founding:
    """Settings, keys and API keys of the three services, made by the ways by which they start later."""

    def __init__(self, folder: Path, database_urls: Mapping[str, str]) -> None:
        self._folder = folder
        self._database_urls = database_urls
        self.ca = ThrowAwayCa.load_or_create(folder / "tls")
        self.urls = {service: f"https://localhost:{choose_free_port()}" for service in SERVICES}
        self.api_keys: dict[str, str] = {}
        self._dids: dict[str, str] = {}

    async def make(self, closing: AsyncExitStack) -> None:
        settings, service = read_registry_settings(self._write("registry", ""))
        parts = await self._open("registry", service, migrate_registry, closing)
        authority = await open_authority(public_url=settings.public_url, keyring=parts.keyring)
        self.api_keys["registry"] = await parts.api_keys.create(owner=authority.did)
        trust = (
            f'[trust]\nauthority = "{authority.did}"\nkeys = ["{authority.multikey}"]\n'
            f'list_url = "{authority.list_url}"\n'
        )
        office = f'[[office]]\nid = "{TENANT}"\nname = {{ de = "Bücherei", en = "Library" }}\nuse_cases = ["{KIND}"]\n'
        issuer_settings, service = read_issuer_settings(self._write("issuer", trust + office))
        parts = await self._open("issuer", service, migrate_issuer, closing)
        await OfficeKeys(keyring=parts.keyring).signing_keys(issuer_settings.offices[TENANT])
        self.api_keys["issuer"] = await parts.api_keys.create(owner=TENANT)
        self._dids["issuer"] = issuer_settings.offices[TENANT].did
        asker = f'[[relying_party]]\nid = "{TENANT}"\n'
        verifier_settings, service = read_verifier_settings(self._write("verifier", trust + asker))
        parts = await self._open("verifier", service, migrate_verifier, closing)
        await parts.keyring.ensure(owner=TENANT, purpose=REQUEST_KEY)
        self.api_keys["verifier"] = await parts.api_keys.create(owner=TENANT)
        self._dids["verifier"] = verifier_settings.relying_parties[0].did

    async def say_who_may(self) -> None:
        """Let the authority say that the office may issue and the service may ask; its registry must run."""
        kind = load_catalogue()[KIND]
        fetcher = Fetcher(roots_pem=self.ca.root_pem, allow_loopback=True)
        registry = Api(base_url=f"{self.urls['registry']}/api", api_key=self.api_keys["registry"], fetcher=fetcher)
        try:
            await registry.put("/credential-types", propose_type(kind, issuer_url=self.urls["issuer"]), 200)
            may_issue = propose_to_issue(kind, entity=self._dids["issuer"], name=LIBRARY.to_json())
            may_ask = propose_to_ask(kind, purpose=PURPOSE, entity=self._dids["verifier"], name=LIBRARY.to_json())
            for statement in (may_issue, may_ask):
                await registry.post("/statements", statement, 201)
        finally:
            await fetcher.close()

    def _write(self, service: str, own: str) -> Path:
        url = self._database_urls[service]
        create_unlock_key_file(self._folder / f"{service}.key", SystemEntropy())
        if url.startswith("sqlite"):
            database = f'database_file = "{url.removeprefix("sqlite://")}"'
        else:
            address = self._folder / f"{service}.database"
            address.touch(mode=0o600)
            address.write_text(url, "utf-8")
            database = f'database_url_file = "{address.name}"'
        file = self._folder / f"{service}.toml"
        file.write_text(
            f"public_url = {json.dumps(self.urls[service])}\n{own}\n[service]\n"
            f"listen_port = {self.urls[service].rpartition(':')[2]}\ninternal_port = {choose_free_port()}\n"
            f'tls = "throw-away"\ntls_folder = "tls"\nunlock_key_file = "{service}.key"\n{database}\n',
            "utf-8",
        )
        return file

    async def _open(
        self,
        service: str,
        settings: ServiceSettings,
        migrate: Callable[[Database], Awaitable[None]],
        closing: AsyncExitStack,
    ) -> ServiceParts:
        return await open_parts(
            service=_MODULES[service],
            settings=settings,
            migrate=migrate,
            clock=SystemClock(),
            entropy=SystemEntropy(),
            closing=closing,
        )
