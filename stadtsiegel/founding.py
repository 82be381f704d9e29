"""Found a whole city in one process: registry, issuer and verifier, each on its own port and with its own database.

Who is in it follows from a plan. It only starts the services and introduces them to each other, through the addresses
that a real deployment has.
"""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from issuer.app import migrate_issuer
from issuer.offices.key_life import KEY_DAYS, least_key_days
from issuer.service import build as build_issuer
from issuer.settings import prove_settings as prove_issuer_settings
from plumbing.http.free_port import choose_free_port
from stadtsiegel.city import City
from stadtsiegel.clients import Api, Office, Service
from stadtsiegel.premises import Premises, address_of, free_address
from stadtsiegel.rogues import list_over_asking, start_rogue
from stadtsiegel.sample_register import SampleRegister, typed_in
from stadtsiegel.statements import propose_to_ask, propose_to_issue, propose_type
from trust_registry.keeping.app import build_app as build_registry
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.authority import open_authority
from trust_registry.keeping.settings import RegistrySettings
from use_cases.derive.sample import sample_claims
from use_cases.derive.validity import local_day
from verifier.app import migrate_verifier
from verifier.service import build as build_verifier
from verifier.settings import prove_settings as prove_verifier_settings
from wallet_sim.city import TrustedAuthority

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from aiohttp import web

    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from plumbing.service.start import ServiceParts
    from stadtsiegel.city_plan import CityPlan
    from trust_registry.keeping.authority import Authority


@dataclass(frozen=True, kw_only=True)
class Ports:
    """Where the services listen; 0 takes a free port."""

    registry: int = 0
    issuer: int = 0
    verifier: int = 0


@asynccontextmanager
async def found_city(
    plan: CityPlan,
    *,
    folder: Path,
    clock: Clock,
    entropy: Entropy,
    ports: Ports | None = None,
    database_urls: Mapping[str, str] | None = None,
) -> AsyncIterator[City]:
    """Start a city whose data lie in a folder, and stop it at the end.

    Args:
        plan: Which document it is about, and who issues it and asks for it.
        folder: Where databases, keys and the throw-away certificates lie; made if need be.
        clock: What time it is in the city.
        entropy: Where all randomness comes from.
        ports: Where the services listen.
        database_urls: Databases by service (registry, issuer, verifier); SQLite files in the folder unless told.
    """
    async with AsyncExitStack() as stack:
        premises = Premises(folder, clock=clock, entropy=entropy, stack=stack, database_urls=database_urls or {})
        yield await _Builder(plan, premises).build(ports or Ports())


class _Builder:
    """Starts one service after the other."""

    def __init__(self, plan: CityPlan, premises: Premises) -> None:
        self._plan = plan
        self._premises = premises
        self._register = SampleRegister(premises.entropy)

    async def build(self, ports: Ports) -> City:
        """Start everything."""
        premises = self._premises
        registry_port, issuer_port, verifier_port = (
            port or choose_free_port() for port in (ports.registry, ports.issuer, ports.verifier)
        )
        registry_url, issuer_url, verifier_url = map(address_of, (registry_port, issuer_port, verifier_port))
        authority, registry = await self._start_registry(registry_url, registry_port)
        trust: JsonObject = {
            "authority": authority.did,
            "keys": [authority.multikey],
            "list_url": authority.list_url,
            "refresh_seconds": 5,
        }
        city = City(
            clock=premises.clock,
            entropy=premises.entropy,
            fetcher=premises.fetcher,
            root_file=premises.root_file,
            issuer_url=issuer_url,
            verifier_url=verifier_url,
            registry_url=registry_url,
            authority=TrustedAuthority(did=authority.did, key=authority.key.public_key, list_url=authority.list_url),
            registry=registry,
            register=self._register,
            offices=await self._start_issuer(issuer_url, issuer_port, trust),
            services=await self._start_verifier(verifier_url, verifier_port, trust),
            unlisted_verifier=await start_rogue(self._plan, premises),
            over_asking_verifier=await start_rogue(self._plan, premises),
        )
        await self._say_who_may(city)
        return city

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

        parts = await self._premises.start_service("registry", url, port=port, migrate=migrate_registry, build=build)
        authority = await open_authority(public_url=url, keyring=parts.keyring)
        return authority, await self._premises.api(parts, f"{url}/api", owner=authority.did)

    async def _start_issuer(self, url: str, port: int, trust: JsonObject) -> dict[str, Office]:
        kind = self._plan.use_case
        offices = [
            {"id": one.id, "name": one.name.to_json(), "use_cases": [kind.name], "offer_unlisted": not one.listed}
            for one in self._plan.offices
        ]
        key_days = max(KEY_DAYS, least_key_days(kind))
        raw: JsonObject = {"public_url": url, "trust": trust, "key_days": key_days, "office": offices}
        if self._plan.packages is not None:
            raw["use_cases_folder"] = str(self._plan.packages)
        if kind.registers:
            raw["register"] = await self._start_register()
        settings = prove_issuer_settings(raw)
        parts = await self._premises.start_service(
            "issuer", url, port=port, migrate=migrate_issuer, build=partial(build_issuer, settings)
        )
        self._register.person = sample_claims(kind, on=local_day(kind, self._premises.clock.now()))
        founded: dict[str, Office] = {}
        for office in settings.offices.values():
            address = f"{url}/api/offices/{office.id}"
            founded[office.id] = Office(
                did=office.did,
                api=await self._premises.api(parts, address, owner=office.id),
                colleague=await self._premises.another_api(parts, address, owner=office.id),
                use_case=kind.name,
                sample=typed_in(kind, self._register.person),
            )
        return founded

    async def _start_register(self) -> list[JsonObject]:
        address, port = free_address()
        await self._premises.start_server(self._register.app(), port=port)
        return self._register.settings(self._plan.use_case, address=address, folder=self._premises.folder)

    async def _start_verifier(self, url: str, port: int, trust: JsonObject) -> dict[str, Service]:
        come_back = {"return_url": f"{url}/health/live"}
        asking = [{"id": one.id} | (come_back if one.same_device else {}) for one in self._plan.services]
        settings = prove_verifier_settings({"public_url": url, "trust": trust, "relying_party": asking})
        parts = await self._premises.start_service(
            "verifier", url, port=port, migrate=migrate_verifier, build=partial(build_verifier, settings)
        )
        return {
            planned.id: Service(
                did=one.did,
                client_id=one.client_id,
                purposes=planned.purposes,
                api=await self._premises.api(parts, f"{url}/api/relying-parties/{planned.id}", owner=planned.id),
            )
            for planned, one in zip(self._plan.services, settings.relying_parties, strict=True)
        }

    async def _say_who_may(self, city: City) -> None:
        """Let the authority turn the use case's proposals into statements (once; the data remember them)."""
        if (await city.registry.get("/statements"))["statements"]:
            return
        kind = self._plan.use_case
        await city.registry.put("/credential-types", propose_type(kind, issuer_url=city.issuer_url), 200)
        statements = [
            *(
                propose_to_issue(kind, entity=city.offices[office.id].did, name=office.name.to_json())
                for office in self._plan.offices
                if office.listed
            ),
            *(
                propose_to_ask(kind, purpose=purpose, entity=city.services[service.id].did, name=service.name.to_json())
                for service in self._plan.services
                for purpose in service.purposes
            ),
        ]
        for statement in statements:
            await city.registry.post("/statements", statement, 201)
        await list_over_asking(
            city.over_asking_verifier, self._plan, registry=city.registry, list_url=city.authority.list_url
        )
