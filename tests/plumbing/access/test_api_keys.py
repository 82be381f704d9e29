"""API keys: shown once, for one owner, ended at once; a bad one learns nothing (SECURITY A-13)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from plumbing.access.api_keys import ApiKeys
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy
from plumbing.http.app import new_app
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database

NOW = 1_800_000_000


@pytest.fixture
async def database() -> AsyncIterator[Database]:
    database = await open_database("sqlite::memory:")
    yield database
    await database.close()


@pytest.fixture
def clock() -> MovableClock:
    return MovableClock(NOW)


@pytest.fixture
async def keys(database: Database, clock: MovableClock) -> ApiKeys:
    keys = ApiKeys(database=database, clock=clock, entropy=SeededEntropy(1))
    await keys.migrate()
    return keys


@pytest.fixture
async def client(keys: ApiKeys) -> AsyncIterator[TestClient[Any, Any]]:
    async def who(request: web.Request) -> web.Response:
        client = await keys.authenticate(request, owner=request.match_info["owner"])
        return web.json_response({"owner": client.owner, "prefix": client.prefix})

    app = new_app(service="tests", entropy=SeededEntropy(2), metrics=ServiceMetrics("tests"))
    app.router.add_get("/{owner}", who)
    async with TestClient(TestServer(app)) as client:
        yield client


async def ask(client: TestClient[Any, Any], key: str, owner: str = "library", **named: Any) -> Any:
    return await client.get(f"/{owner}", headers={"Authorization": f"Bearer {key}"}, **named)


async def test_a_key_opens_its_owners_door(client: TestClient[Any, Any], keys: ApiKeys) -> None:
    key = await keys.create(owner="library")
    answer = await ask(client, key)
    assert (answer.status, await answer.json()) == (200, {"owner": "library", "prefix": key[:12]})
    assert (await client.get("/library", headers={"Authorization": f"bEARER {key}"})).status == 200


async def test_a_key_of_another_owner_is_403(client: TestClient[Any, Any], keys: ApiKeys) -> None:
    answer = await ask(client, await keys.create(owner="pool"))
    assert (answer.status, answer.content_type) == (403, "application/problem+json")


async def test_unknown_revoked_and_expired_keys_get_the_same_answer(
    client: TestClient[Any, Any], keys: ApiKeys, clock: MovableClock
) -> None:
    revoked = await keys.create(owner="library")
    assert await keys.revoke(owner="library", prefix=revoked[:12])
    expired = await keys.create(owner="library", expires=NOW + 60)
    assert (await ask(client, expired)).status == 200
    clock.move(60)
    shapes = set()
    for key in ("sts_" + "A" * 43, revoked, expired):
        answer = await ask(client, key)
        problem = await answer.json()
        del problem["request_id"]
        shapes.add((answer.status, answer.headers["WWW-Authenticate"], str(problem)))
    assert len(shapes) == 1
    assert shapes.pop()[:2] == (401, 'Bearer error="invalid_token"')


@pytest.mark.parametrize(
    "told",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic {key}",
        "DPoP {key}",
        "{key}",
        "Bearer {key}x",
        "Bearer x{key}",
        "Bearer {short}",
        "Bearer {upper}",
        'Bearer "{key}"',
        "Bearer {key},{key}",
        "Bearer {key} {key}",
        "Bearer sts_" + "ä" * 43,
    ],
)
async def test_anything_but_one_whole_key_is_401(client: TestClient[Any, Any], keys: ApiKeys, told: str) -> None:
    key = await keys.create(owner="library")
    header = told.format(key=key, short=key[:-1], upper=key.upper())
    answer = await client.get("/library", headers={"Authorization": header} if told else {})
    assert answer.status == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")
    assert answer.headers["Cache-Control"] == "no-store"
    assert key not in await answer.text()


async def test_two_authorization_headers_are_401(client: TestClient[Any, Any], keys: ApiKeys) -> None:
    key = await keys.create(owner="library")
    headers = [("Authorization", f"Bearer {key}"), ("Authorization", f"Bearer {key}")]
    assert (await client.get("/library", headers=headers)).status in (400, 401)


@pytest.mark.parametrize("name", ["access_token", "api_key", "key", "Authorization"])
async def test_a_key_in_the_address_is_never_accepted_and_never_logged(
    client: TestClient[Any, Any], keys: ApiKeys, name: str
) -> None:
    stream = io.StringIO()
    logs.configure("tests", "debug", stream)
    key = await keys.create(owner="library")
    assert (await client.get("/library", params={name: key})).status == 401
    assert (await client.get("/library", params={name: f"Bearer {key}"})).status == 401
    await ask(client, key)
    assert stream.getvalue().count('"event": "request"') == 3
    assert key[4:] not in stream.getvalue()


async def test_the_key_itself_is_kept_nowhere(keys: ApiKeys, database: Database) -> None:
    key = await keys.create(owner="library")
    (row,) = await database.fetch_all("SELECT * FROM api_keys")
    assert key not in str(dict(row))
    assert row["prefix"] == key[:12]
    assert len(key) == 47


async def test_an_owner_sees_its_own_keys_and_can_end_only_those(keys: ApiKeys, clock: MovableClock) -> None:
    first = await keys.create(owner="library", expires=NOW + 60)
    clock.move(1)
    second = await keys.create(owner="library")
    other = await keys.create(owner="pool")
    assert not await keys.revoke(owner="library", prefix=other[:12])
    assert await keys.revoke(owner="library", prefix=second[:12])
    assert not await keys.revoke(owner="library", prefix=second[:12])
    told = [(key.prefix, key.created, key.expires, key.revoked) for key in await keys.keys_of(owner="library")]
    assert told == [(first[:12], NOW, NOW + 60, None), (second[:12], NOW + 1, None, NOW + 1)]
