"""A whole issuer for tests: SQLite in memory, a movable clock, seeded entropy, a registry that says what it is told.

`build_issuer` makes the application (its public URL need not be where it listens); `running_issuer` also serves it
over loopback HTTP. `Holder` is a tiny wallet of its own: a key and the proofs it makes.
"""

from __future__ import annotations

import datetime as dt
import json
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from aiohttp.test_utils import TestClient, TestServer

from credentials.did import did_jwk, did_key
from credentials.jsonld.context_set import ContextSet
from credentials.keys.algorithm import Algorithm
from credentials.keys.jwk import render_public_jwk
from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from issuer.app import JOBS, PUBLISH_JOB, build_app, migrate_issuer
from issuer.hall import HALL
from issuer.kinds.kinds import Kinds, LiveKinds
from issuer.settings import IssuerSettings, prove_settings
from plumbing.access.api_keys import ApiKeys
from plumbing.clock import MovableClock
from plumbing.database.deployment import remember_public_url
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy
from plumbing.keyring.open import open_keyring
from plumbing.observability.metrics import ServiceMetrics
from plumbing.secret import Secret
from trust_registry.reading.errors import RegistryUnavailable
from trust_registry.reading.registry import Registry, Resource, TypeEntry
from trust_registry.reading.statement import Action, Statement
from use_cases.derive.context import context_bytes
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from use_cases.package import Package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp import web

    from issuer.registers.source import RegisterSource
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from plumbing.keyring.port import Keyring
    from use_cases.derive.documents import PublishedDocument
    from use_cases.use_case import UseCase

NOW = 1_777_800_000  # 3 May 2026, 09:20 UTC
PUBLIC_URL = "https://ausweise.musterstadt.example"
LIBRARY = "stadtbibliothek"
SWIMMING_POOLS = "baederamt"
USE_CASE = "library_card"
CONFIGURATION = "library_card_v1_ldp_vc"
PRE_AUTHORIZED_CODE = "urn:ietf:params:oauth:grant-type:pre-authorized_code"
LIBRARY_CARD = load_catalogue()[USE_CASE]
CLAIMS = sample_claims(LIBRARY_CARD, on=dt.date(2026, 5, 3))


def settings_table(**changes: Any) -> dict[str, Any]:
    """Settings of two offices, both of which may issue library cards."""
    authority = PrivateKey.from_seed(b"a" * 32).public_key
    return {
        "public_url": PUBLIC_URL,
        "trust": {
            "authority": "did:web:register.musterstadt.example",
            "keys": [render_multikey(authority)],
            "list_url": "https://register.musterstadt.example/trust-list",
        },
        "office": [
            {
                "id": LIBRARY,
                "name": {"de": "Stadtbibliothek Musterstadt", "en": "Musterstadt City Library"},
                "use_cases": [USE_CASE],
            },
            {
                "id": SWIMMING_POOLS,
                "name": {"de": "Bäderamt Musterstadt", "en": "Musterstadt Swimming Pools"},
                "use_cases": [USE_CASE],
            },
        ],
    } | changes


def pinned(document: PublishedDocument) -> Resource:
    """A document as the registry's list names it."""
    return Resource(document.id, f"{PUBLIC_URL}/somewhere", document.sha256)


class ToldRegistry:
    """Stands where the registry's reader stands and answers what a test has told it."""

    def __init__(self, *, listed: list[str], credential_type: str) -> None:
        self.listed = listed
        self.starts = 0
        self.away = False
        self.pins: LiveKinds | None = None  # whose documents are on the list
        self._credential_type = credential_type

    async def current(self) -> Registry:
        """The registry, unless it is away."""
        if self.away:
            raise RegistryUnavailable("the authority's server cannot be reached")
        return Registry(
            authority="did:web:register.musterstadt.example",
            version=1,
            issued=0,
            expires=2**40,
            statements=[self._statement(entity) for entity in self.listed],
            credential_types=[] if self.pins is None else [*map(self._entry, self.pins.present.packages.values())],
        )

    def _entry(self, package: Package) -> TypeEntry:
        resources = self.pins.present.resources
        newest, *earlier = package.versions
        context, schema = map(pinned, resources.named_by_cards(newest))
        return TypeEntry(
            newest.credential_type_iri,
            context,
            schema,
            earlier=tuple(pinned(document) for one in earlier for document in resources.named_by_cards(one)),
            type_metadata=pinned(resources.type_metadata(newest)),
        )

    def _statement(self, entity: str) -> Statement:
        return Statement(
            id=entity,
            authority="did:web:register.musterstadt.example",
            entity=entity,
            action=Action.ISSUE,
            credential_type=self._credential_type,
            starts=self.starts,
            until=None,
            end=None,
            name=LocalText("Amt", "Office"),
            asking=None,
        )


@dataclass
class TestIssuer:
    """An issuer and everything that it stands on."""

    __test__ = False  # it is no test, whatever pytest thinks of its name

    app: web.Application
    settings: IssuerSettings
    database: Database
    keyring: Keyring
    clock: MovableClock
    entropy: SeededEntropy
    registry: ToldRegistry
    api_keys: dict[str, str]
    client: TestClient[Any, Any] = field(init=False)

    def identifier(self, office: str = LIBRARY) -> str:
        """The Credential Issuer Identifier of an office."""
        return self.settings.offices[office].identifier

    def contexts(self) -> ContextSet:
        """The contexts with which the issuer's documents are read."""
        contexts = ContextSet.bundled()
        for use_case in self.settings.use_cases.values():
            contexts = contexts.with_context(use_case.context_url, context_bytes(use_case))
        return contexts

    async def publish(self) -> None:
        """Do the periodic work of publishing status lists now."""
        if not await self.app[JOBS].run_now(PUBLISH_JOB):
            raise AssertionError("publishing failed")

    async def api(
        self, method: str, path: str, *, office: str = LIBRARY, key: str | None = None, **request: Any
    ) -> tuple[int, Any]:
        """Call the management API of an office with its own key, or with the key of another office."""
        headers = {"Authorization": f"Bearer {self.api_keys[key or office]}"} | request.pop("headers", {})
        async with self.client.request(method, f"/api/offices/{office}{path}", headers=headers, **request) as reply:
            return reply.status, await reply.json(content_type=None)

    async def make_offer(self, *, office: str = LIBRARY, claims: dict[str, Any] | None = None) -> dict[str, Any]:
        """Make an offer as an office does."""
        body = {"use_case": USE_CASE, "claims": CLAIMS if claims is None else claims}
        status, answer = await self.api("POST", "/offers", office=office, json=body)
        if status != 201:
            raise AssertionError(answer)
        return answer

    def path_of(self, link: str) -> str:
        """The path of the offer behind a wallet's link."""
        from urllib.parse import parse_qs, urlsplit  # noqa: PLC0415

        (url,) = parse_qs(urlsplit(link).query)["credential_offer_uri"]
        return url.removeprefix(self.settings.public_url)

    async def code_of(self, offer: dict[str, Any]) -> str:
        """The pre-authorized code, fetched as a wallet does."""
        async with self.client.get(self.path_of(offer["link"])) as reply:
            return (await reply.json())["grants"][PRE_AUTHORIZED_CODE]["pre-authorized_code"]

    async def ask_token(self, *, office: str = LIBRARY, **form: str) -> tuple[int, Any]:
        """Call the token endpoint; `code` stands for `pre-authorized_code`."""
        form = {"grant_type": PRE_AUTHORIZED_CODE} | form
        if "code" in form:
            form["pre-authorized_code"] = form.pop("code")
        async with self.client.post(f"/offices/{office}/token", data=form) as reply:
            return reply.status, await reply.json()

    async def token_of(self, offer: dict[str, Any], *, office: str = LIBRARY, **more: str) -> str:
        """Redeem an offer as a wallet does, to an access token."""
        if offer["tx_code"] is not None:
            more = {"tx_code": offer["tx_code"]} | more
        status, answer = await self.ask_token(office=office, code=await self.code_of(offer), **more)
        if status != 200:
            raise AssertionError(answer)
        return answer["access_token"]

    async def nonce(self, *, office: str = LIBRARY) -> str:
        """A fresh c_nonce."""
        async with self.client.post(f"/offices/{office}/nonce") as reply:
            return (await reply.json())["c_nonce"]

    async def ask_credential(
        self, token: str, body: Any, *, office: str = LIBRARY, headers: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Call the credential endpoint."""
        headers = {"Authorization": f"Bearer {token}"} if headers is None else headers
        async with self.client.post(f"/offices/{office}/credential", json=body, headers=headers) as reply:
            return reply.status, await reply.json(content_type=None)

    async def request_body(self, holder: Holder, *, office: str = LIBRARY) -> dict[str, Any]:
        """A good credential request with a fresh proof."""
        proof = holder.prove(
            audience=self.identifier(office), nonce=await self.nonce(office=office), now=self.clock.now()
        )
        return {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [proof]}}

    async def issue(self, holder: Holder | None = None, *, office: str = LIBRARY) -> Received:
        """The whole way of a card, from the clerk's request into a wallet."""
        holder = holder or Holder()
        offer = await self.make_offer(office=office)
        token = await self.token_of(offer, office=office)
        status, answer = await self.ask_credential(token, await self.request_body(holder, office=office), office=office)
        if status != 200:
            raise AssertionError(answer)
        return Received(
            holder=holder,
            offer=offer,
            token=token,
            credential=answer["credentials"][0]["credential"],
            notification_id=answer["notification_id"],
        )


@dataclass
class Received:
    """A card in a wallet, and how it came there."""

    holder: Holder
    offer: dict[str, Any]
    token: str
    credential: dict[str, Any]
    notification_id: str

    @property
    def credential_id(self) -> str:
        """The id under which the office knows the card."""
        return str(self.credential["id"]).removeprefix("urn:uuid:")

    def place(self, purpose: str) -> tuple[str, int]:
        """The address of the status list and the place in it."""
        (entry,) = [e for e in self.credential["credentialStatus"] if e["statusPurpose"] == purpose]
        return entry["statusListCredential"], int(entry["statusListIndex"])


class Holder:
    """A key and the proofs it makes, right ones and wrong ones."""

    def __init__(
        self, seed: bytes | None = None, *, method: str = "jwk", algorithm: Algorithm = Algorithm.ED25519
    ) -> None:
        self.private_key = PrivateKey.from_seed(seed or b"h" * algorithm.seed_length, algorithm)
        module = {"jwk": did_jwk, "key": did_key}[method]
        self.did = module.render_did(self.private_key.public_key)
        self.kid = module.verification_method(self.did)
        self.jwk = render_public_jwk(self.private_key.public_key)
        self.alg = algorithm.jose_name

    def prove(
        self,
        *,
        audience: str,
        nonce: str,
        now: int,
        header: dict[str, Any] | None = None,
        claims: dict[str, Any] | None = None,
    ) -> str:
        """A proof of the key; a member of `header` or `claims` that is None is left away."""
        whole_header = {"typ": "openid4vci-proof+jwt", "alg": self.alg, "kid": self.kid} | (header or {})
        whole_claims = {"aud": audience, "iat": now, "nonce": nonce} | (claims or {})
        return self.sign(_without_none(whole_header), _without_none(whole_claims))

    def sign(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        """A compact JWS of whatever is asked, without the ground's own scruples."""
        from credentials.encoding import encode_base64url  # noqa: PLC0415

        signing_input = ".".join(encode_base64url(json.dumps(part).encode()) for part in (header, claims))
        return f"{signing_input}.{encode_base64url(self.private_key.sign(signing_input.encode()))}"


def _without_none(members: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in members.items() if value is not None}


def kinds_with(settings: IssuerSettings, kind: UseCase) -> Kinds:
    """The offices of these settings, each of which issues this kind alone."""
    packages = {kind.name: Package(kind, (), digest="")}
    offices = {name: replace(office, packages=packages) for name, office in settings.offices.items()}
    return replace(settings.kinds, offices=offices).with_packages(packages)


async def build_issuer(
    *,
    seed: int = 1,
    database_url: str = "sqlite::memory:",
    table: dict[str, Any] | None = None,
    clock: MovableClock | None = None,
    list_size: int = 131_072,
    kind: UseCase | None = None,
    fetcher: Fetcher | None = None,
    registers: Mapping[str, RegisterSource] | None = None,
) -> TestIssuer:
    """Put an issuer together, with the library card or another `kind` of card in its place.

    Whoever calls it closes its database.
    """
    settings = prove_settings(table or settings_table())
    if kind is not None:
        settings = replace(settings, kinds=kinds_with(settings, kind), registers=registers or {})
    clock, entropy = clock or MovableClock(NOW), SeededEntropy(seed)
    database = await open_database(database_url)
    await remember_public_url(database, "issuer", settings.public_url)
    await migrate_issuer(database)
    keyring = await open_keyring(database, Secret(b"u" * 32), clock, entropy)
    api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
    await api_keys.migrate()
    registry = ToldRegistry(
        listed=[office.did for office in settings.offices.values()],
        credential_type=next(iter(settings.use_cases.values())).credential_type_iri,
    )
    app = await build_app(
        settings=settings,
        database=database,
        keyring=keyring,
        seal=keyring.seal("issuer"),
        api_keys=api_keys,
        clock=clock,
        entropy=entropy,
        fetcher=fetcher,
        metrics=ServiceMetrics("issuer"),
        registry=registry,
        list_size=list_size,
    )
    registry.pins = app[HALL].kinds
    return TestIssuer(
        app=app,
        settings=settings,
        database=database,
        keyring=keyring,
        clock=clock,
        entropy=entropy,
        registry=registry,
        api_keys={office: await api_keys.create(owner=office) for office in settings.offices},
    )


@asynccontextmanager
async def running_issuer(**how: Any) -> AsyncIterator[TestIssuer]:
    """An issuer that answers on loopback."""
    issuer = await build_issuer(**how)
    try:
        async with TestClient(TestServer(issuer.app)) as client:
            issuer.client = client
            yield issuer
    finally:
        await issuer.database.close()
