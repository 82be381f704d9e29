"""The one way out holds whatever the other side does (SECURITY N-01 to N-04)."""

from __future__ import annotations

import asyncio
import gzip
import socket
from typing import TYPE_CHECKING, Any

import pytest

from credentials.errors import JsonError
from plumbing.http.fetch import ANYTHING, Fetcher, FetchFailed, FetchRefused
from plumbing.http.tls import ThrowAwayCa

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    Script = Callable[[bytes, asyncio.StreamWriter], Awaitable[None]]

JSON = "application/json"
OK = b"HTTP/1.1 200 OK\r\n"


class Stage:
    """A server that answers each request with what the test has written."""

    def __init__(self) -> None:
        self.port = 0
        self.requests: list[bytes] = []
        self.connections = 0
        self.script: Script = say(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")

    @property
    def url(self) -> str:
        return f"https://localhost:{self.port}/thing"

    async def play(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                length = [line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
                body = await reader.readexactly(int(length[0].split(b":")[1]) if length else 0)
                self.requests.append(head + body)
                await self.script(head + body, writer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


def say(answer: bytes) -> Script:
    async def script(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(answer)

    return script


@pytest.fixture(scope="module")
def ca(tmp_path_factory: pytest.TempPathFactory) -> ThrowAwayCa:
    return ThrowAwayCa.load_or_create(tmp_path_factory.mktemp("tls"))


@pytest.fixture
async def stage(ca: ThrowAwayCa) -> AsyncIterator[Stage]:
    stage = Stage()
    server = await asyncio.start_server(stage.play, "127.0.0.1", 0, ssl=ca.server_context())
    stage.port = server.sockets[0].getsockname()[1]
    yield stage
    server.close()


@pytest.fixture
async def fetcher(ca: ThrowAwayCa) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(roots_pem=ca.root_pem, allow_loopback=True, deadline=30.0)
    yield fetcher
    await fetcher.close()


@pytest.fixture
async def impatient(ca: ThrowAwayCa) -> AsyncIterator[Fetcher]:
    fetcher = Fetcher(roots_pem=ca.root_pem, allow_loopback=True, deadline=0.3)
    yield fetcher
    await fetcher.close()


def resolve_to(monkeypatch: pytest.MonkeyPatch, *answers: list[str]) -> None:
    """Be the domain name system: each lookup takes the next answer, and the last one stays."""
    left = list(answers)

    def getaddrinfo(_host: Any, port: Any, *_args: Any, **_named: Any) -> list[Any]:
        addresses = left.pop(0) if len(left) > 1 else left[0]
        return [
            (socket.AF_INET6, socket.SOCK_STREAM, 6, "", (address, port, 0, 0))
            if ":" in address
            else (socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


async def test_a_resource_is_got(fetcher: Fetcher, stage: Stage) -> None:
    reply = await fetcher.get(stage.url + "?a=b#fragment", accept=JSON, max_bytes=100, headers={"X-Own": "1"})
    assert (reply.status, reply.content_type, reply.body, reply.ok) == (200, JSON, b"{}", True)
    assert reply.json_object() == {}
    head = stage.requests[0]
    assert head.startswith(b"GET /thing?a=b HTTP/1.1\r\n")
    assert b"Accept: application/json\r\n" in head
    assert b"Accept-Encoding: identity\r\n" in head
    assert b"X-Own: 1\r\n" in head
    assert b"User-Agent" not in head
    assert b"Cookie" not in head


async def test_connections_are_used_again_until_closed(fetcher: Fetcher, stage: Stage) -> None:
    for _ in range(3):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert stage.connections == 1
    await fetcher.close()
    await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert stage.connections == 2


async def test_forms_and_json_are_posted_put_and_deleted(fetcher: Fetcher, stage: Stage) -> None:
    await fetcher.post_form(stage.url, {"a": "ä &=", "b": ""}, accept=JSON, max_bytes=100)
    assert stage.requests[-1].startswith(b"POST /thing ")
    assert b"Content-Type: application/x-www-form-urlencoded\r\n" in stage.requests[-1]
    assert stage.requests[-1].endswith(b"\r\n\r\na=%C3%A4+%26%3D&b=")
    await fetcher.post_json(stage.url, {"ä": 1}, accept=[JSON, "text/plain"], max_bytes=100)
    assert b"Accept: application/json, text/plain\r\n" in stage.requests[-1]
    assert stage.requests[-1].endswith('\r\n\r\n{"ä":1}'.encode())
    await fetcher.put_json(stage.url, [], accept=JSON, max_bytes=100)
    assert stage.requests[-1].startswith(b"PUT /thing ")
    await fetcher.post(stage.url, b'{"a":', content_type="text/own", accept=JSON, max_bytes=100)
    assert b"Content-Type: text/own\r\n" in stage.requests[-1]
    await fetcher.delete(stage.url, accept=JSON, max_bytes=100)
    assert stage.requests[-1].startswith(b"DELETE /thing ")


async def test_what_cannot_be_json_is_not_sent(fetcher: Fetcher, stage: Stage) -> None:
    with pytest.raises(JsonError):
        await fetcher.post_json(stage.url, float("nan"), accept=JSON, max_bytes=100)
    assert stage.requests == []


async def test_a_refusal_of_a_protocol_comes_back_as_a_reply(fetcher: Fetcher, stage: Stage) -> None:
    stage.script = say(
        b"HTTP/1.1 400 Bad Request\r\nContent-Type: application/problem+json\r\nContent-Length: 2\r\n\r\n{}"
    )
    reply = await fetcher.post_json(stage.url, {}, accept=JSON, max_bytes=100)
    assert (reply.status, reply.ok, reply.content_type) == (400, False, "application/problem+json")
    assert (await fetcher.get(stage.url, accept=JSON, max_bytes=100, expect_ok=False)).status == 400


@pytest.mark.parametrize("status", [300, 400, 401, 404, 429, 500, 503])
async def test_a_resource_that_is_refused_has_failed(fetcher: Fetcher, stage: Stage, status: int) -> None:
    stage.script = say(b"HTTP/1.1 %d No\r\nContent-Length: 4\r\n\r\nevil" % status)
    with pytest.raises(FetchFailed, match=str(status)) as failed:
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert failed.value.status == status
    assert "evil" not in str(failed.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("target", ["https://localhost/", "http://169.254.169.254/", "/elsewhere"])
async def test_redirects_are_never_followed(fetcher: Fetcher, stage: Stage, status: int, target: str) -> None:
    stage.script = say(b"HTTP/1.1 %d No\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n" % (status, target.encode()))
    with pytest.raises(FetchFailed):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    reply = await fetcher.post_json(stage.url, {}, accept=JSON, max_bytes=100)
    assert reply.status == status
    assert len(stage.requests) == 2


@pytest.mark.parametrize("told", [b"", b"Content-Type: text/html\r\n", b"Content-Type: application/jsonx\r\n"])
async def test_another_content_type_than_asked_for_has_failed(fetcher: Fetcher, stage: Stage, told: bytes) -> None:
    stage.script = say(OK + told + b"Content-Length: 2\r\n\r\n{}")
    with pytest.raises(FetchFailed, match="content type"):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert (await fetcher.get(stage.url, accept=ANYTHING, max_bytes=100)).body == b"{}"


async def test_the_content_type_is_compared_without_case_and_parameters(fetcher: Fetcher, stage: Stage) -> None:
    stage.script = say(OK + b"Content-Type: Application/JSON; charset=UTF-8\r\nContent-Length: 2\r\n\r\n{}")
    assert (await fetcher.get(stage.url, accept=JSON, max_bytes=100)).content_type == JSON


async def test_an_answer_without_a_body_needs_no_content_type(fetcher: Fetcher, stage: Stage) -> None:
    stage.script = say(b"HTTP/1.1 204 No Content\r\n\r\n")
    assert (await fetcher.post_json(stage.url, {}, accept=JSON, max_bytes=100)).status == 204


@pytest.mark.parametrize("status", [b"200 OK", b"400 No"])
@pytest.mark.parametrize("size", [100, 101])
async def test_a_body_over_the_cap_has_failed_told_or_not(
    fetcher: Fetcher, stage: Stage, size: int, status: bytes
) -> None:
    head = b"HTTP/1.1 " + status + b"\r\nContent-Type: application/json\r\n"
    for answer in (
        head + b"Content-Length: %d\r\n\r\n" % size + b"x" * size,
        head + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n" % size + b"x" * size + b"\r\n0\r\n\r\n",
    ):
        stage.script = say(answer)
        if size > 100:
            with pytest.raises(FetchFailed, match="larger than 100 bytes"):
                await fetcher.get(stage.url, accept=JSON, max_bytes=100, expect_ok=False)
        else:
            assert len((await fetcher.get(stage.url, accept=JSON, max_bytes=100, expect_ok=False)).body) == size


async def test_a_body_without_end_has_failed_at_the_cap(fetcher: Fetcher, stage: Stage) -> None:
    async def pour(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Type: application/json\r\n\r\n")
        while True:
            writer.write(b"x" * 10_000)
            await writer.drain()

    stage.script = pour
    with pytest.raises(FetchFailed, match="larger"):
        await fetcher.get(stage.url, accept=JSON, max_bytes=50_000)


@pytest.mark.parametrize("coding", [b"gzip", b"deflate", b"br", b"zstd", b"x-own"])
async def test_a_packed_body_has_failed_and_is_never_unpacked(fetcher: Fetcher, stage: Stage, coding: bytes) -> None:
    bomb = gzip.compress(b" " * 10_000_000)
    stage.script = say(
        OK
        + b"Content-Type: application/json\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (coding, len(bomb))
        + bomb
    )
    with pytest.raises(FetchFailed):
        await fetcher.get(stage.url, accept=JSON, max_bytes=1_000_000)


@pytest.mark.parametrize(
    "answer", [b"", b"HTTP/1.1 200", OK + b"Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{"]
)
async def test_an_answer_that_does_not_come_to_its_end_has_failed_at_the_deadline(
    impatient: Fetcher, stage: Stage, answer: bytes
) -> None:
    stage.script = say(answer)
    with pytest.raises(FetchFailed, match=r"0\.3 seconds"):
        await impatient.get(stage.url, accept=JSON, max_bytes=100)


async def test_an_answer_that_drips_has_failed_at_the_same_deadline(impatient: Fetcher, stage: Stage) -> None:
    async def drip(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n")
        for _ in range(1000):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(0.02)

    stage.script = drip
    with pytest.raises(FetchFailed, match=r"0\.3 seconds"):
        await impatient.get(stage.url, accept=JSON, max_bytes=10_000)


@pytest.mark.parametrize(
    "answer",
    [
        b"nonsense\r\n\r\n",
        OK + b"Content-Length: x\r\n\r\n",
        OK + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        OK + b"Long: " + b"x" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_an_answer_that_is_not_http_has_failed(fetcher: Fetcher, stage: Stage, answer: bytes) -> None:
    stage.script = say(answer)
    with pytest.raises(FetchFailed):
        await fetcher.get(stage.url, accept=ANYTHING, max_bytes=1000)


async def test_a_connection_that_breaks_off_has_failed(fetcher: Fetcher, stage: Stage) -> None:
    async def hang_up(_request: bytes, writer: asyncio.StreamWriter) -> None:
        writer.write(OK + b"Content-Type: application/json\r\nContent-Length: 10\r\n\r\n{")
        writer.close()

    stage.script = hang_up
    with pytest.raises(FetchFailed):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)


async def test_nobody_at_the_port_has_failed(fetcher: Fetcher) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(FetchFailed):
        await fetcher.get(f"https://localhost:{port}/", accept=JSON, max_bytes=100)


async def test_a_certificate_that_is_not_trusted_has_failed(stage: Stage) -> None:
    fetcher = Fetcher(allow_loopback=True)
    with pytest.raises(FetchFailed, match="certificate"):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert stage.requests == []
    await fetcher.close()


async def test_a_certificate_for_another_name_has_failed(
    fetcher: Fetcher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["127.0.0.1"])
    with pytest.raises(FetchFailed, match="certificate"):
        await fetcher.get(f"https://registry.example:{stage.port}/", accept=JSON, max_bytes=100)
    assert stage.requests == []


async def test_a_name_that_does_not_resolve_has_failed(fetcher: Fetcher, monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody(*_args: Any, **_named: Any) -> Any:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", nobody)
    with pytest.raises(FetchFailed):
        await fetcher.get("https://registry.example/", accept=JSON, max_bytes=100)


@pytest.mark.parametrize("url", ["http://localhost/", "https://127.0.0.1/", "https://x@localhost/", "nonsense"])
async def test_a_forbidden_spelling_is_refused_by_every_method(fetcher: Fetcher, url: str) -> None:
    with pytest.raises(FetchRefused):
        await fetcher.get(url, accept=JSON, max_bytes=100)
    with pytest.raises(FetchRefused):
        await fetcher.post_form(url, {}, accept=JSON, max_bytes=100)
    with pytest.raises(FetchRefused):
        await fetcher.post_json(url, {}, accept=JSON, max_bytes=100)
    with pytest.raises(FetchRefused):
        await fetcher.delete(url, accept=JSON, max_bytes=100)


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:127.0.0.1"],
        ["169.254.169.254"],
        ["10.0.0.1", "10.0.0.2", "fd00::1"],
        ["0.0.0.0"],  # noqa: S104 - nothing is bound
        ["127.0.0.1", "::1"],
    ],
)
async def test_a_name_that_resolves_inside_is_refused_without_a_connection(
    ca: ThrowAwayCa, stage: Stage, monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    resolve_to(monkeypatch, addresses)
    fetcher = Fetcher(roots_pem=ca.root_pem)
    with pytest.raises(FetchRefused, match="not public"):
        await fetcher.get(f"https://registry.example:{stage.port}/", accept=JSON, max_bytes=100)
    assert stage.connections == 0
    await fetcher.close()


async def test_a_name_that_changes_its_answer_is_judged_each_time(
    fetcher: Fetcher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    assert (await fetcher.get(stage.url, accept=JSON, max_bytes=100)).ok
    await fetcher.close()
    with pytest.raises(FetchRefused):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)


async def test_of_several_addresses_only_the_allowed_one_is_called(
    fetcher: Fetcher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["10.0.0.1", "127.0.0.1"])
    assert (await fetcher.get(stage.url, accept=JSON, max_bytes=100)).ok


async def test_no_cookie_comes_back(fetcher: Fetcher, stage: Stage) -> None:
    stage.script = say(OK + b"Set-Cookie: a=b\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}")
    for _ in range(2):
        await fetcher.get(stage.url, accept=JSON, max_bytes=100)
    assert b"a=b" not in stage.requests[1]


async def test_no_proxy_is_taken_from_the_environment(
    fetcher: Fetcher, stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    assert (await fetcher.get(stage.url, accept=JSON, max_bytes=100)).ok


async def test_closing_what_was_never_opened_is_fine() -> None:
    await Fetcher().close()
