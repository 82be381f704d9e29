"""Connections are bounded in time, whatever the caller does or leaves undone; no answer names our software."""

from __future__ import annotations

import asyncio
import io
import json
import ssl
from time import perf_counter
from typing import TYPE_CHECKING

import pytest
from aiohttp import web

from plumbing.entropy import SeededEntropy
from plumbing.http.app import new_app
from plumbing.http.bodies import read_json
from plumbing.http.client_tls import client_context
from plumbing.http.connection import Deadlines
from plumbing.http.serve import Site, start_site
from plumbing.http.tls import ThrowAwayCa
from plumbing.observability import logs
from plumbing.observability.metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

QUICK = Deadlines(head=0.2, body=0.2, stalled=0.2, idle=0.4, linger=0.1, handshake=0.2)
PATIENCE = 2.0  # far beyond every deadline: a test that waits as long has failed
HEAD = b"GET /slow HTTP/1.1\r\nHost: localhost\r\n"
FIRST = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
BODY_HEAD = b"POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n"


async def say_hello(request: web.Request) -> web.Response:
    return web.Response(text="hello")


async def say_much(request: web.Request) -> web.Response:
    return web.Response(body=b"x" * 20_000_000)


async def take_json(request: web.Request) -> web.Response:
    return web.json_response(await read_json(request, max_bytes=1000))


async def wait_a_little(request: web.Request) -> web.Response:
    await asyncio.sleep(0.3)
    return web.Response(text="late but whole")


async def fail(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    await response.write(b"begun")
    raise RuntimeError("Canary")


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    logs.configure("tests", "debug", stream)
    return stream


@pytest.fixture
def app(log: io.StringIO) -> web.Application:
    app = new_app(service="tests", entropy=SeededEntropy(1), metrics=ServiceMetrics("tests"))
    app.router.add_get("/", say_hello)
    app.router.add_get("/much", say_much)
    app.router.add_get("/wait", wait_a_little)
    app.router.add_get("/fail", fail)
    app.router.add_post("/json", take_json)
    return app


@pytest.fixture
async def site(app: web.Application) -> AsyncIterator[Site]:
    site = await start_site(app, port=0, deadlines=QUICK)
    yield site
    await site.stop()


async def send(site: Site, data: bytes) -> tuple[bytes, float]:
    """Send these bytes and nothing more; return all that came back until the connection was closed, and when."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    started = perf_counter()
    writer.write(data)
    try:
        answer = await asyncio.wait_for(reader.read(), PATIENCE)
    except ConnectionResetError:  # closed while we were still sending
        answer = b""
    finally:
        writer.close()
    return answer, perf_counter() - started


async def test_port_0_takes_a_free_port_and_tells_it(site: Site) -> None:
    assert site.port > 0
    assert site.url == f"http://localhost:{site.port}"
    answer, _ = await send(site, FIRST)
    assert answer.startswith(b"HTTP/1.1 200 OK")


async def test_silence_is_closed_without_a_word(site: Site) -> None:
    answer, seconds = await send(site, b"")
    assert answer == b""
    assert seconds < 1


@pytest.mark.parametrize("data", [b"G", b"GET / HTTP/1.1\r\n", HEAD, HEAD + b"X-Half: ", HEAD + b"X: y\r\n"])
async def test_half_a_head_is_closed_within_the_deadline(site: Site, data: bytes) -> None:
    answer, seconds = await send(site, data)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert 0.15 < seconds < 1


async def test_a_head_that_drips_is_closed_within_the_same_deadline(site: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    started = perf_counter()
    answer = asyncio.ensure_future(asyncio.wait_for(reader.read(), PATIENCE))
    for byte in (HEAD * 10)[:200]:
        writer.write(bytes([byte]))
        await asyncio.sleep(0.02)
        if answer.done():
            break
    assert (await answer).startswith(b"HTTP/1.1 408 ")
    assert perf_counter() - started < 1
    writer.close()


async def test_half_a_head_on_a_kept_connection_is_closed_too(site: Site) -> None:
    answer, seconds = await send(site, FIRST + b"GET /half")
    assert answer.startswith(b"HTTP/1.1 200 OK")
    assert seconds < 1


@pytest.mark.parametrize("part", [b"", b'{"a":'])
async def test_half_a_body_is_told_408_and_closed(site: Site, part: bytes) -> None:
    answer, seconds = await send(site, BODY_HEAD + part)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert seconds < 1


async def test_a_chunked_body_without_end_is_told_408(site: Site) -> None:
    head = BODY_HEAD.replace(b"Content-Length: 100", b"Transfer-Encoding: chunked")
    answer, seconds = await send(site, head + b"2\r\n{}\r\n")
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert seconds < 1


async def test_half_a_body_that_nobody_reads_is_answered_and_closed(site: Site) -> None:
    answer, seconds = await send(site, BODY_HEAD.replace(b"/json", b"/nowhere") + b"{")
    assert answer.startswith(b"HTTP/1.1 404 ")
    assert seconds < 1


async def test_an_idle_connection_is_closed(site: Site) -> None:
    answer, seconds = await send(site, FIRST)
    assert answer.endswith(b"hello")
    assert 0.3 < seconds < 1


async def test_a_slow_answer_of_ours_is_not_the_callers_fault(site: Site) -> None:
    answer, _ = await send(site, FIRST.replace(b"/ ", b"/wait ", 1))
    assert answer.endswith(b"late but whole")


async def test_half_a_head_behind_a_request_does_not_cut_off_its_answer(site: Site) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(FIRST.replace(b"/ ", b"/wait ", 1))
    await asyncio.sleep(0.02)
    writer.write(b"GET /half")
    assert (await asyncio.wait_for(reader.read(), PATIENCE)).endswith(b"late but whole")
    writer.close()


@pytest.mark.parametrize("buffer", [65_536, 100_000_000])
async def test_a_caller_who_does_not_read_is_cut_off(site: Site, buffer: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbing.http.connection._WRITE_BUFFER", buffer)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port, limit=1000)
    writer.write(FIRST.replace(b"/ ", b"/much ", 1))
    deadline = perf_counter() + PATIENCE
    # aiohttp keeps a task for each connection
    while len(asyncio.all_tasks()) > 1 and perf_counter() < deadline:  # noqa: ASYNC110 - nobody tells us of its end
        await asyncio.sleep(0.02)
    assert perf_counter() < deadline
    with pytest.raises((asyncio.IncompleteReadError, ConnectionError)):
        await reader.readexactly(20_000_000)
    writer.close()


async def test_two_hundred_stuck_callers_do_not_keep_the_next_waiting(site: Site) -> None:
    stuck = [await asyncio.open_connection("127.0.0.1", site.port) for _ in range(200)]
    for _, writer in stuck:
        writer.write(HEAD)
    started = perf_counter()
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(FIRST)
    assert (await reader.readline()).startswith(b"HTTP/1.1 200")
    assert perf_counter() - started < 0.5
    for _, other in [*stuck, (reader, writer)]:
        other.close()


@pytest.mark.parametrize(
    "data",
    [
        b"nonsense\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        b"GET / HTTP/1.1\r\n\r\nHost",
        HEAD.replace(b"\r\n", b"\n") + b"\n",
        HEAD + b"Host: evil.example\r\n\r\n",
        HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
        HEAD + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n+3\r\nabc\r\n0\r\n\r\n",
        HEAD + b"Long: " + b"x" * 9000 + b"\r\n\r\n",
        HEAD + b"".join(b"X-%d: y\r\n" % n for n in range(1000)) + b"\r\n",
        b"GET /" + b"x" * 1_000_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        HEAD + b"Nul: \x00\r\n\r\n",
        HEAD + b"Fold: a\r\n b\r\n\r\n",
        b"BREW / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        HEAD + b"Expect: a miracle\r\n\r\n",
        b"GET //../%2e%2e/;x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"GET http://evil.example/x HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"CONNECT evil.example:443 HTTP/1.1\r\nHost: localhost\r\n\r\n",
        b"POST /json HTTP/1.1\r\nHost: localhost\r\nContent-Encoding: zstd\r\nContent-Length: 2\r\n\r\n{}",
    ],
)
async def test_whatever_is_wrong_with_a_head_is_refused_without_naming_our_software(
    site: Site, log: io.StringIO, data: bytes
) -> None:
    answer, _ = await send(site, data)
    assert answer == b"" or answer.startswith((b"HTTP/1.1 4", b"HTTP/1.0 4")), answer[:100]
    assert b"Server:" not in answer
    assert b"aiohttp" not in answer
    assert b"Traceback" not in answer
    if answer and b" 408 " not in answer[:20]:
        assert b"application/problem+json" in answer
    for line in log.getvalue().splitlines():
        assert json.loads(line)["event"] in ("malformed-request", "request")
    assert "evil.example" not in log.getvalue()


async def test_an_answer_that_breaks_off_is_closed_and_its_error_told_without_text(
    site: Site, log: io.StringIO
) -> None:
    answer, _ = await send(site, FIRST.replace(b"/ ", b"/fail ", 1))
    assert b"begun" in answer
    assert "Canary" not in log.getvalue()
    assert "unexpected-error" in log.getvalue()


async def test_over_tls_the_same_deadlines_hold(app: web.Application, tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    site = await start_site(app, port=0, tls=ca.server_context(), deadlines=QUICK)
    try:
        assert site.url == f"https://localhost:{site.port}"
        client = client_context(ca.root_pem)
        reader, writer = await asyncio.open_connection("localhost", site.port, ssl=client)
        writer.write(HEAD)
        assert (await asyncio.wait_for(reader.read(), PATIENCE)).startswith(b"HTTP/1.1 408 ")
        writer.close()
        # and a TLS handshake that never comes to its end
        answer, seconds = await send(site, b"\x16\x03\x01\x02")
        assert answer == b""
        assert seconds < 1
    finally:
        await site.stop()


async def test_plain_http_on_a_tls_port_gets_nothing(app: web.Application, tmp_path: Path) -> None:
    ca = ThrowAwayCa.load_or_create(tmp_path)
    site = await start_site(app, port=0, tls=ca.server_context(), deadlines=QUICK)
    try:
        answer, _ = await send(site, FIRST)
        assert b"hello" not in answer
    except (ConnectionError, ssl.SSLError):
        pass
    finally:
        await site.stop()


async def test_stopping_lets_a_request_finish_and_closes_the_door(app: web.Application) -> None:
    site = await start_site(app, port=0)
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(FIRST.replace(b"/ ", b"/wait ", 1))
    await asyncio.sleep(0.02)
    await site.stop()
    assert (await reader.read()).endswith(b"late but whole")
    writer.close()
    with pytest.raises(ConnectionError):
        await asyncio.open_connection("127.0.0.1", site.port)


async def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_running(app: web.Application, site: Site) -> None:
    other = new_app(service="other", entropy=SeededEntropy(2), metrics=ServiceMetrics("other"))
    with pytest.raises(OSError, match="address already in use"):
        await start_site(other, port=site.port)
