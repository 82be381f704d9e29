"""A whole verifier for tests on either engine: movable clock, seeded entropy, a registry that lists what it asks.

`build_verifier` makes the application; `running_verifier` also serves it over loopback HTTP. Nothing is fetched: an
answer of a wallet is judged against an empty registry of documents, so it ends as rejected, which is an end as well.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestClient, TestServer

from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from plumbing.access.api_keys import ApiKeys
from plumbing.audit.trail import AuditTrail
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy, SystemEntropy
from plumbing.http.fetch import Fetcher
from plumbing.keyring.open import open_keyring
from plumbing.observability.metrics import ServiceMetrics
from plumbing.retention.forget import FORGET_JOB
from plumbing.sealed_records.record_seal import RecordSeal
from plumbing.secret import Secret
from trust_registry.reading.errors import RegistryUnavailable
from trust_registry.reading.registry import Registry
from trust_registry.reading.statement import Action, Asking, Statement
from use_cases.local_text import LocalText
from verifier.app import JOBS, build_app, migrate_verifier
from verifier.hall import HALL, Hall
from verifier.presentation.check_store import CheckStore
from verifier.settings import prove_settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from plumbing.database.port import Database
    from plumbing.keyring.port import Keyring
    from verifier.relying_parties.relying_party import RelyingParty

NOW = 1_777_800_000  # 3 May 2026, 09:20 UTC
PARTY = "buecherei"
PURPOSE = "lending"
RETENTION_SECONDS = 600
TYPE = "https://musterstadt.example/library_card/v1"
AUTHORITY = "did:web:register.musterstadt.example"


class ListedRegistry:
    """Stands where the registry's reader stands, and lists one relying party for one purpose."""

    def __init__(self, relying_party: RelyingParty) -> None:
        self._entity = relying_party.did
        self.away = False
        self.claims: tuple[tuple[str, ...], ...] = (("credentialSubject", "cardNumber"),)

    async def current(self) -> Registry:
        """The registry, unless it is away."""
        if self.away:
            raise RegistryUnavailable("the authority's server cannot be reached")
        title = LocalText("Ausleihe", "Lending")
        asking = Asking(PURPOSE, title, title, self.claims, RETENTION_SECONDS)
        statement = Statement(
            id="1",
            authority=AUTHORITY,
            entity=self._entity,
            action=Action.VERIFY,
            credential_type=TYPE,
            starts=0,
            until=None,
            end=None,
            name=LocalText("Bücherei", "Library"),
            asking=asking,
            signed="a.b.c",
        )
        return Registry(
            authority=AUTHORITY, version=1, issued=0, expires=2**40, statements=[statement], credential_types=[]
        )


@dataclass
class TestVerifier:
    """A verifier and everything that it stands on."""

    __test__ = False  # it is no test, whatever pytest thinks of its name

    app: web.Application
    database: Database
    keyring: Keyring
    clock: MovableClock
    registry: ListedRegistry
    relying_party: RelyingParty
    api_key: str
    client: TestClient[Any, Any] = field(init=False)

    @property
    def hall(self) -> Hall:
        """The use cases."""
        return self.app[HALL]

    @property
    def checks(self) -> CheckStore:
        """The table of checks."""
        seal = RecordSeal(seal=self.keyring.seal("verifier"), entropy=SystemEntropy())
        trail = AuditTrail(clock=self.clock, entropy=SystemEntropy())
        return CheckStore(database=self.database, seal=seal, trail=trail)

    async def api(self, method: str, path: str, **how: Any) -> tuple[int, Any]:
        """Call the service's door; answers status and JSON."""
        headers = {"Authorization": f"Bearer {self.api_key}"} | how.pop("headers", {})
        async with self.client.request(method, f"/api/relying-parties/{PARTY}{path}", headers=headers, **how) as answer:
            return answer.status, await answer.json() if answer.status != 204 else None

    async def ask(self, *, same_device: bool = False) -> str:
        """Make a check and return its id."""
        status, made = await self.api("POST", "/checks", json={"purpose": PURPOSE, "same_device": same_device})
        assert status == 201, made
        return str(made["id"])

    async def forget(self) -> None:
        """Do one turn of the job that forgets."""
        assert await self.app[JOBS].run_now(FORGET_JOB)

    async def request_id(self, check_id: str) -> str:
        """What the wallet knows of a check."""
        row = await self.database.fetch_one("SELECT request_id FROM checks WHERE check_id = :id", id=check_id)
        assert row is not None
        return str(row["request_id"])


async def build_verifier(
    *,
    seed: int = 1,
    database_url: str = "sqlite::memory:",
    clock: MovableClock | None = None,
    encrypted_answers: bool = True,
) -> TestVerifier:
    """Put a verifier together; whoever calls it closes its database. Seeds of several on one database must differ."""
    settings = prove_settings(
        {
            "public_url": "https://pruefen.musterstadt.example",
            "relying_party": [
                {
                    "id": PARTY,
                    "return_url": "https://buecherei.musterstadt.example/zurueck",
                    "encrypted_answers": encrypted_answers,
                }
            ],
            "trust": {
                "authority": AUTHORITY,
                "keys": [render_multikey(PrivateKey.from_seed(b"a" * 32).public_key)],
                "list_url": "https://register.musterstadt.example/trust-list",
            },
        }
    )
    clock, entropy = clock or MovableClock(NOW), SeededEntropy(seed)
    database = await open_database(database_url)
    await migrate_verifier(database)
    keyring = await open_keyring(database, Secret(b"u" * 32), clock, entropy)
    api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
    await api_keys.migrate()
    registry = ListedRegistry(settings.relying_parties[0])
    app = await build_app(
        settings=settings,
        database=database,
        keyring=keyring,
        seal=keyring.seal("verifier"),
        api_keys=api_keys,
        clock=clock,
        entropy=entropy,
        fetcher=Fetcher(),
        metrics=ServiceMetrics("verifier"),
        registry=registry,
    )
    return TestVerifier(
        app=app,
        database=database,
        keyring=keyring,
        clock=clock,
        registry=registry,
        relying_party=settings.relying_parties[0],
        api_key=await api_keys.create(owner=PARTY),
    )


@asynccontextmanager
async def running_verifier(**how: Any) -> AsyncIterator[TestVerifier]:
    """A verifier that answers on loopback."""
    verifier = await build_verifier(**how)
    try:
        async with TestClient(TestServer(verifier.app)) as client:
            verifier.client = client
            yield verifier
    finally:
        await verifier.database.close()
