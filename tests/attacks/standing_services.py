"""The three services as they are, on SQLite in memory, each with something in it that an attacker would like to change.

`places` holds an existing id for each placeholder of the routes' addresses; `keys` the API key of its owner and that
of somebody else; `access_token` what a wallet holds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aiohttp import ClientSession, TCPConnector

from credentials.keys.multikey import render_multikey
from credentials.keys.private_key import PrivateKey
from issuer.app import JOBS, PUBLISH_JOB
from plumbing.access.api_keys import ApiKeys
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.database.sealed import Seal
from plumbing.entropy import SeededEntropy
from plumbing.http.serve import start_site
from plumbing.keyring.open import open_keyring
from plumbing.observability.metrics import ServiceMetrics
from plumbing.secret import Secret
from tests.support.issuing import CONFIGURATION, LIBRARY, SWIMMING_POOLS, USE_CASE, Holder, build_issuer
from trust_registry.keeping.app import build_app as build_registry_app
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.settings import RegistrySettings
from trust_registry.reading.registry import Registry
from trust_registry.reading.statement import Action, Asking, Statement
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import web

    from plumbing.database.port import Database

NOW = 1_777_800_000
CARD = "https://city.example/types/LibraryCard"
STRANGER = "somebody-else"
LINE = "lesesaal"


@dataclass(kw_only=True)
class StandingService:
    """One service that listens, and what is known about it."""

    app: web.Application
    database: Database
    owner_key: str
    other_key: str
    url: str = ""
    places: dict[str, str] = field(default_factory=dict)
    access_token: str = ""

    async def contents(self) -> dict[str, list[str]]:
        """Every row of every table, to be compared with what is there afterwards."""
        tables = await self.database.fetch_all("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")
        return {
            str(table["name"]): sorted(
                repr(tuple(row.values()))
                for row in await self.database.fetch_all(f"SELECT * FROM {table['name']}")  # noqa: S608 - our tables
            )
            for table in tables
        }


def new_session() -> ClientSession:
    """A client with a fresh connection for each request, so that one spoilt connection tells nothing of the next."""
    return ClientSession(connector=TCPConnector(force_close=True), auto_decompress=False)


async def standing(service: str) -> AsyncIterator[StandingService]:
    """Build, fill, serve, and close again."""
    made = await {"trust_registry": _registry, "issuer": _issuer, "verifier": _verifier}[service]()
    site = await start_site(made.app, port=0)
    made.url = f"http://127.0.0.1:{site.port}"
    try:
        async with new_session() as session:
            await {"trust_registry": _fill_registry, "issuer": _fill_issuer, "verifier": _fill_verifier}[service](
                made, session
            )
        yield made
    finally:
        await site.stop()
        await made.database.close()


async def _ask(
    session: ClientSession, made: StandingService, method: str, path: str, *, bearer: str | None = None, **request: Any
) -> Any:
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    async with session.request(method, made.url + path, headers=headers, **request) as reply:
        if reply.status >= 300:
            raise AssertionError(await reply.text())
        return await reply.json(content_type=None)


async def _parts() -> dict[str, Any]:
    clock, entropy = MovableClock(NOW), SeededEntropy(7)
    database = await open_database("sqlite::memory:")
    api_keys = ApiKeys(database=database, clock=clock, entropy=entropy)
    await api_keys.migrate()
    keyring = await open_keyring(database, Secret(b"k" * 32), clock, entropy)
    return {"database": database, "keyring": keyring, "api_keys": api_keys, "clock": clock, "entropy": entropy}


# --- trust registry ------------------------------------------------------------------------------------------------


async def _registry() -> StandingService:
    parts = await _parts()
    await migrate_registry(parts["database"])
    settings = RegistrySettings(public_url="https://vertrauen.musterstadt.example")
    app = await build_registry_app(settings=settings, metrics=ServiceMetrics("trust_registry"), **parts)
    return StandingService(
        app=app,
        database=parts["database"],
        owner_key=await parts["api_keys"].create(owner=settings.authority),
        other_key=await parts["api_keys"].create(owner=STRANGER),
        places={"authority": settings.authority},
    )


async def _fill_registry(made: StandingService, session: ClientSession) -> None:
    kind = {
        "id": CARD,
        "context": {"id": f"{CARD}/context", "url": f"{CARD}/context", "sha256": "0" * 64},
        "schema": {"id": f"{CARD}/schema", "url": f"{CARD}/schema", "sha256": "1" * 64},
    }
    await _ask(session, made, "PUT", "/api/credential-types", bearer=made.owner_key, json=kind)
    said = {
        "entity": "did:web:bibliothek.musterstadt.example",
        "action": "issue",
        "credential_type": CARD,
        "name": {"de": "Stadtbibliothek", "en": "City library"},
    }
    answer = await _ask(session, made, "POST", "/api/statements", bearer=made.owner_key, json=said)
    made.places["id"] = answer["statement"]["id"]


# --- issuer --------------------------------------------------------------------------------------------------------


async def _issuer() -> StandingService:
    issuer = await build_issuer()
    issued: Any = issuer
    return StandingService(
        app=issuer.app,
        database=issuer.database,
        owner_key=issuer.api_keys[LIBRARY],
        other_key=issuer.api_keys[SWIMMING_POOLS],
        places={"office": LIBRARY, "identifier": issued.identifier(), "configuration": CONFIGURATION},
    )


async def _fill_issuer(made: StandingService, session: ClientSession) -> None:
    from tests.support.issuing import CLAIMS, PRE_AUTHORIZED_CODE  # noqa: PLC0415

    async def offered() -> tuple[dict[str, Any], str, dict[str, Any]]:
        body = {"use_case": USE_CASE, "claims": CLAIMS}
        offer = await _ask(session, made, "POST", f"/api/offices/{LIBRARY}/offers", bearer=made.owner_key, json=body)
        link = offer["link"].rpartition("/")[2]
        return offer, link, await _ask(session, made, "GET", f"/offices/{LIBRARY}/offers/{link}")

    async def token(offer: dict[str, Any], shown: dict[str, Any]) -> str:
        form = {
            "grant_type": PRE_AUTHORIZED_CODE,
            "pre-authorized_code": shown["grants"][PRE_AUTHORIZED_CODE]["pre-authorized_code"],
            "tx_code": offer["tx_code"],
        }
        answer = await _ask(session, made, "POST", f"/offices/{LIBRARY}/token", data=form)
        return str(answer["access_token"])

    offer, _, shown = await offered()
    first = await token(offer, shown)
    nonce = (await _ask(session, made, "POST", f"/offices/{LIBRARY}/nonce"))["c_nonce"]
    proof = Holder().prove(audience=made.places["identifier"], nonce=nonce, now=NOW)
    request = {"credential_configuration_id": CONFIGURATION, "proofs": {"jwt": [proof]}}
    answer = await _ask(session, made, "POST", f"/offices/{LIBRARY}/credential", bearer=first, json=request)
    credential = answer["credentials"][0]["credential"]
    made.places["credential"] = str(credential["id"]).removeprefix("urn:uuid:")
    made.places["list"] = str(credential["credentialStatus"][0]["statusListCredential"]).rpartition("/")[2]
    offer, _, shown = await offered()
    made.access_token = await token(offer, shown)
    offer, link, _ = await offered()
    made.places |= {"offer": str(offer["offer_id"]), "link": link, "action": "revoke", "place": "0"}
    metadata = await _ask(session, made, "GET", f"/.well-known/openid-credential-issuer/offices/{LIBRARY}")
    context = credential["@context"][1]
    if metadata["credential_issuer"] != made.places["identifier"]:
        raise AssertionError(metadata)
    made.places["use_case"], made.places["version"], made.places["file"] = context.split("/")[-3:]
    if not await made.app[JOBS].run_now(PUBLISH_JOB):
        raise AssertionError("the status lists could not be published")


# --- verifier ------------------------------------------------------------------------------------------------------


class _ListedForLending:
    """Stands where the registry's reader stands: the relying party may ask for a card number."""

    async def current(self) -> Registry:
        asking = Asking(
            purpose="lending",
            title=LocalText("Ausleihe", "Lending"),
            reason=LocalText("Damit Sie ausleihen können.", "So that you can borrow."),
            claims=(("credentialSubject", "cardNumber"),),
            retention_seconds=3600,
        )
        authority = "did:web:register.musterstadt.example"
        statement = Statement(
            id="1",
            authority=authority,
            entity=f"did:web:pruefen.musterstadt.example:relying-parties:{LINE}",
            action=Action.VERIFY,
            credential_type=CARD,
            starts=0,
            until=None,
            end=None,
            name=LocalText("Lesesaal", "Reading room"),
            asking=asking,
            signed="eyJ.e30.AA",
        )
        return Registry(
            authority=authority, version=1, issued=0, expires=2**40, statements=[statement], credential_types=[]
        )


async def _verifier() -> StandingService:
    from trust_registry.reading.tables import migrate_reading  # noqa: PLC0415
    from verifier.app import build_app, migrate_verifier  # noqa: PLC0415
    from verifier.settings import prove_settings  # noqa: PLC0415

    parts = await _parts()
    await migrate_verifier(parts["database"])
    await migrate_reading(parts["database"])
    authority = PrivateKey.from_seed(b"a" * 32).public_key
    settings = prove_settings(
        {
            "public_url": "https://pruefen.musterstadt.example",
            "trust": {
                "authority": "did:web:register.musterstadt.example",
                "keys": [render_multikey(authority)],
                "list_url": "https://register.musterstadt.example/trust-list",
            },
            "relying_party": [{"id": LINE, "encrypted_answers": False}, {"id": STRANGER}],
        }
    )
    registry: Any = _ListedForLending()
    fetcher: Any = None  # nothing that is refused at the door is ever fetched for
    app = await build_app(
        settings=settings,
        seal=Seal(Secret(b"s" * 32), parts["entropy"]),
        fetcher=fetcher,
        metrics=ServiceMetrics("verifier"),
        registry=registry,
        **parts,
    )
    return StandingService(
        app=app,
        database=parts["database"],
        owner_key=await parts["api_keys"].create(owner=LINE),
        other_key=await parts["api_keys"].create(owner=STRANGER),
        places={"relying_party": LINE},
    )


async def _fill_verifier(made: StandingService, session: ClientSession) -> None:
    from urllib.parse import parse_qs, urlsplit  # noqa: PLC0415

    base = f"/api/relying-parties/{LINE}/checks"
    check = await _ask(session, made, "POST", base, bearer=made.owner_key, json={"purpose": "lending"})
    (request_uri,) = parse_qs(urlsplit(check["link"]).query)["request_uri"]
    made.places |= {"check_id": check["id"], "request_id": request_uri.rpartition("/")[2]}
    async with session.get(f"{made.url}/relying-parties/{LINE}/requests/{made.places['request_id']}") as reply:
        if reply.status != 200:
            raise AssertionError(await reply.text())
