"""What may happen once happens once on SQLite in a file and on PostgreSQL, with two workers over one database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from plumbing.idempotency.keys import KEEP_SECONDS
from tests.support.verifying import PARTY, PURPOSE, TestVerifier, running_verifier
from verifier.presentation.check import CheckState
from verifier.presentation.check_store import hash_response_code
from verifier.presentation.refusals import CheckOver, UnprovenAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

Workers = tuple[TestVerifier, TestVerifier]
BODY = {"purpose": PURPOSE}


@pytest.fixture
async def workers(database_url: str) -> AsyncIterator[Workers]:
    """Two workers of one verifier."""
    async with (
        running_verifier(database_url=database_url, seed=1) as first,
        running_verifier(database_url=database_url, seed=2, clock=first.clock) as second,
    ):
        yield first, second


async def test_an_idempotency_key_at_two_workers_makes_one_check(workers: Workers) -> None:
    headers = {"Idempotency-Key": "loan-7"}
    answers = await asyncio.gather(
        *(workers[n % 2].api("POST", "/checks", json=BODY, headers=headers) for n in range(8))
    )
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({(answer["id"], answer["link"]) for _, answer in answers}) == 1
    assert len(await workers[0].database.fetch_all("SELECT check_id FROM checks")) == 1


async def test_a_key_with_another_wish_is_refused_and_after_a_day_it_is_free_again(workers: Workers) -> None:
    headers = {"Idempotency-Key": "loan-7"}
    await workers[0].api("POST", "/checks", json=BODY, headers=headers)
    other = {"json": BODY | {"same_device": True}, "headers": headers}
    status, problem = await workers[1].api("POST", "/checks", **other)
    assert (status, problem["title"]) == (409, "Idempotency-Key used before")
    assert (await workers[1].api("POST", "/checks", json=BODY, headers={"Idempotency-Key": "a b"}))[0] == 400
    workers[0].clock.move(KEEP_SECONDS)
    await workers[0].forget()
    assert (await workers[1].api("POST", "/checks", **other))[0] == 201


async def test_a_repeated_request_tells_how_its_check_stands_now(workers: Workers) -> None:
    headers = {"Idempotency-Key": "loan-7"}
    _, made = await workers[0].api("POST", "/checks", json=BODY, headers=headers)
    await workers[1].api("DELETE", f"/checks/{made['id']}")
    status, again = await workers[1].api("POST", "/checks", json=BODY, headers=headers)
    assert (status, again["id"], again["state"]) == (200, made["id"], "cancelled")


async def test_of_two_different_answers_at_two_workers_one_is_taken_and_its_result_stays(workers: Workers) -> None:
    check = await workers[0].ask()
    request_id = await workers[0].request_id(check)

    async def answer(number: int) -> str:
        worker = workers[number % 2]
        try:
            await worker.hall.receive_answer(
                worker.relying_party,
                request_id=request_id,
                vp_token={"ldp_vc": [{"id": f"urn:answer:{number}"}]},
                encrypted=True,
            )
        except (CheckOver, UnprovenAnswer) as refusal:
            return refusal.code
        return "taken"

    ends = await asyncio.gather(*(answer(number) for number in range(8)))
    assert sorted(ends) == ["check-over"] * 7 + ["unproven-answer"]
    first = await workers[0].api("GET", f"/checks/{check}")
    assert first[1]["state"] == "rejected"
    await answer(9)
    assert await workers[1].api("GET", f"/checks/{check}") == first


async def test_of_many_who_show_a_response_code_at_two_workers_one_is_told_and_then_the_handle_is_enough(
    workers: Workers,
) -> None:
    check = await workers[0].ask(same_device=True)
    code = await end_with_code(workers[0], check)
    path = f"/checks/{check}"
    assert (await workers[0].api("GET", path))[1]["state"] == "answered"
    wrong = await workers[1].api("GET", path, params={"response_code": code[::-1]})
    assert wrong[0] == 404
    shown = [workers[n % 2].api("GET", path, params={"response_code": code}) for n in range(8)]
    answers = await asyncio.gather(*shown)
    assert sorted(status for status, _ in answers) == [200] + [404] * 7
    (told,) = [answer for status, answer in answers if status == 200]
    assert told["verdict"]
    assert await workers[1].api("GET", path) == (200, told)
    again = await workers[1].api("GET", path, params={"response_code": code})
    assert again[1] | {"request_id": ""} == wrong[1] | {"request_id": ""}


async def test_a_code_shown_before_the_answer_releases_nothing_that_comes_later(workers: Workers) -> None:
    check = await workers[0].ask(same_device=True)
    assert (await workers[0].api("GET", f"/checks/{check}", params={"response_code": "A" * 43}))[0] == 404
    await end_with_code(workers[0], check)
    assert (await workers[0].api("GET", f"/checks/{check}"))[1]["state"] == "answered"


async def test_only_the_attempt_that_took_a_check_ends_it(workers: Workers) -> None:
    check_id = await workers[0].ask()
    check = await workers[0].checks.of_service(relying_party=PARTY, check_id=check_id)
    assert check is not None
    now = workers[0].clock.now()
    assert await workers[0].checks.take(request_id=check.request_id, attempt="mine", now=now)
    end: dict[str, Any] = {"state": CheckState.VERIFIED, "result": b"{}", "response_code_hash": None}
    end |= {"now": now, "keep_result_until": now + 60}
    assert not await workers[1].checks.finish(check, attempt="another", **end)
    kept = await workers[1].database.fetch_all("SELECT record FROM data_keys")
    assert [row["record"] for row in kept] == [f"checks/{PARTY}/{check_id}/answer"]
    assert await workers[0].checks.finish(check, attempt="mine", **end)
    assert not await workers[0].checks.finish(check, attempt="mine", **end)


async def end_with_code(verifier: TestVerifier, check_id: str) -> str:
    """End a same-device check as a wallet's answer does, and tell the code."""
    check = await verifier.checks.of_service(relying_party=PARTY, check_id=check_id)
    assert check is not None
    code = "response-code-of-a-test"
    assert await verifier.checks.take(request_id=check.request_id, attempt="one", now=verifier.clock.now())
    assert await verifier.checks.finish(
        check,
        attempt="one",
        state=CheckState.VERIFIED,
        result=b'{"verdict": {"checks": [1]}, "claims": {}}',
        response_code_hash=hash_response_code(code),
        now=verifier.clock.now(),
        keep_result_until=verifier.clock.now() + 60,
    )
    return code


async def test_a_challenge_shown_at_two_workers_at_once_is_good_for_one(workers: Workers) -> None:
    challenge = await workers[0].hall.challenges.make(relying_party=PARTY)
    takes = (workers[n % 2].hall.challenges.take(relying_party=PARTY, challenge=challenge) for n in range(8))
    assert sorted(await asyncio.gather(*takes)) == [False] * 7 + [True]


async def test_a_challenge_that_nobody_answers_is_forgotten(workers: Workers) -> None:
    challenge = await workers[0].hall.challenges.make(relying_party=PARTY)
    workers[0].clock.move(300)
    assert not await workers[1].hall.challenges.take(relying_party=PARTY, challenge=challenge)
    await workers[0].forget()
    assert await workers[0].database.fetch_all("SELECT challenge FROM challenges") == []
