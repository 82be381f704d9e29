"""Found a whole city in one process: registry, issuer and verifier, each on its own port and with its own database.

Used by `stadtsiegel demo` and `stadtsiegel serve`, and by journeys and foreign wallets in the tests. It only starts the
services and introduces them to each other, through the addresses that a real deployment has.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from credentials.jose import jws
from issuer.app import migrate_issuer
from issuer.service import build as build_issuer
from issuer.settings import prove_settings as prove_issuer_settings
from plumbing.http.fetch import Fetcher
from plumbing.http.free_port import choose_free_port
from plumbing.http.serve import start_site
from plumbing.http.tls import ThrowAwayCa
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.secret import Secret
from plumbing.service.settings import ServiceSettings, TlsMode
from plumbing.service.start import start_service
from stadtsiegel.city import City
from stadtsiegel.clients import Api, Office, Service
from stadtsiegel.demo.rogue_verifier import RogueVerifier
from stadtsiegel.statements import propose_to_ask, propose_to_issue, propose_type
from trust_registry.keeping.app import build_app as build_registry
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.authority import open_authority
from trust_registry.keeping.settings import RegistrySettings
from use_cases.derive.sample import sample_claims
from use_cases.derive.validity import local_day
from use_cases.load import load_catalogue
from verifier.app import migrate_verifier
from verifier.service import build as build_verifier
from verifier.settings import prove_settings as prove_verifier_settings
from wallet_sim.city import TrustedAuthority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from pathlib import Path

    from aiohttp import web

    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy
    from plumbing.service.start import ServiceParts
    from trust_registry.keeping.authority import Authority

KIND = "library_card"
CA_FOLDER = "throw-away-ca"
MAX_LIST_BYTES = 1024 * 1024
NAMES = {
    "library": {"de": "Stadtbibliothek Musterstadt", "en": "Musterstadt city library"},
    "parks": {"de": "Grünflächenamt Musterstadt", "en": "Musterstadt parks office"},
    "museum": {"de": "Stadtmuseum Musterstadt", "en": "Musterstadt city museum"},
    "bookshop": {"de": "Freundlicher Buchladen", "en": "Friendly bookshop"},
}


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where the services listen; 0 takes a free port."""

    registry: int = 0
    issuer: int = 0
    verifier: int = 0


@asynccontextmanager
async def start_city(
    *,
    folder: Path,
    clock: Clock,
    entropy: Entropy,
    ports: Ports | None = None,
    database_urls: Mapping[str, str] | None = None,
) -> AsyncIterator[City]:
    """Start a city whose data lie in a folder, and stop it at the end.

    Args:
        folder: Where databases, keys and the throw-away certificates lie; made if need be.
        clock: What time it is in the city.
        entropy: Where all randomness comes from.
        ports: Where the services listen.
        database_urls: Databases by service (registry, issuer, verifier); SQLite files in the folder unless told.
    """
    async with AsyncExitStack() as stack:
        builder = _Builder(folder=folder, clock=clock, entropy=entropy, stack=stack, database_urls=database_urls or {})
        yield await builder.build(ports or Ports())


class _Builder:
    """Starts one service after the other; everything it opens is closed by the stack."""

    def __init__(
        self,
        *,
        folder: Path,
        clock: Clock,
        entropy: Entropy,
        stack: AsyncExitStack,
        database_urls: Mapping[str, str],
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._clock = clock
        self._entropy = entropy
        self._stack = stack
        self._database_urls = database_urls
        self._unlock_key_file = folder / "unlock.key"
        if not self._unlock_key_file.exists():
            create_unlock_key_file(self._unlock_key_file, entropy)
        self._ca = ThrowAwayCa.load_or_create(folder / CA_FOLDER)
        self._fetcher = Fetcher(roots_pem=self._ca.root_pem, allow_loopback=True)
        stack.push_async_callback(self._fetcher.close)

    async def build(self, ports: Ports) -> City:
        """Start everything."""
        registry_port, issuer_port, verifier_port = (
            port or choose_free_port() for port in (ports.registry, ports.issuer, ports.verifier)
        )
        registry_url, issuer_url, verifier_url = (
            f"https://localhost:{port}" for port in (registry_port, issuer_port, verifier_port)
        )
        authority, registry_api = await self._start_registry(registry_url, registry_port)
        trust: JsonObject = {
            "authority": authority.did,
            "keys": [authority.multikey],
            "list_url": authority.list_url,
            "refresh_seconds": 5,
        }
        offices = await self._start_issuer(issuer_url, issuer_port, trust)
        services = await self._start_verifier(verifier_url, verifier_port, trust)
        rogues = await self._start_rogues()
        await self._say_who_may(
            registry=registry_api,
            registry_url=registry_url,
            issuer_url=issuer_url,
            offices=offices,
            services=services,
            over_asking=rogues[1],
        )
        return City(
            clock=self._clock,
            entropy=self._entropy,
            fetcher=self._fetcher,
            root_file=self._ca.root_file,
            issuer_url=issuer_url,
            verifier_url=verifier_url,
            registry_url=registry_url,
            authority=TrustedAuthority(did=authority.did, key=authority.key.public_key, list_url=authority.list_url),
            library=offices["library"],
            parks=offices["parks"],
            lending=services["library"],
            museum=services["museum"],
            unlisted_verifier=rogues[0],
            over_asking_verifier=rogues[1],
        )

    async def _start_registry(self, url: str, port: int) -> tuple[Authority, Api]:
        settings = RegistrySettings(public_url=url)

        async def build(parts: ServiceParts) -> web.Application:
            return await build_registry(
                settings=settings,
                database=parts.database,
                keyring=parts.keyring,
                api_keys=parts.api_keys,
                clock=parts.clock,
                entropy=parts.entropy,
                metrics=parts.metrics,
            )

        parts = await self._start("registry", url, port, migrate=migrate_registry, build=build)
        authority = await open_authority(public_url=url, keyring=parts.keyring)
        return authority, await self._api(parts, f"{url}/api", owner=authority.did)

    async def _start_issuer(self, url: str, port: int, trust: JsonObject) -> dict[str, Office]:
        offices: list[JsonObject] = [
            {"id": "library", "name": NAMES["library"], "use_cases": [KIND]},
            {"id": "parks", "name": NAMES["parks"], "use_cases": [KIND], "offer_unlisted": True},
        ]
        settings = prove_issuer_settings({"public_url": url, "trust": trust, "office": offices})
        parts = await self._start("issuer", url, port, migrate=migrate_issuer, build=partial(build_issuer, settings))
        kind = load_catalogue()[KIND]
        sample = sample_claims(kind, on=local_day(kind, self._clock.now()))
        return {
            office.id: Office(
                did=office.did,
                api=await self._api(parts, f"{url}/api/offices/{office.id}", owner=office.id),
                use_case=KIND,
                sample=sample,
            )
            for office in settings.offices.values()
        }

    async def _start_verifier(self, url: str, port: int, trust: JsonObject) -> dict[str, Service]:
        asking: list[JsonObject] = [{"id": "library", "return_url": f"{url}/health/live"}, {"id": "museum"}]
        settings = prove_verifier_settings({"public_url": url, "trust": trust, "relying_party": asking})
        parts = await self._start(
            "verifier", url, port, migrate=migrate_verifier, build=partial(build_verifier, settings)
        )
        purposes = {"library": "lending", "museum": "reduced_entry"}
        return {
            one.relying_party_id: Service(
                did=one.did,
                client_id=one.client_id,
                purpose=purposes[one.relying_party_id],
                api=await self._api(
                    parts, f"{url}/api/relying-parties/{one.relying_party_id}", owner=one.relying_party_id
                ),
            )
            for one in settings.relying_parties
        }

    async def _start_rogues(self) -> tuple[RogueVerifier, RogueVerifier]:
        kind = load_catalogue()[KIND]
        rogues = tuple(
            RogueVerifier(
                credential_type=kind.credential_type_iri,
                asks=[claim.name for claim in kind.claims],
                clock=self._clock,
                entropy=self._entropy,
            )
            for _ in range(2)
        )
        for rogue in rogues:
            port = choose_free_port()
            rogue.started_at(f"https://localhost:{port}")
            site = await start_site(rogue.app(), port=port, tls=self._ca.server_context())
            self._stack.push_async_callback(site.stop)
        return rogues[0], rogues[1]

    async def _say_who_may(
        self,
        *,
        registry: Api,
        registry_url: str,
        issuer_url: str,
        offices: dict[str, Office],
        services: dict[str, Service],
        over_asking: RogueVerifier,
    ) -> None:
        """Let the authority turn the use case's proposals into statements (once; the data remember them)."""
        if (await registry.get("/statements"))["statements"]:
            return
        kind = load_catalogue()[KIND]
        await registry.put("/credential-types", propose_type(kind, issuer_url=issuer_url), 200)
        statements = [
            propose_to_issue(kind, entity=offices["library"].did, name=NAMES["library"]),
            propose_to_ask(kind, purpose="lending", entity=services["library"].did, name=NAMES["library"]),
            propose_to_ask(kind, purpose="reduced_entry", entity=services["museum"].did, name=NAMES["museum"]),
            propose_to_ask(kind, purpose="reduced_entry", entity=over_asking.did, name=NAMES["bookshop"]),
        ]
        for statement in statements:
            await registry.post("/statements", statement, 201)
        over_asking.signed_statement = await self._signed_statement(registry_url, over_asking.did)

    async def _signed_statement(self, registry_url: str, entity: str) -> str:
        """What the list carries about a verifier, signed by itself; the bookshop shows it as any verifier does."""
        reply = await self._fetcher.get(
            f"{registry_url}/trust-list", accept="application/jwt", max_bytes=MAX_LIST_BYTES
        )
        claims = jws.parse(reply.body.decode("ascii"), max_bytes=MAX_LIST_BYTES).claims()
        signed: str = next(one["signed"] for one in claims["statements"] if one["entity"] == entity)
        return signed

    async def _start(
        self,
        service: str,
        url: str,
        port: int,
        *,
        migrate: Callable[[Database], Awaitable[None]],
        build: Callable[[ServiceParts], Awaitable[web.Application]],
    ) -> ServiceParts:
        database_url = self._database_urls.get(service, f"sqlite:///{self._folder.resolve() / service}.sqlite")
        running = await start_service(
            service=service,
            settings=ServiceSettings(
                public_url=url,
                listen_port=port,
                internal_port=0,
                tls=TlsMode.THROW_AWAY,
                tls_folder=self._folder / CA_FOLDER,
                database_url=Secret(database_url),
                unlock_key_file=self._unlock_key_file,
            ),
            migrate=migrate,
            build=build,
            clock=self._clock,
            entropy=self._entropy,
        )
        self._stack.push_async_callback(running.stop)
        return running.parts

    async def _api(self, parts: ServiceParts, base_url: str, *, owner: str) -> Api:
        # A key is shown once, so a city that starts again needs new ones; the old ones must not pile up.
        for old in await parts.api_keys.keys_of(owner=owner):
            await parts.api_keys.revoke(owner=owner, prefix=old.prefix)
        return Api(base_url=base_url, api_key=await parts.api_keys.create(owner=owner), fetcher=self._fetcher)
