"""One connection of a caller, with deadlines that aiohttp does not have (SECURITY H-05, H-11).

A middleware never sees half a header, so the deadlines stand here: the first byte and the whole head, the whole body,
a caller who does not read, an idle connection. What aiohttp would say about a malformed head, with a trace in the log
and its own name and version in the answer, is said as a problem instead.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, cast

from aiohttp import web

from plumbing.http.bodies import BodyTooSlowError
from plumbing.http.problems import CONTENT_TYPE, Problem, problem_of, render_problem
from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiohttp.streams import StreamReader

_LONGEST_LINE = 8190
_MOST_HEADERS = 64
_WRITE_BUFFER = 65_536
_log = get_logger("connection")


@dataclass(frozen=True)
class Deadlines:
    """How many seconds a caller may take.

    Whoever is too slow at any one thing is gone within ten seconds, the time to say so included (SECURITY H-05).

    Attributes:
        head: from the connection (or, on a kept one, the first byte) to the end of the head.
        body: from the end of the head to the end of the body.
        stalled: without reading what was answered.
        idle: between two requests on one connection; longer than proxies keep theirs (60 s), so that they close first.
        linger: to take in the rest of a body that was refused, so that the caller can still read why.
        handshake: for the TLS handshake.
    """

    head: float = 8.0
    body: float = 8.0
    stalled: float = 8.0
    idle: float = 75.0
    linger: float = 1.0
    handshake: float = 8.0


class GuardedConnection(web.RequestHandler):
    """aiohttp's protocol with a deadline for each thing a caller can be slow at."""

    __slots__ = ("_answered", "_body", "_deadlines", "_draining", "_heard", "_timers")

    def __init__(
        self,
        server: web.Server,
        *,
        loop: asyncio.AbstractEventLoop,
        deadlines: Deadlines,
        draining: asyncio.Event | None = None,
    ) -> None:
        super().__init__(
            server,
            loop=loop,
            keepalive_timeout=deadlines.idle,
            lingering_time=deadlines.linger,
            access_log=cast("Any", None),  # aiohttp's access log writes paths and queries
            auto_decompress=False,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
        )
        self._deadlines = deadlines
        self._draining = draining or asyncio.Event()  # set: every answer is the last on its connection
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._body: StreamReader | None = None
        self._heard = False  # whether a part of a head has come
        self._answered = 0  # answers written so far

    @property
    def busy(self) -> bool:
        """Whether a request, or a part of one, is here and not answered."""
        return self._request_in_progress or bool(self._messages) or self._body is not None or self._heard

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Start the deadline of the first head."""
        super().connection_made(transport)
        # Under TLS the buffer would be half a megabyte, and a caller who does not read would not be noticed.
        cast("asyncio.Transport", transport).set_write_buffer_limits(high=_WRITE_BUFFER)
        self._start("head", self._deadlines.head, self._head_is_late)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Stop all deadlines."""
        super().connection_lost(exc)
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        self._body = None

    def data_received(self, data: bytes) -> None:
        """Move from deadline to deadline as the parts of requests arrive."""
        heads_before = self._request_count
        super().data_received(data)
        if self._body is not None and self._body.is_eof():
            self._body = None
            self._stop("body")
        if self._request_count > heads_before:
            self._heard = False
            self._stop("head")
            if self._messages and not (payload := self._messages[-1][1]).is_eof():
                self._body = payload
                self._start("body", self._deadlines.body, self._body_is_late)
        elif data and self._body is None:
            self._heard = True
            self._start("head", self._deadlines.head, self._head_is_late)

    def pause_writing(self) -> None:
        """Start the deadline of a caller who does not read."""
        super().pause_writing()
        self._start("stalled", self._deadlines.stalled, self._abort_stalled)

    def resume_writing(self) -> None:
        """Stop it: the caller has read."""
        self._stop("stalled")
        super().resume_writing()

    def force_close(self) -> None:
        """Close, and do not wait for ever until the caller has read the rest."""
        transport = self.transport
        super().force_close()
        if transport is not None:
            self._start("closing", self._deadlines.stalled, transport.abort)

    async def finish_response(
        self, request: web.BaseRequest, resp: web.StreamResponse, start_time: float | None
    ) -> tuple[web.StreamResponse, bool]:
        """Write the answer, and see to it that the caller reads it."""
        if isinstance(resp, web.HTTPException) and resp.status >= HTTPStatus.BAD_REQUEST:
            resp = render_problem(problem_of(resp))  # refused before any middleware: an Expect header
        if self._draining.is_set():
            resp.force_close()
        finished = await super().finish_response(request, resp, start_time)
        self._answered += 1
        if self.transport is not None and self.transport.get_write_buffer_size():
            self._start("stalled", self._deadlines.stalled, self._judge_stalled, self._answered)
        return finished

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,  # noqa: ARG002 - it quotes the request
    ) -> web.StreamResponse:
        """Answer what never became a request, or failed outside every middleware, with a problem and no trace."""
        described = {} if exc is None else describe_error(exc)
        if status < HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.info("malformed-request", error=described.get("error"))
        else:
            _log.error("unexpected-error", **described)
        if request.writer.output_size > 0:
            raise ConnectionError("the answer has begun, and cannot become another one")
        answer = _NamelessResponse(
            status=status,
            body=render_problem(Problem(status)).body,
            content_type=CONTENT_TYPE,
            headers={"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"},
        )
        answer.force_close()
        return answer

    def log_exception(self, *_args: Any, **named: Any) -> None:
        """Write down what aiohttp could not handle, without its text."""
        error = named.get("exc_info")
        _log.error("unexpected-error", **(describe_error(error) if isinstance(error, BaseException) else {}))

    def _start(self, name: str, seconds: float, late: Callable[..., None], *args: int) -> None:
        if name not in self._timers:
            self._timers[name] = self._loop.call_later(seconds, late, *args)

    def _stop(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()

    def _head_is_late(self) -> None:
        self._timers.pop("head", None)
        if self._request_in_progress or self._messages:
            self.close()  # an earlier request is still being answered; nothing more is read after it
            return
        if self._heard and self.transport is not None and not self._close:
            self.transport.write(_TOO_LATE)
        self.force_close()

    def _body_is_late(self) -> None:
        self._timers.pop("body", None)
        body, self._body = self._body, None
        if body is not None:
            body.set_exception(BodyTooSlowError())  # the door that reads it answers 408
        self.close()

    def _judge_stalled(self, answered: int) -> None:
        self._timers.pop("stalled", None)
        if self.transport is None or not self.transport.get_write_buffer_size():
            return
        if self._answered > answered and not self.writing_paused:
            # What waits now may be a younger answer: it has a deadline of its own.
            self._start("stalled", self._deadlines.stalled, self._judge_stalled, self._answered)
        else:
            self.transport.abort()

    def _abort_stalled(self) -> None:
        self._timers.pop("stalled", None)
        if self.transport is not None:
            self.transport.abort()


class _NamelessResponse(web.Response):
    """An answer from before any application was asked: its hooks cannot take away the name of our software."""

    async def _prepare_headers(self) -> None:
        await super()._prepare_headers()
        self.headers.popall("Server", None)


_TOO_LATE = b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n"
