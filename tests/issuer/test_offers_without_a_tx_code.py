"""A use case without a tx_code: its offers ask for none, and a wallet that sends one all the same is refused."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.issuing import (
    CLAIMS,
    LIBRARY,
    LIBRARY_CARD,
    PRE_AUTHORIZED_CODE,
    USE_CASE,
    Holder,
    TestIssuer,
    running_issuer,
)
from use_cases.use_case import Issuance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

WITHOUT = replace(LIBRARY_CARD, issuance=Issuance(tx_code=False))


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(kind=WITHOUT) as running:
        yield running


async def grant_of(issuer: TestIssuer, offer: dict[str, Any]) -> dict[str, Any]:
    async with issuer.client.get(issuer.path_of(offer["link"])) as reply:
        return (await reply.json())["grants"][PRE_AUTHORIZED_CODE]


async def test_the_office_is_told_no_number_and_the_wallet_asked_for_none(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    assert offer["tx_code"] is None
    assert (await grant_of(issuer, offer)).keys() == {"pre-authorized_code"}


async def test_the_code_alone_gives_the_card(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    assert card.credential["credentialSubject"]["category"] == CLAIMS["category"]


@pytest.mark.parametrize("tx_code", ["000000", "1", "x" * 600])
async def test_a_number_that_nobody_asked_for_is_an_invalid_request_and_uses_nothing(
    issuer: TestIssuer, tx_code: str
) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    for _ in range(6):
        status, answer = await issuer.ask_token(code=code, tx_code=tx_code)
        assert (status, answer["error"]) == (400, "invalid_grant" if len(tx_code) > 512 else "invalid_request")
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["wrong_codes"] == 0
    assert (await issuer.ask_token(code=code))[0] == 200


async def test_an_empty_parameter_is_none(issuer: TestIssuer) -> None:
    assert (await issuer.ask_token(code=await issuer.code_of(await issuer.make_offer()), tx_code=""))[0] == 200


async def test_a_code_is_good_once_and_shown_twice_later_voids_its_token(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code, token = await issuer.code_of(offer), await issuer.token_of(offer)
    issuer.clock.move(60)
    assert (await issuer.ask_token(code=code))[1]["error"] == "invalid_grant"
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 401


async def test_a_renewed_offer_has_no_number_either(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(600)
    status, renewed = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert (status, renewed["tx_code"]) == (200, None)
    assert await issuer.token_of(renewed)


async def test_the_same_request_with_its_key_shows_the_same_offer(issuer: TestIssuer) -> None:
    how: dict[str, Any] = {"json": {"use_case": USE_CASE, "claims": CLAIMS}, "headers": {"Idempotency-Key": "case-9"}}
    first, again = [await issuer.api("POST", "/offers", **how) for _ in range(2)]
    assert (first[0], again[0], first[1]) == (201, 200, again[1])


async def test_a_card_for_a_named_holder_needs_no_number() -> None:
    async with running_issuer(kind=WITHOUT) as issuer:
        subject = {"id": Holder().did, **CLAIMS}
        reply = await issuer.client.post(
            f"/vc-api/offices/{LIBRARY}/credentials/issue",
            json={"credential": {"type": list(WITHOUT.types), "credentialSubject": subject}},
            headers={"Authorization": f"Bearer {issuer.api_keys[LIBRARY]}"},
        )
        assert reply.status == 201, await reply.text()


async def test_where_a_number_is_wanted_a_request_without_it_is_no_guess() -> None:
    async with running_issuer() as issuer:
        offer = await issuer.make_offer()
        code = await issuer.code_of(offer)
        for _ in range(6):
            status, answer = await issuer.ask_token(code=code)
            assert (status, answer["error"]) == (400, "invalid_request")
        assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200


async def test_without_a_number_an_unknown_code_is_told_as_ever(issuer: TestIssuer) -> None:
    assert (await issuer.ask_token(code="unknown"))[1]["error"] == "invalid_grant"
