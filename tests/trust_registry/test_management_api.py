from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.model.instant import render_instant
from plumbing.retention.forget import FORGET_JOB
from tests.trust_registry.authorities import MAY_ASK, MAY_ISSUE, NEW_TYPE
from tests.trust_registry.lists import DAY, NOW
from tests.trust_registry.statements import CARD
from trust_registry.keeping.app import JOBS

if TYPE_CHECKING:
    from plumbing.clock import MovableClock
    from tests.trust_registry.authorities import Desk


async def said(desk: Desk, body: Any = MAY_ISSUE) -> str:
    status, answer = await desk.call("POST", "/api/statements", body)
    assert status == 201, answer
    return str(answer["statement"]["id"])


async def test_a_statement_is_said_published_and_found(desk_with_type: Desk) -> None:
    status, answer = await desk_with_type.call("POST", "/api/statements", MAY_ASK)
    assert status == 201
    assert answer["published"] is True
    assert answer["statement"]["starts"] == render_instant(NOW)
    assert answer["statement"] | MAY_ASK == answer["statement"]
    status, found = await desk_with_type.call("GET", f"/statements/{answer['statement']['id']}", key=None)
    assert (status, found) == (200, answer["statement"])
    status, listed = await desk_with_type.call("GET", "/api/statements")
    assert listed == {"version": answer["version"], "statements": [answer["statement"]]}


async def test_a_purpose_that_refuses_whole_cards_says_so_in_its_statement(desk_with_type: Desk) -> None:
    wish = MAY_ASK | {"selective_disclosure": "required"}
    status, answer = await desk_with_type.call("POST", "/api/statements", wish)
    assert (status, answer["statement"]["selective_disclosure"]) == (201, "required")
    status, found = await desk_with_type.call("GET", f"/statements/{answer['statement']['id']}", key=None)
    assert found["selective_disclosure"] == "required"
    for wrong in (wish | {"selective_disclosure": "sometimes"}, MAY_ISSUE | {"selective_disclosure": "required"}):
        status, problem = await desk_with_type.call("POST", "/api/statements", wrong)
        assert (status, problem["faults"][0]["place"]) == (400, "selective_disclosure")


async def test_type_metadata_are_pinned_and_replaced_beside_the_earlier_ones(desk: Desk) -> None:
    first = {"id": f"{CARD}/v1/type-metadata/1.json", "url": "https://issuer.city.example/m", "sha256": "1" * 64}
    second = first | {"id": f"{CARD}/v1/type-metadata/2.json", "sha256": "2" * 64}
    for metadata in (first, second):
        status, answer = await desk.call("PUT", "/api/credential-types", NEW_TYPE | {"type_metadata": metadata})
        assert (status, answer["credential_type"]["type_metadata"]) == (200, metadata)
    _, listed = await desk.call("GET", "/api/credential-types")
    assert listed["credential_types"][0]["type_metadata"] == second
    assert listed["credential_types"][0]["earlier"] == [first]
    changed = NEW_TYPE | {"type_metadata": second | {"sha256": "3" * 64}}
    assert (await desk.call("PUT", "/api/credential-types", changed))[0] == 409
    doubled = NEW_TYPE | {"type_metadata": second | {"id": NEW_TYPE["context"]["id"]}}
    assert (await desk.call("PUT", "/api/credential-types", doubled))[0] == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/statements"),
        ("POST", "/api/statements"),
        ("POST", "/api/statements/x/end"),
        ("GET", "/api/credential-types"),
        ("PUT", "/api/credential-types"),
    ],
)
async def test_nothing_is_managed_without_the_authoritys_own_key(method: str, path: str, desk: Desk) -> None:
    assert (await desk.call(method, path, {}, key=None))[0] == 401
    assert (await desk.call(method, path, {}, key="sts_" + "A" * 43))[0] == 401
    assert (await desk.call(method, path, {}, key=desk.registry.foreign_key))[0] == 403


async def test_all_faults_are_told_at_once_with_their_places(desk: Desk) -> None:
    body = MAY_ASK | {
        "entity": "did:web:127.0.0.1",
        "starts": "2026-02-30T00:00:00Z",
        "claims": [],
        "retention_seconds": "an hour",
        "colour": "red",
    }
    status, problem = await desk.call("POST", "/api/statements", body)
    assert status == 400
    places = {fault["place"] for fault in problem["faults"]}
    assert places == {"", "entity", "starts", "claims", "retention_seconds"}


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"until": render_instant(NOW)}, "until"),
        ({"starts": render_instant(NOW + 10), "until": render_instant(NOW + 10)}, "until"),
        ({"credential_type": CARD + "/Other"}, "credential_type"),
        ({"entity": "did:web:localhost:..:x"}, "entity"),
        ({"purpose": MAY_ASK["purpose"]}, "purpose"),
        ({"name": {"de": "x" * 501, "en": "x"}}, "name.de"),
    ],
)
async def test_a_statement_that_makes_no_sense_is_refused(
    changes: dict[str, Any], place: str, desk_with_type: Desk
) -> None:
    before = (await desk_with_type.call("GET", "/api/statements"))[1]
    status, problem = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE | changes)
    assert status == 400
    assert place in {fault["place"] for fault in problem["faults"]}
    assert (await desk_with_type.call("GET", "/api/statements"))[1] == before, "nothing half-written"


async def test_a_repeated_request_with_its_key_says_nothing_twice_and_tells_the_same_statement(
    desk_with_type: Desk, clock: MovableClock
) -> None:
    first = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="once")
    clock.move(60)
    again = await desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="once")
    assert (first[0], again[0]) == (201, 200)
    assert again[1] == first[1]
    other = await desk_with_type.call("POST", "/api/statements", MAY_ASK, idempotency_key="once")
    assert (other[0], other[1]["title"]) == (409, "Idempotency-Key used before")
    assert (await desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="a b"))[0] == 400
    assert len((await desk_with_type.call("GET", "/api/statements"))[1]["statements"]) == 1


async def test_one_key_raced_by_many_requests_is_one_statement(desk_with_type: Desk) -> None:
    calls = (desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="race") for _ in range(8))
    answers = await asyncio.gather(*calls)
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({answer["statement"]["id"] for _, answer in answers}) == 1


async def test_the_registry_forgets_a_key_after_a_day(desk_with_type: Desk, clock: MovableClock) -> None:
    await desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="once")
    clock.move(DAY)
    assert await desk_with_type.registry.app[JOBS].run_now(FORGET_JOB)
    assert (await desk_with_type.call("POST", "/api/statements", MAY_ISSUE, idempotency_key="once"))[0] == 201


async def test_the_same_is_not_said_twice(desk_with_type: Desk) -> None:
    await said(desk_with_type)
    before = (await desk_with_type.call("GET", "/api/statements"))[1]
    assert (await desk_with_type.call("POST", "/api/statements", MAY_ISSUE))[0] == 409
    assert (await desk_with_type.call("GET", "/api/statements"))[1] == before


async def test_a_statement_ends_and_may_later_be_found_compromised_but_never_the_other_way(
    desk_with_type: Desk, clock: MovableClock
) -> None:
    path = f"/api/statements/{await said(desk_with_type)}/end"
    clock.move(100)
    _, ended = await desk_with_type.call("POST", path, {"as": "ended"})
    assert ended["statement"]["end"] == {"as": "ended", "at": render_instant(NOW + 100)}
    clock.move(100)
    _, worse = await desk_with_type.call("POST", path, {"as": "compromised"})
    assert worse["statement"]["end"] == {"as": "compromised", "at": render_instant(NOW + 100)}, "not past the old end"
    assert (await desk_with_type.call("POST", path, {"as": "ended"}))[0] == 409
    assert (await desk_with_type.call("POST", path, {"as": "compromised", "at": render_instant(NOW + 200)}))[0] == 409


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"as": "paused"},
        {"as": "ended", "at": "tomorrow"},
        {"as": "ended", "at": render_instant(NOW - 1)},
        {"as": "compromised", "at": render_instant(NOW + 1)},
        {"as": "ended", "why": "x"},
    ],
)
async def test_an_end_that_makes_no_sense_is_refused(body: dict[str, str], desk_with_type: Desk) -> None:
    statement_id = await said(desk_with_type)
    assert (await desk_with_type.call("POST", f"/api/statements/{statement_id}/end", body))[0] == 400
    assert "end" not in (await desk_with_type.call("GET", f"/statements/{statement_id}"))[1]


async def test_an_end_may_be_planned(desk_with_type: Desk) -> None:
    path = f"/api/statements/{await said(desk_with_type)}/end"
    planned = {"as": "ended", "at": render_instant(NOW + DAY)}
    assert (await desk_with_type.call("POST", path, planned))[1]["statement"]["end"] == planned


async def test_what_is_not_there_cannot_be_ended(desk: Desk) -> None:
    assert (await desk.call("POST", "/api/statements/nothing/end", {"as": "ended"}))[0] == 404
    assert (await desk.call("GET", "/statements/nothing", key=None))[0] == 404


async def test_a_document_never_changes_under_its_identifier(desk_with_type: Desk) -> None:
    changed = NEW_TYPE | {"context": NEW_TYPE["context"] | {"sha256": "f" * 64}}  # type: ignore[operator]
    assert (await desk_with_type.call("PUT", "/api/credential-types", changed))[0] == 409
    other_type = NEW_TYPE | {"id": CARD + "/Other"}
    assert (await desk_with_type.call("PUT", "/api/credential-types", other_type))[0] == 409
    _, listed = await desk_with_type.call("GET", "/api/credential-types")
    assert listed["credential_types"] == [NEW_TYPE]


async def test_a_new_version_of_a_type_keeps_the_documents_of_earlier_cards(
    desk_with_type: Desk, clock: MovableClock
) -> None:
    context = {"id": f"{CARD}/v2/context.jsonld", "url": "https://issuer.example/c2", "sha256": "c" * 64}
    moved = NEW_TYPE["schema"] | {"url": "https://elsewhere.example/s1"}  # type: ignore[operator]
    clock.move(1)
    newer = NEW_TYPE | {"context": context, "schema": moved}
    assert (await desk_with_type.call("PUT", "/api/credential-types", newer))[0] == 200
    _, listed = await desk_with_type.call("GET", "/api/credential-types")
    assert listed["credential_types"] == [newer | {"earlier": [NEW_TYPE["context"]]}]


@pytest.mark.parametrize(
    "body",
    [
        {},
        NEW_TYPE | {"id": "LibraryCard"},
        NEW_TYPE | {"context": None},
        NEW_TYPE | {"schema": NEW_TYPE["context"]},
        NEW_TYPE | {"context": {"id": "https://e.example/c", "url": "http://e.example/c", "sha256": "a" * 64}},
        NEW_TYPE | {"context": {"id": "https://e.example/c", "url": "https://e.example/c", "sha256": "A" * 64}},
        NEW_TYPE | {"earlier": []},
    ],
)
async def test_a_type_that_makes_no_sense_is_refused(body: dict[str, Any], desk: Desk) -> None:
    status, problem = await desk.call("PUT", "/api/credential-types", body)
    assert status == 400
    assert problem["faults"]


async def test_a_list_that_readers_would_refuse_is_not_made(
    desk_with_type: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await said(desk_with_type)
    monkeypatch.setattr("trust_registry.keeping.change.MAX_LIST_BYTES", 2000)
    before = (await desk_with_type.call("GET", "/api/statements"))[1]
    status, problem = await desk_with_type.call("POST", "/api/statements", MAY_ASK)
    assert status == 409
    assert "full" in problem["detail"]
    assert (await desk_with_type.call("GET", "/api/statements"))[1] == before


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"as":"ended","as":"compromised"}', b"{" * 100_000, b"\xff"])
async def test_a_malformed_body_is_a_400(raw: bytes, desk: Desk) -> None:
    headers = {"Authorization": f"Bearer {desk.registry.api_key}", "Content-Type": "application/json"}
    for method, path in (
        ("POST", "/api/statements"),
        ("POST", "/api/statements/x/end"),
        ("PUT", "/api/credential-types"),
    ):
        async with desk.client.request(method, path, data=raw, headers=headers) as answer:
            assert answer.status in (400, 413)
            assert answer.content_type == "application/problem+json"
