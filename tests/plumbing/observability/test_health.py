"""Health says why not, in sentences meant to be read; the internal port shows counts and nothing else."""

from __future__ import annotations

import asyncio
import io
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp.test_utils import TestClient, TestServer

from plumbing.observability import logs
from plumbing.observability.health import Health, NotReady
from plumbing.observability.internal_app import internal_app
from plumbing.observability.metrics import ServiceMetrics

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

CANARY = "postgresql://user:Canary@db"


async def well() -> None:
    return None


async def not_ready() -> None:
    raise NotReady("The list is three days old; look at the registry.")


async def broken() -> None:
    raise OSError(CANARY)


async def hanging() -> None:
    await asyncio.Event().wait()


@pytest.fixture
def health() -> Health:
    return Health(deadline=0.05)


@pytest.fixture
async def client(health: Health) -> AsyncIterator[TestClient[Any, Any]]:
    logs.configure("tests", "debug", io.StringIO())
    async with TestClient(TestServer(internal_app(metrics=ServiceMetrics("tests"), health=health))) as client:
        yield client


async def test_live_is_always_200(client: TestClient[Any, Any], health: Health) -> None:
    health.add("broken", broken, failed="It is broken.")
    answer = await client.get("/health/live")
    assert (answer.status, await answer.json()) == (200, {"live": True})


async def test_a_warning_is_told_while_the_service_stays_ready(client: TestClient[Any, Any], health: Health) -> None:
    async def near_its_end() -> str:
        return "A key is near its end."

    health.add_warning("keys", near_its_end)
    health.add_warning("nothing", well)
    health.add_warning("broken", broken)
    health.add_warning("hanging", hanging)
    answer = await client.get("/health/ready")
    assert (answer.status, await answer.json()) == (
        200,
        {"ready": True, "warnings": {"keys": "A key is near its end."}},
    )


async def test_ready_when_nothing_fails(client: TestClient[Any, Any], health: Health) -> None:
    health.add("database", well, failed="The database does not answer.")
    answer = await client.get("/health/ready")
    assert (answer.status, await answer.json()) == (200, {"ready": True})
    assert answer.headers["Cache-Control"] == "no-store"


async def test_not_ready_names_each_check_and_why_in_plain_words(client: TestClient[Any, Any], health: Health) -> None:
    health.add("database", well, failed="")
    health.add("registry", not_ready, failed="")
    health.add("keyring", broken, failed="The keyring does not sign; look at its unlock key.")
    health.add("outside", hanging, failed="Look at the network.")
    answer = await client.get("/health/ready")
    assert (answer.status, answer.content_type) == (503, "application/problem+json")
    problem = await answer.json()
    assert problem["failing"] == {
        "registry": "The list is three days old; look at the registry.",
        "keyring": "The keyring does not sign; look at its unlock key.",
        "outside": "There was no answer within 0.05 seconds. Look at the network.",
    }
    assert "The keyring does not sign" in problem["detail"]
    assert "Canary" not in await answer.text()


async def test_metrics_are_shown_in_prometheus_format(client: TestClient[Any, Any]) -> None:
    answer = await client.get("/metrics")
    assert answer.content_type == "text/plain"
    text = await answer.text()
    assert "# TYPE http_requests_total counter" in text
    assert "Server" not in answer.headers


async def test_two_services_in_one_process_count_apart() -> None:
    one, other = ServiceMetrics("one"), ServiceMetrics("other")
    one.count_request(method="GET", route="/", status=200, seconds=0.1)
    assert 'service="one"' in one.render().decode()
    assert 'service="one"' not in other.render().decode()
