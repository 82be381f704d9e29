"""Renewal: a locked or expired offer is good again in one call; old codes are void, and one of many who renew wins."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from issuer.app import JOBS
from plumbing.retention.forget import FORGET_JOB
from tests.support.issuing import CLAIMS, LIBRARY, SWIMMING_POOLS, USE_CASE, Holder, running_issuer

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer


def wrong(offer: dict[str, Any]) -> str:
    return f"{(int(offer['tx_code']) + 1) % 1_000_000:06}"


async def locked(issuer: TestIssuer) -> tuple[dict[str, Any], str]:
    """An offer whose tx_code was wrong five times, and its code."""
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    for _ in range(5):
        await issuer.ask_token(code=code, tx_code=wrong(offer))
    return offer, code


async def renew(issuer: TestIssuer, offer: dict[str, Any], **how: Any) -> tuple[int, Any]:
    return await issuer.api("POST", f"/offers/{offer['offer_id']}/renew", **how)


async def card_of(issuer: TestIssuer, offer: dict[str, Any]) -> dict[str, Any]:
    token = await issuer.token_of(offer)
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert status == 200, answer
    return answer["credentials"][0]["credential"]


async def test_a_locked_offer_is_renewed_with_its_claims(issuer: TestIssuer) -> None:
    offer, code = await locked(issuer)
    issuer.clock.move(300)
    status, renewed = await renew(issuer, offer)
    assert status == 200
    assert renewed.keys() == offer.keys()
    assert (renewed["offer_id"], renewed["state"], renewed["wrong_codes"]) == (offer["offer_id"], "created", 0)
    assert renewed["expires"] == "2026-05-03T09:35:00Z"
    assert renewed["link"] != offer["link"]
    assert renewed["qr_svg"] != offer["qr_svg"]
    assert await issuer.code_of(renewed) != code
    subject = (await card_of(issuer, renewed))["credentialSubject"]
    assert {name: subject[name] for name in CLAIMS} == CLAIMS


async def test_old_link_and_old_code_are_void(issuer: TestIssuer) -> None:
    offer, code = await locked(issuer)
    _, renewed = await renew(issuer, offer)
    assert (await issuer.client.get(issuer.path_of(offer["link"]))).status == 404
    new_code = await issuer.code_of(renewed)
    for shown, tx_code in ((code, offer["tx_code"]), (code, renewed["tx_code"])):
        status, answer = await issuer.ask_token(code=shown, tx_code=tx_code)
        assert (status, answer["error"]) == (400, "invalid_grant")
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["wrong_codes"] == 0
    assert (await issuer.ask_token(code=new_code, tx_code=renewed["tx_code"]))[0] == 200


async def test_a_renewed_offer_is_locked_again_after_five_wrong_codes_and_not_before(issuer: TestIssuer) -> None:
    offer, _ = await locked(issuer)
    for _ in range(2):
        _, offer = await renew(issuer, offer)
        code = await issuer.code_of(offer)
        for count in range(5):
            state = (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]
            assert (state["state"], state["wrong_codes"]) == ("opened", count)
            await issuer.ask_token(code=code, tx_code=wrong(offer))
        assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 400


async def test_an_expired_offer_is_renewed_while_its_claims_are_there(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(600)
    status, renewed = await renew(issuer, offer)
    assert (status, renewed["state"], renewed["expires"]) == (200, "created", "2026-05-03T09:40:00Z")
    await issuer.app[JOBS].run_now(FORGET_JOB)
    await card_of(issuer, renewed)


async def test_a_code_that_was_redeemed_and_never_used_can_be_renewed_once_its_token_is_over(
    issuer: TestIssuer,
) -> None:
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    assert (await renew(issuer, offer))[1]["state"] == "redeemed"
    issuer.clock.move(300)
    status, renewed = await renew(issuer, offer)
    assert status == 200
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 401
    await card_of(issuer, renewed)


async def test_erased_claims_ask_for_a_new_offer_in_both_languages(issuer: TestIssuer) -> None:
    offer, _ = await locked(issuer)
    issuer.clock.move(600)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    status, problem = await renew(issuer, offer)
    assert (status, problem["title"]) == (409, "Claims erased")
    assert "neues Angebot" in problem["message"]["de"]
    assert "new offer" in problem["message"]["en"]


async def test_an_offer_that_is_good_or_has_ended_for_good_is_not_renewed(issuer: TestIssuer) -> None:
    good = await issuer.make_offer()
    withdrawn = await issuer.make_offer()
    await issuer.api("DELETE", f"/offers/{withdrawn['offer_id']}")
    issued = (await issuer.issue()).offer
    for offer, state in ((good, "created"), (withdrawn, "cancelled"), (issued, "issued")):
        status, problem = await renew(issuer, offer)
        assert (status, problem["title"], problem["state"]) == (409, "Offer cannot be renewed", state)
    assert (await issuer.ask_token(code=await issuer.code_of(good), tx_code=good["tx_code"]))[0] == 200


async def test_an_office_renews_its_own_offers_only(issuer: TestIssuer) -> None:
    offer, _ = await locked(issuer)
    assert (await renew(issuer, offer, office=SWIMMING_POOLS))[0] == 404
    assert (await renew(issuer, offer, key=SWIMMING_POOLS))[0] == 403
    assert (await issuer.api("POST", "/offers/there-is-none/renew"))[0] == 404
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"] == "code_wrong"


async def test_an_office_that_is_no_longer_listed_renews_nothing(issuer: TestIssuer) -> None:
    offer, _ = await locked(issuer)
    issuer.registry.listed = []
    assert (await renew(issuer, offer))[0] == 403
    issuer.registry.listed = [issuer.settings.offices[LIBRARY].did]
    issuer.registry.away = True
    assert (await renew(issuer, offer))[0] == 503
    issuer.registry.away = False
    assert (await renew(issuer, offer))[0] == 200


async def test_a_lost_answer_is_shown_again_by_the_first_idempotency_key(issuer: TestIssuer) -> None:
    how: dict[str, Any] = {
        "json": {"use_case": USE_CASE, "claims": CLAIMS},
        "headers": {"Idempotency-Key": "case-7"},
    }
    _, offer = await issuer.api("POST", "/offers", **how)
    issuer.clock.move(600)
    _, renewed = await renew(issuer, offer)
    assert await issuer.api("POST", "/offers", **how) == (200, renewed)


async def test_a_renewal_whose_answer_was_lost_is_shown_again_by_its_key_and_renews_nothing(issuer: TestIssuer) -> None:
    offer, _ = await locked(issuer)
    path, headers = f"/offers/{offer['offer_id']}/renew", {"Idempotency-Key": "renewal-7"}
    first = await issuer.api("POST", path, headers=headers)
    assert await issuer.api("POST", path, headers=headers) == first
    await card_of(issuer, first[1])


async def test_a_key_that_made_an_offer_does_not_renew_one_and_a_refused_renewal_takes_no_key(
    issuer: TestIssuer,
) -> None:
    headers = {"Idempotency-Key": "case-8"}
    offer = await issuer.make_offer()
    path = f"/offers/{offer['offer_id']}/renew"
    assert (await issuer.api("POST", path, headers=headers))[0] == 409
    issuer.clock.move(600)
    assert (await issuer.api("POST", path, headers=headers))[0] == 200
    body = {"use_case": USE_CASE, "claims": CLAIMS}
    status, problem = await issuer.api("POST", "/offers", json=body, headers=headers)
    assert (status, problem["title"]) == (409, "Idempotency-Key used before")


async def test_one_key_raced_for_a_renewal_at_two_workers_gives_everybody_the_same_codes(database_url: str) -> None:
    async with (
        running_issuer(database_url=database_url, seed=1) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock) as second,
    ):
        second.api_keys = first.api_keys
        offer, _ = await locked(first)
        path, headers = f"/offers/{offer['offer_id']}/renew", {"Idempotency-Key": "renewal-9"}
        answers = await asyncio.gather(*((first, second)[n % 2].api("POST", path, headers=headers) for n in range(12)))
        assert {status for status, _ in answers} == {200}
        assert len({(answer["link"], answer["tx_code"]) for _, answer in answers}) == 1
        await card_of(second, answers[0][1])


@pytest.mark.parametrize("_round", range(3))
async def test_of_many_who_renew_at_two_workers_one_gets_codes(database_url: str, _round: int) -> None:
    async with (
        running_issuer(database_url=database_url, seed=1) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock) as second,
    ):
        second.api_keys = first.api_keys
        offer, _ = await locked(first)
        answers = await asyncio.gather(*(renew((first, second)[n % 2], offer) for n in range(12)))
        assert sorted(status for status, _ in answers) == [200] + [409] * 11
        (renewed,) = [answer for status, answer in answers if status == 200]
        assert {problem["state"] for status, problem in answers if status == 409} == {"created"}
        await card_of(second, renewed)
