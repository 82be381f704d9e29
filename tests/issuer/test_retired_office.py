"""An office that has ended issues nothing from the next request on, and looks after what it has issued."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.offices.retirement import retire
from plumbing.audit.trail import OPERATOR, AuditTrail
from plumbing.entropy import SeededEntropy
from tests.support.issuing import CLAIMS, LIBRARY, SWIMMING_POOLS, USE_CASE, Holder, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.issuing import TestIssuer


@pytest.fixture
async def issuer(database_url: str) -> AsyncIterator[TestIssuer]:
    async with running_issuer(database_url=database_url) as running:
        yield running


async def end_library(issuer: TestIssuer) -> None:
    trail = AuditTrail(clock=issuer.clock, entropy=SeededEntropy(9), process=OPERATOR)
    await retire(issuer.database, trail, office=LIBRARY, now=issuer.clock.now())


async def test_no_offer_is_made_and_the_refusal_says_so_in_both_languages(issuer: TestIssuer) -> None:
    await end_library(issuer)
    for headers in ({}, {"Idempotency-Key": "one"}, {"Idempotency-Key": "one"}):
        status, answer = await issuer.api(
            "POST", "/offers", json={"use_case": USE_CASE, "claims": CLAIMS}, headers=headers
        )
        assert status == 403
        assert "stellt nichts mehr aus" in answer["message"]["de"]
        assert "issues nothing any more" in answer["message"]["en"]
    rows = await issuer.database.fetch_all("SELECT offer_id FROM offers")
    assert rows == await issuer.database.fetch_all("SELECT made FROM taken_idempotency_keys") == []


async def test_an_offer_from_before_is_neither_shown_nor_redeemed_nor_renewed(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    await end_library(issuer)
    async with issuer.client.get(issuer.path_of(offer["link"])) as reply:
        assert reply.status == 404
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, answer["error"]) == (400, "invalid_grant")
    issuer.clock.move(601)
    status, answer = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew", json={})
    assert (status, answer["title"]) == (403, "Office has ended")


async def test_a_wallet_with_a_token_from_before_gets_no_card(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    body = await issuer.request_body(Holder())
    await end_library(issuer)
    status, answer = await issuer.ask_credential(token, body)
    assert (status, answer["error"]) == (400, "credential_request_denied")
    assert await issuer.database.fetch_all("SELECT * FROM credentials") == []


async def test_its_cards_are_still_revoked_and_its_lists_still_signed(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    await end_library(issuer)
    status, _ = await issuer.api(
        "POST", f"/credentials/{card.credential_id}/revoke", json={"reason": "entitlement-ended"}
    )
    assert status == 200
    issuer.clock.move(50_000)
    await issuer.publish()
    async with issuer.client.get(f"/offices/{LIBRARY}/did.json") as reply:
        assert reply.status == 200
    row = await issuer.database.fetch_one(
        "SELECT published_version, valid_until FROM status_lists WHERE office = :office AND purpose = 'revocation'",
        office=LIBRARY,
    )
    assert row == {"published_version": 1, "valid_until": issuer.clock.now() + 86_400}


async def test_another_office_goes_on(issuer: TestIssuer) -> None:
    await end_library(issuer)
    assert (await issuer.issue(office=SWIMMING_POOLS)).credential["issuer"]["id"].endswith(SWIMMING_POOLS)
