"""What may happen once happens once on SQLite in a file and on PostgreSQL, with two workers over one database."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from tests.support.issuing import CLAIMS, USE_CASE, Holder, TestIssuer, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


Workers = tuple[TestIssuer, TestIssuer]


@pytest.fixture
async def workers(database_url: str) -> AsyncIterator[Workers]:
    """Two workers of one issuer; both know the keys of the offices' programs."""
    async with (
        running_issuer(database_url=database_url, seed=1) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock) as second,
    ):
        second.api_keys = first.api_keys
        yield first, second


async def test_workers_share_keys_and_lists(workers: Workers) -> None:
    one, two = workers
    received = [await one.issue(), await two.issue()]
    assert len({card.credential["proof"]["verificationMethod"] for card in received}) == 1
    assert len({card.place("revocation")[0] for card in received}) == 1
    lists = await one.database.fetch_all("SELECT office, purpose FROM status_lists WHERE state = 'open'")
    assert len(lists) == 2 * 3  # offices, purposes


async def test_a_code_raced_at_two_workers_has_one_winner(workers: Workers) -> None:
    for _ in range(3):
        offer = await workers[0].make_offer()
        code = await workers[1].code_of(offer)
        answers = await asyncio.gather(
            *(workers[n % 2].ask_token(code=code, tx_code=offer["tx_code"]) for n in range(20))
        )
        assert [status for status, _ in answers].count(200) == 1


async def test_guesses_at_two_workers_are_counted_together(workers: Workers) -> None:
    offer = await workers[0].make_offer()
    code = await workers[0].code_of(offer)
    wrong = f"{(int(offer['tx_code']) + 1) % 1_000_000:06}"
    await asyncio.gather(*(workers[n % 2].ask_token(code=code, tx_code=wrong) for n in range(40)))
    _, seen = await workers[1].api("GET", f"/offers/{offer['offer_id']}")
    assert (seen["state"], seen["wrong_codes"]) == ("code_wrong", 5)


async def test_an_idempotency_key_at_two_workers_makes_one_offer(workers: Workers) -> None:
    body, headers = {"use_case": USE_CASE, "claims": CLAIMS}, {"Idempotency-Key": "twice"}
    answers = await asyncio.gather(
        *(workers[n % 2].api("POST", "/offers", json=body, headers=headers) for n in range(8))
    )
    assert sorted(status for status, _ in answers) == [200] * 7 + [201]
    assert len({answer["offer_id"] for _, answer in answers}) == 1


async def test_a_nonce_at_two_workers_is_spent_once(workers: Workers) -> None:
    holder = Holder()
    token = await workers[0].token_of(await workers[0].make_offer())
    body = await workers[1].request_body(holder)
    answers = await asyncio.gather(*(workers[n % 2].ask_credential(token, body) for n in range(8)))
    assert [status for status, _ in answers].count(200) == 1


async def test_parallel_cards_get_places_of_their_own_and_no_revocation_is_lost(workers: Workers) -> None:
    cards = await asyncio.gather(*(workers[n % 2].issue(Holder(bytes([n + 1]) * 32)) for n in range(8)))
    assert len({card.place(purpose) for card in cards for purpose in ("revocation", "suspension")}) == 16
    revoked = await asyncio.gather(
        *(
            workers[n % 2].api("POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "misuse"})
            for n, card in enumerate(cards)
        ),
        workers[0].publish(),
        workers[1].publish(),
    )
    assert {answer[0] for answer in revoked if answer is not None} == {200}
    await workers[1].publish()
    rows = await workers[0].database.fetch_all("SELECT place FROM status_places WHERE value = 1")
    assert {row["place"] for row in rows} == {card.place("revocation")[1] for card in cards}
    lists = await workers[0].database.fetch_all("SELECT version, published_version FROM status_lists")
    assert all(row["version"] == row["published_version"] for row in lists)


async def test_a_repeated_request_at_another_worker_leaves_one_good_card(workers: Workers) -> None:
    holder = Holder()
    token = await workers[0].token_of(await workers[0].make_offer())
    bodies = [await workers[0].request_body(holder) for _ in range(4)]
    await asyncio.gather(*(workers[n % 2].ask_credential(token, body) for n, body in enumerate(bodies)))
    rows = await workers[0].database.fetch_all("SELECT state, revoked FROM credentials")
    assert [(row["state"], row["revoked"]) for row in rows].count(("issued", 0)) == 1
