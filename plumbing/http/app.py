"""A new application with everything that every service owes its callers, so that no route can forget it.

Each request gets an id; each refusal becomes a problem (RFC 9457); each answer gets safe headers and `no-store`; each
is counted and written down by the template of its route, never by its path or query (SECURITY H-03, H-07, H-11, L-01).
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING

import structlog
from aiohttp import web

from plumbing.database.errors import DatabaseFull, DatabaseUnavailable
from plumbing.database.room import NO_ROOM
from plumbing.http.bodies import BodyTooSlowError, refuse_encoded
from plumbing.http.browsers import OPEN_TO_BROWSERS, add_cors_headers, add_safe_headers
from plumbing.http.problems import Problem, problem_of, render_problem
from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from aiohttp.typedefs import Handler, Middleware

    from plumbing.entropy import Entropy
    from plumbing.observability.metrics import ServiceMetrics

REQUEST_ID = web.RequestKey("request_id", str)

_SANE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_FIRST_ERROR = 400
# not that nothing was changed: of several steps, such as a nonce and then a record, only the last has failed
_NO_ROOM_HERE = "The service has no room to write this. Try again when its operators have made room."
_log = get_logger("http")


def new_app(*, service: str, entropy: Entropy, metrics: ServiceMetrics, max_body: int = 1_048_576) -> web.Application:
    """Make an application that has no routes yet.

    Args:
        service: the name under which the service appears in its logs.
        entropy: where request ids come from.
        metrics: where requests are counted.
        max_body: the largest body that aiohttp's own readers accept; `plumbing/http/bodies.py` has tighter ones.
    """
    app = web.Application(
        client_max_size=max_body,
        middlewares=[_with_request_id(service, entropy), _measured(metrics), _problems_told],
    )
    app[OPEN_TO_BROWSERS] = set()
    app.on_response_prepare.append(_add_request_id)
    app.on_response_prepare.append(add_safe_headers)
    app.on_response_prepare.append(add_cors_headers)
    return app


def route_of(request: web.Request) -> str:
    """Name the template of the route that answers, such as `/offers/{id}`: an address without anybody's ids in it."""
    resource = request.match_info.route.resource
    return "(none)" if resource is None else resource.canonical


def _with_request_id(service: str, entropy: Entropy) -> Middleware:
    @web.middleware
    async def with_request_id(request: web.Request, handler: Handler) -> web.StreamResponse:
        told = request.headers.get("X-Request-ID", "")
        request_id = told if _SANE_ID.fullmatch(told) else entropy.take(16).hex()
        request[REQUEST_ID] = request_id
        with structlog.contextvars.bound_contextvars(service=service, request_id=request_id):
            return await handler(request)

    return with_request_id


async def _add_request_id(request: web.Request, response: web.StreamResponse) -> None:
    # Before the middlewares have run (a refused Expect header) there is no id yet.
    if REQUEST_ID in request:
        response.headers["X-Request-ID"] = request[REQUEST_ID]


def _measured(metrics: ServiceMetrics) -> Middleware:
    @web.middleware
    async def measured(request: web.Request, handler: Handler) -> web.StreamResponse:
        started = perf_counter()
        response = await handler(request)
        seconds = perf_counter() - started
        route = route_of(request)
        metrics.count_request(method=request.method, route=route, status=response.status, seconds=seconds)
        _log.info(
            "request", method=request.method, route=route, status=response.status, milliseconds=round(seconds * 1000, 1)
        )
        return response

    return measured


@web.middleware
async def _problems_told(request: web.Request, handler: Handler) -> web.StreamResponse:
    try:
        refuse_encoded(request)
        _refuse_nul(request)
        return await handler(request)
    except web.HTTPException as refusal:
        if refusal.status < _FIRST_ERROR:
            raise  # a redirection is no refusal
        problem = problem_of(refusal)
    except Problem as raised:
        problem = raised
    except BodyTooSlowError:
        problem = Problem(408)
    except DatabaseFull as error:
        _log.error("disk-full", remedy=NO_ROOM, **describe_error(error))
        problem = Problem(503, _NO_ROOM_HERE, headers={"Retry-After": "60"})
    except DatabaseUnavailable as error:
        _log.error("database-unavailable", **describe_error(error))
        problem = Problem(503, headers={"Retry-After": "5"})
    except Exception as error:
        # The last door: the caller hears a fixed sentence, the operator where it happened.
        if request.transport is None and isinstance(error, ConnectionError):
            raise  # the caller has gone, and nobody is left to be told
        _log.error("unexpected-error", **describe_error(error))
        problem = Problem(500)
    return render_problem(problem, request_id=request[REQUEST_ID])


def _refuse_nul(request: web.Request) -> None:
    if "\0" in request.path:
        raise Problem(404)  # nothing has such a name, and no database could even look for it
