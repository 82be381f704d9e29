"""Four eyes: an offer waits until another key than its maker's says yes; nothing of it is handed out before."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from issuer.app import JOBS
from issuer.hall import HALL
from issuer.offers.decide_offer import DISAPPROVALS
from plumbing.access.api_keys import ApiKeys
from plumbing.retention.forget import FORGET_JOB
from stadtsiegel.check_issued.check import check_issued
from tests.support.issued_city import deployment_of, see_the_registry
from tests.support.issuing import (
    CLAIMS,
    LIBRARY,
    LIBRARY_CARD,
    SWIMMING_POOLS,
    USE_CASE,
    Holder,
    TestIssuer,
    kinds_with,
    running_issuer,
)
from use_cases.use_case import Issuance

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

FOUR_EYES = replace(LIBRARY_CARD, issuance=Issuance(second_clerk=True))
SECOND = "second clerk"
DAY = 86_400


async def with_second_clerk(issuer: TestIssuer) -> TestIssuer:
    """Give the library another key, for a colleague."""
    keys = ApiKeys(database=issuer.database, clock=issuer.clock, entropy=issuer.entropy)
    issuer.api_keys[SECOND] = await keys.create(owner=LIBRARY)
    return issuer


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(kind=FOUR_EYES) as running:
        yield await with_second_clerk(running)


async def decide(issuer: TestIssuer, offer: dict[str, Any], word: str = "approve", **how: Any) -> tuple[int, Any]:
    how = {"key": SECOND} | how
    if word == "refuse":
        how = {"json": {"reason": "claims-wrong"}} | how
    return await issuer.api("GET" if word == "claims" else "POST", f"/offers/{offer['offer_id']}/{word}", **how)


async def state_of(issuer: TestIssuer, offer: dict[str, Any]) -> str:
    return str((await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"])


async def test_an_offer_waits_and_hands_nothing_out(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    assert offer["state"] == "awaiting_approval"
    assert offer["state_text"] == {"de": "Wartet auf Freigabe", "en": "Awaiting approval"}
    assert (offer["link"], offer["qr_svg"], offer["tx_code"]) == (None, None, None)
    (row,) = await issuer.database.fetch_all("SELECT link_id FROM offers")
    assert (await issuer.client.get(f"/offices/{LIBRARY}/offers/{row['link_id']}")).status == 404


async def test_a_colleague_sees_what_the_card_will_say_and_approves_it(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    status, seen = await decide(issuer, offer, "claims")
    assert (status, seen["claims"]) == (200, CLAIMS)
    issuer.clock.move(2 * DAY)
    status, approved = await decide(issuer, offer)
    assert (status, approved["state"], approved["expires"]) == (200, "created", "2026-05-05T09:30:00Z")
    token = await issuer.token_of(approved)
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200


async def test_whoever_made_it_neither_reads_nor_approves_nor_refuses_it(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    for word in ("claims", "approve", "refuse"):
        status, problem = await decide(issuer, offer, word, key=LIBRARY)
        assert (status, problem["title"]) == (403, "Second clerk needed")
        assert "Kolleg" in problem["message"]["de"]
        assert "colleague" in problem["message"]["en"]
    assert await state_of(issuer, offer) == "awaiting_approval"


async def test_another_office_decides_nothing(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    for word in ("claims", "approve", "refuse"):
        assert (await decide(issuer, offer, word, key=SWIMMING_POOLS))[0] == 403
        assert (await decide(issuer, offer, word, office=SWIMMING_POOLS, key=SWIMMING_POOLS))[0] == 404


@pytest.mark.parametrize("reason", DISAPPROVALS)
async def test_a_no_has_a_reason_and_erases_the_claims(issuer: TestIssuer, reason: str) -> None:
    offer = await issuer.make_offer()
    status, refused = await decide(issuer, offer, "refuse", json={"reason": reason})
    assert (status, refused["state"], refused["disapproval"]) == (200, "not_approved", DISAPPROVALS[reason].to_json())
    (row,) = await issuer.database.fetch_all("SELECT sealed FROM offers")
    assert row["sealed"] is None
    assert await issuer.database.fetch_all("SELECT * FROM data_keys") == []
    assert await decide(issuer, offer, "refuse", json={"reason": reason}) == (200, refused)
    for word in ("approve", "claims"):
        status, problem = await decide(issuer, offer, word)
        assert (status, problem["state"]) == (409, "not_approved")
    assert (await issuer.api("POST", f"/offers/{offer['offer_id']}/renew"))[0] == 409


@pytest.mark.parametrize("body", [{}, {"reason": "because"}, {"reason": 1}, {"reason": "claims-wrong", "note": "x"}])
async def test_a_no_without_a_known_reason_is_refused(issuer: TestIssuer, body: dict[str, Any]) -> None:
    offer = await issuer.make_offer()
    assert (await decide(issuer, offer, "refuse", json=body))[0] == 400
    assert await state_of(issuer, offer) == "awaiting_approval"


async def test_the_maker_is_shown_the_codes_by_its_idempotency_key_once_it_is_approved(issuer: TestIssuer) -> None:
    how: dict[str, Any] = {"json": {"use_case": USE_CASE, "claims": CLAIMS}, "headers": {"Idempotency-Key": "case-4"}}
    _, offer = await issuer.api("POST", "/offers", **how)
    assert await issuer.api("POST", "/offers", **how) == (200, offer)
    _, approved = await decide(issuer, offer)
    assert await issuer.api("POST", "/offers", **how) == (200, approved)
    assert await decide(issuer, offer) == (200, approved)


async def test_waiting_ends_after_three_days_and_only_a_new_offer_helps(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(3 * DAY)
    assert await state_of(issuer, offer) == "expired"
    for word in ("approve", "refuse", "claims"):
        status, problem = await decide(issuer, offer, word)
        assert (status, problem["state"]) == (409, "expired")
    status, problem = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert (status, problem["title"]) == (409, "Offer was never approved")
    await issuer.app[JOBS].run_now(FORGET_JOB)
    (row,) = await issuer.database.fetch_all("SELECT sealed FROM offers")
    assert row["sealed"] is None


async def test_an_approved_offer_is_renewed_like_any_other(issuer: TestIssuer) -> None:
    _, approved = await decide(issuer, await issuer.make_offer())
    issuer.clock.move(600)
    status, renewed = await issuer.api("POST", f"/offers/{approved['offer_id']}/renew")
    assert (status, renewed["state"]) == (200, "created")
    assert await issuer.token_of(renewed)


async def test_an_offer_of_before_the_rule_is_not_renewed_around_it() -> None:
    async with running_issuer() as issuer:
        offer = await issuer.make_offer()
        issuer.app[HALL].kinds.swap(kinds_with(issuer.settings, FOUR_EYES))
        issuer.clock.move(600)
        status, problem = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
        assert (status, problem["title"]) == (409, "Offer was never approved")


async def test_an_approval_is_not_shown_again_once_the_office_issues_no_such_cards_any_more(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    await decide(issuer, offer)
    kinds = issuer.app[HALL].kinds
    kinds.swap(replace(kinds.present, offices={LIBRARY: replace(kinds.present.offices[LIBRARY], packages={})}))
    assert (await decide(issuer, offer))[0] == 404


async def test_a_waiting_offer_is_withdrawn_by_its_maker(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    status, withdrawn = await issuer.api("DELETE", f"/offers/{offer['offer_id']}")
    assert (status, withdrawn["state"]) == (200, "cancelled")
    assert (await decide(issuer, offer))[1]["state"] == "cancelled"


async def test_an_office_that_is_no_longer_listed_has_nothing_approved(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.registry.listed = []
    assert (await decide(issuer, offer))[0] == 403
    issuer.registry.away = True
    assert (await decide(issuer, offer))[0] == 503
    assert await state_of(issuer, offer) == "awaiting_approval"


async def test_where_no_second_clerk_is_wanted_nothing_waits_and_nothing_is_approved() -> None:
    async with running_issuer() as issuer:
        offer = await issuer.make_offer()
        assert offer["state"] == "created"
        for word in ("approve", "refuse", "claims"):
            status, problem = await decide(await with_second_clerk(issuer), offer, word)
            assert (status, problem["state"]) == (409, "created")
        (row,) = await issuer.database.fetch_all("SELECT made_by, approved_by FROM offers")
        assert (row["made_by"], row["approved_by"]) == (None, None)


async def test_a_card_for_a_named_holder_cannot_wait_and_is_refused(issuer: TestIssuer) -> None:
    subject = {"id": Holder().did, **CLAIMS}
    reply = await issuer.client.post(
        f"/vc-api/offices/{LIBRARY}/credentials/issue",
        json={"credential": {"type": list(FOUR_EYES.types), "credentialSubject": subject}},
        headers={"Authorization": f"Bearer {issuer.api_keys[LIBRARY]}"},
    )
    assert (reply.status, (await reply.json())["title"]) == (409, "Second clerk needed")
    assert await issuer.database.fetch_all("SELECT * FROM offers") == []


async def test_the_audit_record_names_both_clerks(issuer: TestIssuer) -> None:
    await decide(issuer, await issuer.make_offer())
    await decide(issuer, await issuer.make_offer(), "refuse")
    rows = await issuer.database.fetch_all("SELECT action, actor, outcome FROM audit_tail")
    told = {(row["action"], row["actor"], row["outcome"]) for row in rows if row["action"].startswith("offer-")}
    maker, colleague = (f"api:{issuer.api_keys[key][:12]}" for key in (LIBRARY, SECOND))
    assert told == {
        ("offer-made", maker, "done"),
        ("offer-approved", colleague, "done"),
        ("offer-not-approved", colleague, "claims-wrong"),
    }


async def test_the_checker_finds_a_card_that_nobody_else_approved(issuer: TestIssuer) -> None:
    await see_the_registry(issuer)
    _, approved = await decide(issuer, await issuer.make_offer())
    await issuer.ask_credential(await issuer.token_of(approved), await issuer.request_body(Holder()))
    await issuer.publish()

    async def codes() -> set[str]:
        report = await check_issued(issuer.database, deployment_of(issuer), now=issuer.clock.now(), publications=None)
        return set(report.pile.counts)

    assert await codes() == set()
    for spoilt in ("approved_by = NULL", "approved_by = NULL, made_by = NULL"):
        await issuer.database.execute(f"UPDATE offers SET {spoilt}")  # noqa: S608 constants
        assert await codes() == {"not-approved"}


async def test_the_checker_finds_an_offer_that_was_handed_out_before_anybody_approved_it(issuer: TestIssuer) -> None:
    await see_the_registry(issuer)
    await issuer.make_offer()
    await issuer.publish()
    for state, codes in (("awaiting_approval", set()), ("not_approved", set()), ("opened", {"not-approved"})):
        await issuer.database.execute("UPDATE offers SET state = :state", state=state)
        report = await check_issued(issuer.database, deployment_of(issuer), now=issuer.clock.now(), publications=None)
        assert set(report.pile.counts) == codes


@pytest.mark.parametrize("_round", range(2))
async def test_of_yes_no_and_withdrawal_at_two_workers_one_is_heard(database_url: str, _round: int) -> None:
    async with (
        running_issuer(database_url=database_url, seed=1, kind=FOUR_EYES) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock, kind=FOUR_EYES) as second,
    ):
        second.api_keys = (await with_second_clerk(first)).api_keys
        offer = await first.make_offer()
        withdrawal = f"/offers/{offer['offer_id']}"
        answers = await asyncio.gather(
            *(decide(one, offer, word) for one in (first, second) for word in ("approve", "refuse")),
            second.api("DELETE", withdrawal),
        )
        state = await state_of(first, offer)
        rows = await first.database.fetch_all("SELECT action FROM audit_tail")
        done = [row["action"] for row in rows if row["action"] in {"offer-approved", "offer-not-approved"}]
        if state == "cancelled":
            assert len(done) <= 1  # approved, perhaps, before it was withdrawn
        else:
            assert done == ["offer-approved" if state == "created" else "offer-not-approved"]
        assert {status for status, _ in answers} <= {200, 409}
