"""The one guarded way out: every request that leaves this process goes through here (SECURITY N-01 to N-04).

Only https, no redirects, a deadline for the whole exchange, a cap on the body, no packed bodies, no cookies, no
proxies from the environment; and every address is judged after its name was resolved, at the moment its socket is
made, so that neither a spelling nor a name that changes its answer leads inside.
"""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp

from credentials import strict_json
from plumbing.http.addresses import AddressRefusedError, judge_resolved, judge_url
from plumbing.http.client_tls import client_context

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiohappyeyeballs import AddrInfoType
    from multidict import CIMultiDictProxy

    from credentials.strict_json import JsonObject

ANYTHING = "*/*"
_FORM = "application/x-www-form-urlencoded"
_DEADLINE = 5.0
_MOST_CONNECTIONS = 50
_MOST_CONNECTIONS_TO_A_HOST = 10


class FetchError(Exception):
    """Nothing usable came back; `reason` is a sentence that quotes nothing from outside."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class FetchRefused(FetchError):  # noqa: N818 - a refusal, not a fault
    """Our own policy forbids to call this address."""


class FetchFailed(FetchError):  # noqa: N818 - told apart from FetchRefused by its name
    """The network or the other side failed.

    Attributes:
        status: the HTTP status of the other side, where it gave one.
    """

    def __init__(self, reason: str, *, status: int | None = None) -> None:
        self.status = status
        super().__init__(reason)


@dataclass(frozen=True)
class Reply:
    """What the other side answered. The body of an error is as little to be trusted as its status."""

    status: int
    content_type: str
    body: bytes
    headers: CIMultiDictProxy[str]

    @property
    def ok(self) -> bool:
        """Whether the status is one of success."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of success of RFC 9110

    def json_object(self) -> JsonObject:
        """Read the body as one JSON object; raises JsonError."""
        return strict_json.parse_object(self.body, max_bytes=len(self.body))


class Fetcher:
    """A client with one pool of connections; close it at the end.

    `accept` names the media types an answer of success may have (`ANYTHING` for all); the bodies of refusals may have
    any, since protocols differ there. Every method raises FetchRefused or FetchFailed, and nothing else.
    """

    def __init__(
        self,
        *,
        roots_pem: bytes | None = None,
        allow_loopback: bool = False,
        allow_inside: bool = False,
        deadline: float = _DEADLINE,
    ) -> None:
        """Prepare a client; nothing is opened before the first request.

        Args:
            roots_pem: certificates to trust beside those of the machine, such as the throw-away CA's.
            allow_loopback: whether this machine's own addresses may be called: only in development, where the
                service's own public URL is one.
            allow_inside: whether addresses of private networks may be called: only for addresses that the operator's
                own settings name, such as a register of the city.
            deadline: seconds for one whole exchange, from resolving the name to the last byte.
        """
        self._roots_pem = roots_pem
        self._allow_loopback = allow_loopback
        self._allow_inside = allow_inside
        self._deadline = deadline
        self._session: aiohttp.ClientSession | None = None

    def for_inside(self) -> Fetcher:
        """Another client that differs in one thing: it calls private networks, too; whoever takes it closes it."""
        return Fetcher(
            roots_pem=self._roots_pem,
            allow_loopback=self._allow_loopback,
            allow_inside=True,
            deadline=self._deadline,
        )

    async def get(
        self,
        url: str,
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
        expect_ok: bool = True,
    ) -> Reply:
        """Get a resource; a protocol client that reads refusals itself says `expect_ok=False`."""
        reply = await self._exchange("GET", url, None, accept=accept, max_bytes=max_bytes, headers=headers)
        if expect_ok and not reply.ok:
            raise FetchFailed(f"the other side answered {reply.status}", status=reply.status)
        return reply

    async def post(
        self,
        url: str,
        body: bytes,
        *,
        content_type: str,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Post bytes as they are; refusals come back as replies."""
        headers = {**(headers or {}), "Content-Type": content_type}
        return await self._exchange("POST", url, body, accept=accept, max_bytes=max_bytes, headers=headers)

    async def post_form(
        self,
        url: str,
        form: Mapping[str, str],
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Post a form; refusals come back as replies."""
        body = urlencode(form).encode("ascii")
        return await self.post(url, body, content_type=_FORM, accept=accept, max_bytes=max_bytes, headers=headers)

    async def post_json(
        self,
        url: str,
        value: Any,
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Post a JSON value; refusals come back as replies."""
        body = strict_json.render(value)
        json = "application/json"
        return await self.post(url, body, content_type=json, accept=accept, max_bytes=max_bytes, headers=headers)

    async def delete(
        self,
        url: str,
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Delete a resource; refusals come back as replies."""
        return await self._exchange("DELETE", url, None, accept=accept, max_bytes=max_bytes, headers=headers)

    async def put_json(
        self,
        url: str,
        value: Any,
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Put a JSON value; refusals come back as replies."""
        body = strict_json.render(value)
        headers = {**(headers or {}), "Content-Type": "application/json"}
        return await self._exchange("PUT", url, body, accept=accept, max_bytes=max_bytes, headers=headers)

    async def close(self) -> None:
        """Close all connections; a later request opens new ones."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _exchange(
        self,
        method: str,
        url: str,
        body: bytes | None,
        *,
        accept: str | Sequence[str],
        max_bytes: int,
        headers: Mapping[str, str] | None,
    ) -> Reply:
        try:
            target = judge_url(url, allow_loopback=self._allow_loopback, allow_inside=self._allow_inside)
        except AddressRefusedError as refusal:
            raise FetchRefused(str(refusal)) from refusal
        accepted = (accept,) if isinstance(accept, str) else tuple(accept)
        sent = {**(headers or {}), "Accept": ", ".join(accepted), "Accept-Encoding": "identity"}
        try:
            async with (
                asyncio.timeout(self._deadline),
                self._open_session().request(
                    method, target, data=body, headers=sent, allow_redirects=False
                ) as response,
            ):
                return await _read_reply(response, accepted=accepted, max_bytes=max_bytes)
        except TimeoutError as error:
            raise FetchFailed(f"no whole answer came within {self._deadline:g} seconds") from error
        except aiohttp.ClientConnectorCertificateError as error:
            raise FetchFailed("the other side's certificate is not trusted") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            if behind := _refusal_behind(error):
                raise FetchRefused(str(behind)) from error
            raise FetchFailed("the other side could not be reached or did not speak HTTP") from error

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(
                    ssl=client_context(self._roots_pem),
                    socket_factory=self._open_socket,
                    limit=_MOST_CONNECTIONS,
                    limit_per_host=_MOST_CONNECTIONS_TO_A_HOST,
                ),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),  # the deadline of the whole exchange is ours
                auto_decompress=False,
                trust_env=False,
                skip_auto_headers=("User-Agent", "Content-Type"),
            )
        return self._session

    def _open_socket(self, info: AddrInfoType) -> socket.socket:
        # A custom resolver would never see IP literals; this place sees every address, after it was resolved.
        try:
            judge_resolved(info, allow_loopback=self._allow_loopback, allow_inside=self._allow_inside)
        except AddressRefusedError as refusal:
            raise _SocketRefusedError(str(refusal)) from refusal
        return socket.socket(family=info[0], type=info[1], proto=info[2])


class _SocketRefusedError(OSError):
    """What aiohttp's connector understands as "this address does not work, try the next"."""


async def _read_reply(response: aiohttp.ClientResponse, *, accepted: tuple[str, ...], max_bytes: int) -> Reply:
    if response.headers.get("Content-Encoding", "identity").strip().lower() not in ("", "identity"):
        raise FetchFailed("the other side packed its answer although it was asked not to", status=response.status)
    if (response.content_length or 0) > max_bytes:
        raise FetchFailed(f"the answer is larger than {max_bytes} bytes", status=response.status)
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > max_bytes:
            raise FetchFailed(f"the answer is larger than {max_bytes} bytes", status=response.status)
    content_type = response.headers.get("Content-Type", "").split(";")[0].strip().lower()
    reply = Reply(response.status, content_type, bytes(body), response.headers)
    if reply.ok and body and ANYTHING not in accepted and content_type not in accepted:
        raise FetchFailed("the answer is of another content type than was asked for", status=response.status)
    return reply


def _refusal_behind(error: BaseException) -> _SocketRefusedError | None:
    behind: BaseException | None = error
    while behind is not None:
        if isinstance(behind, _SocketRefusedError):
            return behind
        behind = behind.__cause__
    return None
