from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from credentials.model.instant import render_instant
from tests.trust_registry.authorities import MAY_ISSUE
from tests.trust_registry.lists import NOW
from tests.trust_registry.statements import CARD, LIBRARY

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from tests.trust_registry.authorities import Desk

QUESTION = {
    "entity_id": LIBRARY,
    "authority_id": "did:web:trust.city.example",
    "action": "issue",
    "resource": CARD,
}


@pytest.fixture
async def registry(desk_with_type: Desk) -> Desk:
    status, _ = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE)
    assert status == 201
    return desk_with_type


async def asked(desk: Desk, question: Any) -> tuple[int, Any]:
    return await desk.call("POST", "/authorization", question, key=None)


async def test_a_yes_echoes_the_question_and_tells_the_time(registry: Desk) -> None:
    status, answer = await asked(registry, QUESTION)
    assert status == 200
    assert answer | QUESTION | {"authorized": True, "time_evaluated": render_instant(NOW)} == answer
    assert "time_requested" not in answer


async def test_a_no_is_an_answer_too(registry: Desk) -> None:
    status, answer = await asked(registry, QUESTION | {"action": "verify"})
    assert (status, answer["authorized"]) == (200, False)


async def test_the_answer_is_for_the_time_that_was_asked_for(registry: Desk, clock: MovableClock) -> None:
    statement_id = (await registry.call("GET", "/api/statements"))[1]["statements"][0]["id"]
    clock.move(100)
    await registry.call("POST", f"/api/statements/{statement_id}/end", {"as": "ended"})

    async def at(time: str) -> bool:
        status, answer = await asked(registry, QUESTION | {"context": {"time": time, "colour": 7}})
        assert status == 200
        assert answer["time_requested"] == time
        assert answer["time_evaluated"] == render_instant(NOW + 100)
        return bool(answer["authorized"])

    assert not await at(render_instant(NOW - 1))
    assert await at(render_instant(NOW))
    assert await at(render_instant(NOW + 99).replace("Z", ".5Z"))
    assert not await at(render_instant(NOW + 100))
    await registry.call("POST", f"/api/statements/{statement_id}/end", {"as": "compromised"})
    assert not await at(render_instant(NOW))


async def test_a_blank_time_means_now(registry: Desk) -> None:
    status, answer = await asked(registry, QUESTION | {"context": {"time": ""}})
    assert (status, answer["authorized"]) == (200, True)
    assert "time_requested" not in answer


@pytest.mark.parametrize(
    "changes",
    [
        {"authority_id": "did:web:other.example"},
        {"entity_id": "did:web:nobody.example"},
        {"action": "dance"},
        {"resource": CARD + "/Other"},
    ],
)
async def test_what_is_unknown_here_is_a_404(changes: dict[str, str], registry: Desk) -> None:
    status, problem = await asked(registry, QUESTION | changes)
    assert status == 404
    assert problem["title"].endswith("not found")


@pytest.mark.parametrize(
    "question",
    [
        {},
        [],
        QUESTION | {"entity_id": ""},
        QUESTION | {"entity_id": None},
        QUESTION | {"entity_id": ["x"]},
        QUESTION | {"entity_id": "not an identifier"},
        QUESTION | {"entity_id": "did:web:%zz"},
        QUESTION | {"entity_id": "x" * 3000},
        QUESTION | {"action": 7},
        QUESTION | {"context": []},
        QUESTION | {"context": "now"},
        QUESTION | {"context": {"time": 1}},
        QUESTION | {"context": {"time": "2026-01-01T00:00:00+01:00"}},
        QUESTION | {"context": {"time": "2026-01-01"}},
        QUESTION | {"context": {"time": "2026-02-30T00:00:00Z"}},
    ],
)
async def test_a_malformed_question_is_a_400(question: Any, registry: Desk) -> None:
    status, problem = await asked(registry, question)
    assert status == 400
    assert {"type", "title", "status", "detail"} <= set(problem)


async def test_methods_and_media_types_are_exact(registry: Desk) -> None:
    async with registry.client.get("/authorization") as answer:
        assert answer.status == 405
    async with registry.client.post("/authorization", data=b"{}", headers={"Content-Type": "text/plain"}) as answer:
        assert answer.status == 415
    async with registry.client.post(
        "/authorization", json=QUESTION, headers={"X-Request-ID": "bfe9eb29-ab87-4ca3"}
    ) as answer:
        assert answer.headers["X-Request-ID"] == "bfe9eb29-ab87-4ca3"
