"""The answer to a COMMIT is lost: the issuer looks for its change, and nothing is lost or done twice (D-06).

The connection is cut for real, by a proxy that lets PostgreSQL finish and swallows what it says.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from issuer.app import JOBS
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.issuing import CLAIMS, USE_CASE, Holder, TestIssuer, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.postgresql import Cluster

Cut = tuple[TestIssuer, CuttingProxy]


@pytest.fixture
async def cut(postgresql_cluster: Cluster) -> AsyncIterator[Cut]:
    """An issuer that reaches its database through a proxy, and does nothing but what a test asks for."""
    async with (
        cutting_proxy(postgresql_cluster) as proxy,
        running_issuer(database_url=proxy.url_of(postgresql_cluster.new_database())) as issuer,
    ):
        await issuer.app[JOBS].stop()
        yield issuer, proxy


async def offer_body(issuer: TestIssuer, **headers: str) -> tuple[int, Any]:
    return await issuer.api("POST", "/offers", json={"use_case": USE_CASE, "claims": CLAIMS}, headers=headers)


async def count(issuer: TestIssuer, table: str) -> int:
    (row,) = await issuer.database.fetch_all(f"SELECT COUNT(*) AS n FROM {table}")  # noqa: S608 - our own table
    return int(row["n"])


async def test_an_offer_whose_commit_was_lost_is_handed_out_and_is_one(cut: Cut) -> None:
    issuer, proxy = cut
    proxy.cut("COMMIT")
    status, offer = await offer_body(issuer)
    assert (status, proxy.cuts, await count(issuer, "offers")) == (201, 1, 1)
    await issuer.token_of(offer)


async def test_a_redemption_whose_answer_was_lost_gives_a_token_that_is_good(cut: Cut) -> None:
    issuer, proxy = cut
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    proxy.cut("COMMIT")
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, proxy.cuts) == (200, 1)
    body = await issuer.request_body(Holder())
    assert (await issuer.ask_credential(answer["access_token"], body))[0] == 200


async def test_a_wrong_guess_whose_answer_was_lost_is_counted_and_told_as_doubt(
    cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbing.database.doubt._PATIENCE_SECONDS", 0.1)
    issuer, proxy = cut
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    proxy.cut("COMMIT")
    wrong = f"{(int(offer['tx_code']) + 1) % 1_000_000:06}"
    assert (await issuer.ask_token(code=code, tx_code=wrong))[0] == 503
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["wrong_codes"] == 1
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200


@pytest.mark.parametrize("passing", [0, 1], ids=["record", "hand-out"])
async def test_a_card_whose_commit_was_lost_is_handed_out_and_is_the_only_one(cut: Cut, passing: int) -> None:
    issuer, proxy = cut
    token = await issuer.token_of(await issuer.make_offer())
    body = await issuer.request_body(Holder())
    proxy.cut("COMMIT", passing=passing)
    status, _ = await issuer.ask_credential(token, body)
    assert (status, proxy.cuts) == (200, 1)
    assert await issuer.database.fetch_all("SELECT state, round FROM credentials") == [{"state": "issued", "round": 1}]
    assert await count(issuer, "status_places") == 2


async def test_a_renewal_whose_commit_was_lost_shows_the_codes_that_are_good(cut: Cut) -> None:
    issuer, proxy = cut
    offer = await issuer.make_offer()
    issuer.clock.move(600)
    proxy.cut("COMMIT")
    status, renewed = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert (status, proxy.cuts) == (200, 1)
    await issuer.token_of(renewed)


async def test_a_nonce_in_doubt_is_burnt_and_the_wallet_comes_again_with_a_new_one(cut: Cut) -> None:
    issuer, proxy = cut
    token = await issuer.token_of(await issuer.make_offer())
    body = await issuer.request_body(Holder())
    proxy.cut("INSERT 0 1")
    assert (await issuer.ask_credential(token, body))[0] == 503
    status, refusal = await issuer.ask_credential(token, body)
    assert (status, refusal["error"]) == (400, "invalid_nonce")
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200


async def test_while_the_server_stays_away_the_doubt_stays_and_the_key_shows_the_one_offer_afterwards(
    cut: Cut, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbing.database.doubt._PATIENCE_SECONDS", 0.1)
    issuer, proxy = cut
    proxy.cut("COMMIT", and_stay_away=True)
    key = {"Idempotency-Key": "case-1"}
    assert (await offer_body(issuer, **key))[0] == 503
    proxy.come_back()
    assert (await offer_body(issuer, **key))[0] == 200
    assert await count(issuer, "offers") == 1
