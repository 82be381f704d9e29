"""Who did what to which id stands in the audit record, once, with the change and only with it (SECURITY A-10)."""

from __future__ import annotations

import asyncio
from typing import Any

from issuer.app import JOBS, OPEN_LISTS_JOB
from issuer.audit_actions import IssuerAction
from plumbing.audit.actions import PlumbingAction
from tests.support.issuing import LIBRARY, Holder, TestIssuer, running_issuer


async def told(issuer: TestIssuer, *actions: IssuerAction | PlumbingAction) -> list[tuple[Any, ...]]:
    """Actor, action, owner, object and outcome of everything recorded, or of these actions, in their order."""
    rows = await issuer.database.fetch_all("SELECT * FROM audit_tail ORDER BY occurred, step")
    return [
        (row["actor"], row["action"], row["owner"], row["object_id"], row["outcome"])
        for row in rows
        if not actions or row["action"] in actions
    ]


def api(issuer: TestIssuer) -> str:
    return f"api:{issuer.api_keys[LIBRARY][:12]}"


async def test_the_life_of_a_card_is_told_by_opaque_ids(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    offer_id, credential_id = card.offer["offer_id"], card.credential_id
    for action, reason in (("suspend", "under-review"), ("resume", "review-closed"), ("revoke", "misuse")):
        body = {"reason": reason, "note": "Frau Mustermann rief an"}
        assert (await issuer.api("POST", f"/credentials/{credential_id}/{action}", json=body))[0] == 200
    assert [entry for entry in await told(issuer) if entry[3] in (offer_id, credential_id)] == [
        (api(issuer), IssuerAction.OFFER_MADE, LIBRARY, offer_id, "done"),
        ("wallet", IssuerAction.OFFER_REDEEMED, LIBRARY, offer_id, "done"),
        ("wallet", IssuerAction.CREDENTIAL_RECORDED, LIBRARY, credential_id, "done"),
        ("wallet", IssuerAction.CREDENTIAL_ISSUED, LIBRARY, credential_id, "done"),
        (api(issuer), IssuerAction.CREDENTIAL_SUSPENDED, LIBRARY, credential_id, "under-review"),
        (api(issuer), IssuerAction.CREDENTIAL_RESUMED, LIBRARY, credential_id, "review-closed"),
        (api(issuer), IssuerAction.CREDENTIAL_REVOKED, LIBRARY, credential_id, "misuse"),
    ]


async def test_what_changes_nothing_is_not_recorded(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    before = await told(issuer)
    path = f"/credentials/{card.credential_id}/revoke"
    assert (await issuer.api("POST", path, json={"reason": "misuse"}))[0] == 200
    assert (await issuer.api("POST", path, json={"reason": "misuse"}))[0] == 200
    assert (await issuer.api("DELETE", f"/offers/{card.offer['offer_id']}"))[0] == 409
    assert (await issuer.api("POST", f"/offers/{card.offer['offer_id']}/renew"))[0] == 409
    assert len(await told(issuer)) == len(before) + 1


async def test_a_locked_a_renewed_and_a_withdrawn_offer_are_told_once(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    wrong = f"{(int(offer['tx_code']) + 1) % 1_000_000:06}"
    await asyncio.gather(*(issuer.ask_token(code=code, tx_code=wrong) for _ in range(9)))
    assert (await issuer.api("POST", f"/offers/{offer['offer_id']}/renew"))[0] == 200
    for _ in range(2):
        assert (await issuer.api("DELETE", f"/offers/{offer['offer_id']}"))[0] == 200
    assert [(entry[0], entry[1]) for entry in await told(issuer) if entry[3] == offer["offer_id"]] == [
        (api(issuer), IssuerAction.OFFER_MADE),
        ("wallet", IssuerAction.OFFER_LOCKED),
        (api(issuer), IssuerAction.OFFER_RENEWED),
        (api(issuer), IssuerAction.OFFER_WITHDRAWN),
    ]


async def test_a_code_shown_again_later_voids_the_offer_and_that_is_told(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 200
    issuer.clock.move(60)
    assert (await issuer.ask_token(code=code, tx_code=offer["tx_code"]))[0] == 400
    assert await told(issuer, IssuerAction.OFFER_VOIDED) == [
        ("wallet", IssuerAction.OFFER_VOIDED, LIBRARY, offer["offer_id"], "code-shown-twice")
    ]


async def test_a_card_asked_for_again_supersedes_the_first_and_both_are_told(issuer: TestIssuer) -> None:
    holder = Holder()
    token = await issuer.token_of(await issuer.make_offer())
    cards = [(await issuer.ask_credential(token, await issuer.request_body(holder)))[1] for _ in range(2)]
    first, second = (card["credentials"][0]["credential"]["id"].removeprefix("urn:uuid:") for card in cards)
    assert [entry[3] for entry in await told(issuer, IssuerAction.CREDENTIAL_SUPERSEDED)] == [first]
    assert [entry[3] for entry in await told(issuer, IssuerAction.CREDENTIAL_ISSUED)] == [first, second]


async def test_lists_and_keys_are_told_as_the_services_own_doing(issuer: TestIssuer) -> None:
    opened = await told(issuer, IssuerAction.LIST_OPENED)
    rows = await issuer.database.fetch_all("SELECT list_id, office, purpose FROM status_lists")
    assert {entry[2:5] for entry in opened} == {(row["office"], row["list_id"], row["purpose"]) for row in rows}
    keys = await told(issuer, PlumbingAction.KEY_MADE)
    assert {entry[0] for entry in opened + keys} == {"service"}
    assert (await issuer.keyring.keys(owner=LIBRARY))[0].key_id in {entry[3] for entry in keys}
    assert {entry[3] for entry in await told(issuer, PlumbingAction.API_KEY_MADE)} >= {issuer.api_keys[LIBRARY][:12]}


async def test_a_full_list_is_closed_and_the_next_opened(issuer: TestIssuer) -> None:
    await issuer.issue()
    await issuer.database.execute("UPDATE status_lists SET size = 2 WHERE office = :office", office=LIBRARY)
    assert await issuer.app[JOBS].run_now(OPEN_LISTS_JOB)
    rows = await issuer.database.fetch_all("SELECT list_id FROM status_lists WHERE state = 'closed'")
    assert {entry[3] for entry in await told(issuer, IssuerAction.LIST_CLOSED)} == {row["list_id"] for row in rows}
    assert len(rows) == 2


async def test_of_many_that_race_for_one_code_one_is_recorded(database_url: str) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        offer = await issuer.make_offer()
        code = await issuer.code_of(offer)
        await asyncio.gather(*(issuer.ask_token(code=code, tx_code=offer["tx_code"]) for _ in range(8)))
        assert len(await told(issuer, IssuerAction.OFFER_REDEEMED)) == 1
