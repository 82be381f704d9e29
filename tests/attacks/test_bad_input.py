"""Whatever comes to whatever address: the error that the specification names, soon, and nothing half-written.

SECURITY H-01 to H-07, I-10, V-21. The table of rows is complete: a route without its row fails here.
"""

from __future__ import annotations

import json
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientError, ClientTimeout
from yarl import URL

from tests.attacks.bad_input_cases import CANARY, Case, Spoiler
from tests.attacks.bad_input_rows import ISSUER_ROWS, REGISTRY_ROWS, Row
from tests.attacks.standing_services import StandingService, new_session, standing
from tests.attacks.verifier_rows import VERIFIER_ROWS

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiohttp import ClientResponse, ClientSession

ROWS = (*REGISTRY_ROWS, *ISSUER_ROWS, *VERIFIER_ROWS)
SERVICES = ("trust_registry", "issuer", "verifier")
SECONDS = 2.0
# The protocols leave these to HTTP: they may be told as problems at a door that otherwise has words of its own.
TOLD_BY_HTTP = frozenset({404, 405, 408, 414, 415, 417, 431})


@pytest.fixture
async def service(request: pytest.FixtureRequest) -> AsyncIterator[StandingService]:
    async for made in standing(request.param):
        yield made


def methods_of(row: Row) -> frozenset[str]:
    rows = [other for other in ROWS if (other.service, other.template) == (row.service, row.template)]
    methods = {other.method for other in rows}
    methods |= {"HEAD"} if any(other.head for other in rows) else set()
    return frozenset(methods | ({"OPTIONS"} if any(other.browsers for other in rows) else set()))


@pytest.mark.parametrize("service", SERVICES, indirect=True)
async def test_every_route_has_its_row_and_every_row_its_route(
    service: StandingService, request: pytest.FixtureRequest
) -> None:
    routes = {
        (route.method, route.resource.canonical) for route in service.app.router.routes() if route.resource is not None
    }
    name = request.node.callspec.params["service"]
    rows = {(method, row.template) for row in ROWS if row.service == name for method in methods_of(row)}
    assert routes == rows


@pytest.mark.parametrize(
    ("service", "row"), [(row.service, row) for row in ROWS], ids=[row.name for row in ROWS], indirect=["service"]
)
async def test_no_bad_request_is_answered_wrongly_or_changes_anything(service: StandingService, row: Row) -> None:
    keys = {"key": service.owner_key, "other": service.other_key, "token": service.access_token}
    spoiler = Spoiler(row, methods=methods_of(row), places=service.places, keys=keys)
    before = await service.contents()
    faults, count = [], 0
    async with new_session() as session:
        for case in spoiler.cases():
            count += 1
            faults += [f"{case.name}: {fault}" for fault in await faults_of(session, service, row, case)]
    after = await service.contents()
    faults += [f"table {table} has changed" for table in before if before[table] != after[table]]
    assert not faults, "\n" + "\n".join(faults)
    assert count > 20


async def faults_of(session: ClientSession, service: StandingService, row: Row, case: Case) -> list[str]:
    """Send one bad request and say everything that is wrong with its answer."""
    started = perf_counter()
    try:
        async with session.request(
            case.method,
            URL(service.url + case.target, encoded=True),
            headers=list(case.headers),
            data=case.data,
            skip_auto_headers=["Content-Type"],
            allow_redirects=False,
            timeout=ClientTimeout(total=5 * SECONDS),
        ) as reply:
            body = await reply.read()
    except (ClientError, TimeoutError) as error:
        return [f"no answer ({type(error).__name__})"]
    faults = [] if perf_counter() - started < SECONDS else ["took too long"]
    if reply.status not in case.statuses:
        return [*faults, f"answered {reply.status} {body[:200]!r} instead of {sorted(case.statuses)}"]
    if reply.status < 400:
        return faults
    faults += _faults_of_headers(reply, row)
    if case.method != "HEAD":
        faults += _faults_of_body(reply, body, row)
    if CANARY.encode() in body or CANARY in str(reply.headers):
        faults.append("quotes the request")
    return faults


def _faults_of_headers(reply: ClientResponse, row: Row) -> list[str]:
    faults = []
    if reply.headers.get("X-Content-Type-Options") != "nosniff" or "no-store" not in reply.headers["Cache-Control"]:
        faults.append("lacks the safe headers")
    if "Server" in reply.headers or "X-Injected" in reply.headers:
        faults.append("has a header that is not ours")
    if reply.status == 401 and not reply.headers.get("WWW-Authenticate", "").startswith("Bearer"):
        faults.append("asks for a key without a challenge")
    if reply.status == 405:
        told = {method.strip() for method in reply.headers.get("Allow", "").split(",")}
        if told != methods_of(row):
            faults.append(f"allows {sorted(told)}")
    return faults


def _faults_of_body(reply: ClientResponse, body: bytes, row: Row) -> list[str]:
    try:
        told: Any = json.loads(body)
    except ValueError:
        return [f"answered {reply.status} with no JSON: {body[:80]!r}"]
    if reply.content_type == "application/problem+json":
        reached_the_door = "X-Request-ID" in reply.headers  # otherwise it was no HTTP
        if row.words and reached_the_door and reply.status not in TOLD_BY_HTTP:
            return [f"told {reply.status} as a problem, not in the protocol's words"]
        right = isinstance(told.get("title"), str) and told.get("status") == reply.status and told.get("type")
        return [] if right else [f"no problem details: {told}"]
    if not row.words:
        return [f"told as {reply.content_type}, not as a problem"]
    description = told.get("error_description", "")
    if told.get("error") not in row.words or not (description.isascii() and description.isprintable()):
        return [f"no words of the protocol: {told}"]
    return [] if told.keys() <= {"error", "error_description"} else [f"says too much: {sorted(told)}"]
