"""What every application does by itself: ids, problems, safe headers, logs and counts by route template."""

from __future__ import annotations

import asyncio
import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from yarl import URL

from plumbing.database.errors import DatabaseFull, DatabaseUnavailable
from plumbing.entropy import SeededEntropy
from plumbing.http.app import new_app
from plumbing.http.browsers import open_to_browsers
from plumbing.http.problems import Problem
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

SECRET = "Canary-Erika-Mustermann"


async def say_hello(request: web.Request) -> web.Response:
    return web.json_response({"hello": request.match_info["name"]})


async def say_page(request: web.Request) -> web.Response:
    return web.Response(text="page", headers={"Cache-Control": "max-age=60", "Content-Security-Policy": "own"})


async def fail(request: web.Request) -> web.Response:
    raise RuntimeError(SECRET)


async def fail_behind(request: web.Request) -> web.Response:
    try:
        return web.Response(text={}[SECRET])
    except KeyError as error:
        raise ValueError(SECRET) from error


async def lose_connection(request: web.Request) -> web.Response:
    raise ConnectionResetError(SECRET)


async def lose_database(request: web.Request) -> web.Response:
    raise DatabaseUnavailable(SECRET)


async def fill_disk(request: web.Request) -> web.Response:
    raise DatabaseFull(SECRET)


async def tell_problem(request: web.Request) -> web.Response:
    raise Problem(409, "Taken already.", title="Gone", type_="https://e.org/p", extra={"code": "taken", "status": 1})


async def read_all(request: web.Request) -> web.Response:
    return web.Response(text=str(len(await request.read())))


async def redirect(request: web.Request) -> web.Response:
    raise web.HTTPSeeOther("/elsewhere")


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("tests", "debug", stream)
    return stream


@pytest.fixture
def metrics() -> ServiceMetrics:
    return ServiceMetrics("tests")


@pytest.fixture
async def client(log: io.StringIO, metrics: ServiceMetrics) -> AsyncIterator[TestClient[Any, Any]]:
    app = new_app(service="greeter", entropy=SeededEntropy(1), metrics=metrics, max_body=100)
    public = app.router.add_get("/hello/{name}", say_hello)
    posted = app.router.add_post("/read", read_all)
    open_to_browsers(app, public, posted)
    app.router.add_get("/page", say_page)
    app.router.add_get("/fail", fail)
    app.router.add_get("/fail-behind", fail_behind)
    app.router.add_get("/lost", lose_connection)
    app.router.add_get("/away", lose_database)
    app.router.add_get("/full", fill_disk)
    app.router.add_get("/problem", tell_problem)
    app.router.add_get("/redirect", redirect)
    server = TestServer(app)
    await server.start_server(auto_decompress=False)  # as plumbing/http/serve.py starts it
    async with TestClient(server) as client:
        yield client


@pytest.mark.parametrize(
    ("method", "path", "status", "headers"),
    [
        ("GET", "/nowhere", 404, {}),
        ("GET", "/hello", 404, {}),
        ("GET", "/hello/", 404, {}),
        ("GET", "/%2e%2e/%2e%2e/etc/passwd", 404, {}),
        ("POST", "/page", 405, {}),
        ("PURGE", "/page", 405, {}),
        ("OPTIONS", "/page", 405, {}),
        ("POST", "/read", 415, {"Content-Encoding": "gzip"}),
        ("GET", "/page", 415, {"Content-Encoding": "br"}),
        ("GET", "/fail", 500, {}),
        ("GET", "/fail-behind", 500, {}),
        ("GET", "/lost", 500, {}),
        ("GET", "/away", 503, {}),
        ("GET", "/full", 503, {}),
        ("GET", "/problem", 409, {}),
    ],
)
async def test_every_refusal_is_a_problem(
    client: TestClient[Any, Any], method: str, path: str, status: int, headers: dict[str, str]
) -> None:
    answer = await client.request(method, path, headers=headers, skip_auto_headers=["Content-Type"])
    assert answer.status == status
    assert answer.content_type == "application/problem+json"
    problem = await answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["detail"]
    assert problem["request_id"] == answer.headers["X-Request-ID"]
    assert SECRET not in json.dumps(problem)


async def test_an_address_with_a_nul_in_it_never_reaches_a_door(client: TestClient[Any, Any]) -> None:
    reply = await client.get(URL("/hello/Erika%00", encoded=True))
    assert (reply.status, reply.content_type) == (404, "application/problem+json")


async def test_a_wrong_method_is_told_the_right_ones(client: TestClient[Any, Any]) -> None:
    answer = await client.delete("/page")
    assert set(answer.headers["Allow"].split(",")) == {"GET", "HEAD"}


async def test_a_database_that_does_not_answer_or_is_full_is_told_when_to_come_back(
    client: TestClient[Any, Any],
) -> None:
    assert (await client.get("/away")).headers["Retry-After"] == "5"
    full = await client.get("/full")
    assert full.headers["Retry-After"] == "60"
    told = (await full.json())["detail"]
    assert "no room" in told
    assert "changed" not in told  # an earlier step of the request may have been written


async def test_a_body_over_the_bound_of_the_application_is_413(client: TestClient[Any, Any]) -> None:
    assert (await client.post("/read", data=b"x" * 100)).status == 200
    answer = await client.post("/read", data=b"x" * 101)
    assert answer.status == 413
    assert answer.content_type == "application/problem+json"


async def test_a_problem_keeps_its_own_words_and_its_status_cannot_be_overwritten(
    client: TestClient[Any, Any],
) -> None:
    problem = await (await client.get("/problem")).json()
    del problem["request_id"]
    assert problem == {
        "type": "https://e.org/p",
        "title": "Gone",
        "status": 409,
        "detail": "Taken already.",
        "code": "taken",
    }


async def test_a_redirection_stays_one(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/redirect", allow_redirects=False)
    assert (answer.status, answer.headers["Location"]) == (303, "/elsewhere")


@pytest.mark.parametrize("path", ["/hello/x", "/nowhere", "/fail", "/redirect"])
async def test_every_answer_is_harmless_in_a_browser_and_names_no_software(
    client: TestClient[Any, Any], path: str
) -> None:
    answer = await client.get(path, allow_redirects=False)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'"
    assert "Server" not in answer.headers


async def test_a_route_may_choose_its_own_caching_and_policy(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/page")
    assert answer.headers["Cache-Control"] == "max-age=60"
    assert answer.headers["Content-Security-Policy"] == "own"


async def test_a_sane_request_id_is_kept(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/page", headers={"X-Request-ID": "abc-123.X_y"})
    assert answer.headers["X-Request-ID"] == "abc-123.X_y"


@pytest.mark.parametrize("told", ["", "a b", "ä", "x" * 65, '"}', "-x", "a\tb"])
async def test_any_other_request_id_is_replaced(client: TestClient[Any, Any], told: str) -> None:
    answer = await client.get("/page", headers={"X-Request-ID": told})
    assert answer.headers["X-Request-ID"] != told
    assert len(answer.headers["X-Request-ID"]) == 32


async def test_head_answers_like_get_without_a_body(client: TestClient[Any, Any]) -> None:
    answer = await client.head("/page")
    assert answer.status == 200
    assert await answer.read() == b""


async def test_pages_of_any_origin_read_what_is_open_to_them(client: TestClient[Any, Any]) -> None:
    for path in ("/hello/x", "/read"):
        answer = await client.get(path, headers={"Origin": "https://wallet.example"})
        if path == "/hello/x":
            assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer.headers


async def test_refusals_of_open_routes_can_be_read_as_well(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/read", data=b"x" * 101, headers={"Origin": "null"})
    assert (answer.status, answer.headers["Access-Control-Allow-Origin"]) == (413, "*")


async def test_a_preflight_is_answered_only_where_the_route_is_open(client: TestClient[Any, Any]) -> None:
    asked = {"Origin": "https://wallet.example", "Access-Control-Request-Method": "POST"}
    answer = await client.options("/read", headers=asked)
    assert answer.status == 204
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "POST"
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    closed = await client.options("/page", headers=asked)
    assert closed.status == 405
    assert "Access-Control-Allow-Origin" not in closed.headers


async def test_closed_routes_tell_other_origins_nothing(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/page", headers={"Origin": "https://evil.example"})
    assert not [name for name in answer.headers if name.startswith("Access-Control")]


async def test_the_log_names_the_route_but_neither_path_nor_query_nor_error_text(
    client: TestClient[Any, Any], log: io.StringIO
) -> None:
    await client.get(f"/hello/{SECRET}?code={SECRET}", headers={"X-Request-ID": "r-1"})
    await client.get(f"/nowhere/{SECRET}")
    await client.get("/fail-behind", headers={"X-Request-ID": "r-2"})
    assert SECRET not in log.getvalue()
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    first = lines[0]
    assert (first["event"], first["route"], first["status"]) == ("request", "/hello/{name}", 200)
    assert (first["service"], first["request_id"], first["method"]) == ("greeter", "r-1", "GET")
    assert lines[1]["route"] == "(none)"
    error = next(line for line in lines if line["event"] == "unexpected-error")
    assert (error["error"], error["cause"], error["request_id"]) == ("ValueError", "KeyError", "r-2")
    assert any("fail_behind" in place for place in error["places"])


async def test_requests_are_counted_by_route_and_unknown_methods_as_other(
    client: TestClient[Any, Any], metrics: ServiceMetrics
) -> None:
    await client.get(f"/hello/{SECRET}")
    await client.request("PURGE", "/page")
    text = metrics.render().decode()
    assert 'http_requests_total{method="GET",route="/hello/{name}",service="tests",status="200"} 1.0' in text
    assert 'http_requests_total{method="other",route="(none)",service="tests",status="405"} 1.0' in text
    assert SECRET not in text


async def test_two_requests_at_once_keep_their_ids_apart(client: TestClient[Any, Any], log: io.StringIO) -> None:
    await asyncio.gather(*(client.get("/page", headers={"X-Request-ID": f"id-{n}"}) for n in range(10)))
    ids = sorted(json.loads(line)["request_id"] for line in log.getvalue().splitlines())
    assert ids == [f"id-{n}" for n in range(10)]
