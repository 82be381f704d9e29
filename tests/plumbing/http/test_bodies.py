"""Bodies are read within bounds, in one encoding, with nothing said twice."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from plumbing.entropy import SeededEntropy
from plumbing.http.app import new_app
from plumbing.http.bodies import read_form, read_json, read_json_object
from plumbing.observability.metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


async def echo_json(request: web.Request) -> web.Response:
    return web.json_response({"read": await read_json(request, max_bytes=200)})


async def echo_object(request: web.Request) -> web.Response:
    return web.json_response({"read": await read_json_object(request, max_bytes=200)})


async def echo_form(request: web.Request) -> web.Response:
    return web.json_response({"read": await read_form(request, max_bytes=200)})


@pytest.fixture
async def client() -> AsyncIterator[TestClient[Any, Any]]:
    app = new_app(service="echo", entropy=SeededEntropy(1), metrics=ServiceMetrics("echo"))
    app.router.add_post("/json", echo_json)
    app.router.add_post("/object", echo_object)
    app.router.add_post("/form", echo_form)
    server = TestServer(app)
    await server.start_server(auto_decompress=False)  # as plumbing/http/serve.py starts it
    async with TestClient(server) as client:
        yield client


async def chunks(*parts: bytes) -> AsyncIterator[bytes]:
    for part in parts:
        yield part


@pytest.mark.parametrize("told", [JSON, "Application/JSON", f"{JSON}; charset=utf-8", f'{JSON}; charset="UTF-8"'])
async def test_json_is_read(client: TestClient[Any, Any], told: str) -> None:
    answer = await client.post("/json", data='{"ä": [1, null]}'.encode(), headers={"Content-Type": told})
    assert (await answer.json())["read"] == {"ä": [1, None]}


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"aud":"a","aud":"b"}',
        b"NaN",
        b"[1e400]",
        b"[" + b"9" * 150 + b"]",
        b"[" * 90 + b"]" * 90,
        b'"\\ud800"',
        b"\xef\xbb\xbf{}",
        "{}".encode("utf-16"),
        b"\xff",
        b'"\\u0000"',
    ],
)
async def test_json_that_two_readers_could_understand_differently_is_400(
    client: TestClient[Any, Any], body: bytes
) -> None:
    answer = await client.post("/json", data=body, headers={"Content-Type": JSON})
    assert (answer.status, answer.content_type) == (400, "application/problem+json")


@pytest.mark.parametrize("body", [b"[]", b"null", b'"x"', b"1"])
async def test_where_an_object_belongs_anything_else_is_400(client: TestClient[Any, Any], body: bytes) -> None:
    assert (await client.post("/object", data=body, headers={"Content-Type": JSON})).status == 400


@pytest.mark.parametrize("path", ["/json", "/form"])
@pytest.mark.parametrize(
    "told", ["", "text/plain", "application/jsonx", "application/json+x", "multipart/form-data; boundary=x", "json"]
)
async def test_another_content_type_is_415(client: TestClient[Any, Any], path: str, told: str) -> None:
    answer = await client.post(path, data=b"{}", headers={"Content-Type": told})
    assert answer.status == 415


async def test_a_body_that_does_not_say_what_it_is_is_415(client: TestClient[Any, Any]) -> None:
    assert (await client.post("/json", data=b"{}", skip_auto_headers=["Content-Type"])).status == 415


@pytest.mark.parametrize(("path", "told"), [("/json", JSON), ("/form", FORM)])
@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "utf-7"])
async def test_another_charset_is_415(client: TestClient[Any, Any], path: str, told: str, charset: str) -> None:
    answer = await client.post(path, data=b"a=1", headers={"Content-Type": f"{told}; charset={charset}"})
    assert answer.status == 415


async def test_two_content_types_are_415(client: TestClient[Any, Any]) -> None:
    headers = [("Content-Type", JSON), ("Content-Type", JSON)]
    assert (await client.post("/json", data=b"{}", headers=headers)).status in (400, 415)


async def test_one_byte_over_the_bound_is_413_told_or_not(client: TestClient[Any, Any]) -> None:
    fits, over = b'"' + b"x" * 198 + b'"', b'"' + b"x" * 199 + b'"'
    for body, status in ((fits, 200), (over, 413)):
        assert (await client.post("/json", data=body, headers={"Content-Type": JSON})).status == status
        chunked = await client.post("/json", data=chunks(body[:100], body[100:]), headers={"Content-Type": JSON})
        assert chunked.status == status


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd", "GZIP", "identity, gzip", "made-up"])
async def test_a_packed_body_is_415_and_never_unpacked(client: TestClient[Any, Any], coding: str) -> None:
    bomb = gzip.compress(b" " * 1_000_000)
    answer = await client.post("/json", data=bomb, headers={"Content-Type": JSON, "Content-Encoding": coding})
    assert answer.status == 415


async def test_a_form_is_read(client: TestClient[Any, Any]) -> None:
    answer = await client.post("/form", data=b"a=1&b=%C3%A4+x&c=", headers={"Content-Type": FORM})
    assert (await answer.json())["read"] == {"a": "1", "b": "ä x", "c": ""}
    empty = await client.post("/form", data=b"", headers={"Content-Type": FORM})
    assert (await empty.json())["read"] == {}


@pytest.mark.parametrize(
    "body",
    [
        b"a=1&a=2",
        b"a=1&a=1",
        b"a",
        b"a=1&&b=2",
        b"a=%",
        b"a=%zz",
        b"a=%ff",
        b"\xff=1",
        b"a=%00",
        b"%00=a",
        b"&".join(b"%x=" % n for n in range(66))[:200],
    ],
)
async def test_a_form_that_is_malformed_or_repeats_itself_is_400(client: TestClient[Any, Any], body: bytes) -> None:
    assert (await client.post("/form", data=body, headers={"Content-Type": FORM})).status == 400
