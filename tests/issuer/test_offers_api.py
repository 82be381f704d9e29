"""The door for the offices' programs: offers made, read, withdrawn; every refusal with its sentence."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from yarl import URL

from issuer.hall import HALL
from tests.support.issuing import CLAIMS, LIBRARY, LIBRARY_CARD, SWIMMING_POOLS, USE_CASE, Holder, running_issuer
from use_cases.local_text import LocalText
from use_cases.proving.size_meaning import BYTES_OF_A_CHARACTER, MAX_CONTENT
from use_cases.use_case import Claim, Kind

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer

BODY = {"use_case": USE_CASE, "claims": CLAIMS}


async def test_an_offer_comes_with_everything_the_clerk_needs(issuer: TestIssuer) -> None:
    status, offer = await issuer.api("POST", "/offers", json=BODY)
    assert status == 201
    assert offer["state"] == "created"
    assert offer["state_text"] == {"de": "Angelegt", "en": "Created"}
    assert offer["link"].startswith("openid-credential-offer://?credential_offer_uri=https://")
    assert len(offer["link"]) < 150
    assert offer["qr_svg"].lstrip().startswith("<svg") or "<svg" in offer["qr_svg"]
    assert offer["tx_code"].isdecimal()
    assert len(offer["tx_code"]) == 6
    assert offer["expires"] == "2026-05-03T09:30:00Z"


async def test_the_longest_texts_that_a_package_allows_fit_into_one_request() -> None:
    notes = tuple(
        Claim(f"note{number}", Kind.TEXT, LocalText("Notiz", "Note"), mandatory=False, max_length=2_000)
        for number in range(MAX_CONTENT // BYTES_OF_A_CHARACTER // 2_000)
    )
    kind = replace(LIBRARY_CARD, claims=LIBRARY_CARD.claims + notes)
    async with running_issuer(kind=kind) as issuer:
        await issuer.make_offer(claims=CLAIMS | {note.name: "ä" * 2_000 for note in notes})


async def test_no_personal_data_and_no_code_leave_in_link_or_later_answers(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    _, later = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    for told in (offer["link"], json.dumps(later)):
        assert "Mustermann" not in told
        assert offer["tx_code"] not in told
        assert code not in told


async def test_states_follow_the_offer_to_the_wallet_and_back(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()

    async def state() -> str:
        return (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"]

    assert await state() == "created"
    await issuer.code_of(offer)
    assert await state() == "opened"
    token = await issuer.token_of(offer)
    assert await state() == "opened"
    _, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert await state() == "issued"
    await issuer.client.post(
        f"/offices/{LIBRARY}/notification",
        json={"notification_id": answer["notification_id"], "event": "credential_accepted"},
        headers={"Authorization": f"Bearer {token}"},
    )
    assert await state() == "accepted"
    _, last = await issuer.api("GET", f"/offers/{offer['offer_id']}")
    assert last["credential_id"] == answer["credentials"][0]["credential"]["id"].removeprefix("urn:uuid:")


async def test_an_offer_runs_out(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    path = issuer.path_of(offer["link"])
    issuer.clock.move(600)
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"] == "expired"
    assert (await issuer.client.get(path)).status == 404
    assert (await issuer.api("DELETE", f"/offers/{offer['offer_id']}"))[0] == 409


async def test_the_same_request_twice_is_one_offer(issuer: TestIssuer) -> None:
    headers = {"Idempotency-Key": "case-2026-0412"}
    first = await issuer.api("POST", "/offers", json=BODY, headers=headers)
    reordered = {"claims": dict(reversed(CLAIMS.items())), "use_case": USE_CASE}
    second = await issuer.api("POST", "/offers", json=reordered, headers=headers)
    assert (first[0], second[0]) == (201, 200)
    assert first[1] == second[1]


async def test_one_key_raced_by_twenty_requests_is_one_offer(issuer: TestIssuer) -> None:
    headers = {"Idempotency-Key": "double-click"}
    answers = await asyncio.gather(*(issuer.api("POST", "/offers", json=BODY, headers=headers) for _ in range(20)))
    assert sorted(status for status, _ in answers) == [200] * 19 + [201]
    assert len({answer["offer_id"] for _, answer in answers}) == 1
    rows = await issuer.database.fetch_all("SELECT offer_id FROM offers")
    assert len(rows) == 1


async def test_a_key_with_another_body_is_refused_and_each_office_has_its_own_keys(issuer: TestIssuer) -> None:
    headers = {"Idempotency-Key": "case-1"}
    await issuer.api("POST", "/offers", json=BODY, headers=headers)
    other = {"use_case": USE_CASE, "claims": CLAIMS | {"givenName": "Max"}}
    status, problem = await issuer.api("POST", "/offers", json=other, headers=headers)
    assert (status, problem["title"]) == (409, "Idempotency-Key used before")
    status, _ = await issuer.api("POST", "/offers", json=other, headers=headers, office=SWIMMING_POOLS)
    assert status == 201


async def test_a_key_of_an_offer_that_has_ended_says_so(issuer: TestIssuer) -> None:
    headers = {"Idempotency-Key": "case-1"}
    _, offer = await issuer.api("POST", "/offers", json=BODY, headers=headers)
    await issuer.api("DELETE", f"/offers/{offer['offer_id']}")
    status, problem = await issuer.api("POST", "/offers", json=BODY, headers=headers)
    assert (status, problem["title"]) == (409, "Offer has ended")


async def test_every_fault_of_the_claims_is_told_in_both_languages(issuer: TestIssuer) -> None:
    claims = {"cardNumber": "1", "givenName": "", "category": "dog", "shoeSize": 43}
    status, problem = await issuer.api("POST", "/offers", json={"use_case": USE_CASE, "claims": claims})
    assert status == 422
    assert problem["message"].keys() == {"de", "en"}
    assert {tuple(fault["path"]) for fault in problem["faults"]} == {
        ("cardNumber",),
        ("givenName",),
        ("familyName",),
        ("category",),
        ("shoeSize",),
    }
    assert all(fault["message"].keys() == {"de", "en"} for fault in problem["faults"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ([], 400),
        ({}, 400),
        ({"use_case": USE_CASE}, 400),
        ({"use_case": 1, "claims": {}}, 400),
        ({"use_case": USE_CASE, "claims": []}, 400),
        ({"use_case": USE_CASE, "claims": CLAIMS, "state": "issued"}, 400),
        ({"use_case": "parking_permit", "claims": {}}, 404),
    ],
)
async def test_a_malformed_request_makes_no_offer(issuer: TestIssuer, body: Any, status: int) -> None:
    answered, problem = await issuer.api("POST", "/offers", json=body)
    assert answered == status
    assert problem["status"] == status
    assert await issuer.database.fetch_all("SELECT * FROM offers") == []


@pytest.mark.parametrize("key", ["", "x" * 256, "with space", "ä"])
async def test_a_malformed_idempotency_key_is_refused(issuer: TestIssuer, key: str) -> None:
    status, _ = await issuer.api("POST", "/offers", json=BODY, headers={"Idempotency-Key": key})
    assert status == 400


async def test_an_office_that_the_registry_does_not_list_gets_no_offer(issuer: TestIssuer) -> None:
    issuer.registry.listed = [issuer.settings.offices[SWIMMING_POOLS].did]
    status, problem = await issuer.api("POST", "/offers", json=BODY)
    assert (status, problem["standing"]) == (403, "not-listed")
    assert (await issuer.api("POST", "/offers", json=BODY, office=SWIMMING_POOLS))[0] == 201


async def test_while_the_registry_is_away_the_office_is_asked_to_come_back(issuer: TestIssuer) -> None:
    issuer.registry.away = True
    reply = await issuer.client.post(
        f"/api/offices/{LIBRARY}/offers", json=BODY, headers={"Authorization": f"Bearer {issuer.api_keys[LIBRARY]}"}
    )
    assert reply.status == 503
    assert int(reply.headers["Retry-After"]) > 0


async def test_only_the_offices_own_key_opens_its_door(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    path = f"/offers/{offer['offer_id']}"
    for method in ("GET", "DELETE"):
        assert (await issuer.api(method, path, key=SWIMMING_POOLS))[0] == 403
        assert (await issuer.api(method, path, office=SWIMMING_POOLS))[0] == 404
        reply = await issuer.client.request(method, f"/api/offices/{LIBRARY}{path}")
        assert reply.status == 401
        assert "WWW-Authenticate" in reply.headers
    assert (await issuer.api("GET", path))[1]["state"] == "created"


async def test_a_withdrawn_offer_is_void_for_wallets_at_once(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    code = await issuer.code_of(offer)
    status, answer = await issuer.api("DELETE", f"/offers/{offer['offer_id']}")
    assert (status, answer["state"]) == (200, "cancelled")
    assert (await issuer.client.get(issuer.path_of(offer["link"]))).status == 404
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, answer["error"]) == (400, "invalid_grant")
    again = await issuer.api("DELETE", f"/offers/{offer['offer_id']}")
    assert (again[0], again[1]["state"]) == (200, "cancelled")


async def test_withdrawing_voids_an_access_token_that_was_not_used(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    assert (await issuer.api("DELETE", f"/offers/{offer['offer_id']}"))[0] == 200
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert (status, answer["error"]) == (401, "invalid_token")


async def test_a_card_that_waits_for_its_signature_does_not_leave_after_a_withdrawal(
    issuer: TestIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = await issuer.make_offer()
    token = await issuer.token_of(offer)
    keys = issuer.app[HALL].keys
    sign = keys.sign

    async def withdraw_then_sign(*how: Any) -> Any:
        assert (await issuer.api("DELETE", f"/offers/{offer['offer_id']}"))[0] == 200
        return await sign(*how)

    monkeypatch.setattr(keys, "sign", withdraw_then_sign)
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert (status, answer["error"]) == (400, "credential_request_denied")
    (row,) = await issuer.database.fetch_all("SELECT state FROM credentials")
    assert row["state"] == "recorded"


@pytest.mark.parametrize("name", ["%00", "%FF", "%ED%A0%80", "a%2Fb", "..%2F..", "'%20OR%201=1", "x" * 3000])
async def test_an_id_that_we_never_made_is_not_found_and_never_an_error_of_ours(issuer: TestIssuer, name: str) -> None:
    headers = {"Authorization": f"Bearer {issuer.api_keys[LIBRARY]}"}
    for path in (
        f"/api/offices/{LIBRARY}/offers/{name}",
        f"/api/offices/{LIBRARY}/credentials/{name}",
        f"/api/offices/{name}/offers/x",
        f"/offices/{LIBRARY}/offers/{name}",
        f"/offices/{LIBRARY}/status/{name}",
        f"/offices/{name}/did.json",
        f"/.well-known/openid-credential-issuer/offices/{name}",
        f"/use-cases/{name}/v1/schema.json",
    ):
        reply = await issuer.client.get(URL(path, encoded=True), headers=headers)
        assert reply.status in {400, 403, 404}, path


async def test_every_route_of_the_door_asks_for_a_key_of_its_own_office(issuer: TestIssuer) -> None:
    ids = {"office": LIBRARY, "offer": "x", "credential": "x", "action": "revoke", "list": "x", "place": "0"}
    ids |= {"use_case": USE_CASE}
    seen = 0
    for route in issuer.app.router.routes():
        if route.resource is None or not route.resource.canonical.startswith("/api/"):
            continue
        path = route.resource.canonical.format_map(ids)
        without = await issuer.client.request(route.method, path, json={})
        foreign = {"Authorization": f"Bearer {issuer.api_keys[SWIMMING_POOLS]}"}
        with_foreign = await issuer.client.request(route.method, path, json={}, headers=foreign)
        assert (without.status, with_foreign.status) == (401, 403), path
        seen += 1
    assert seen >= 14


async def test_what_was_issued_cannot_be_withdrawn_any_more(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    status, problem = await issuer.api("DELETE", f"/offers/{received.offer['offer_id']}")
    assert (status, problem["state"]) == (409, "issued")


async def test_withdrawing_and_asking_for_the_card_at_once_has_exactly_one_winner(issuer: TestIssuer) -> None:
    outcomes = set()
    for seed in range(6):
        offer = await issuer.make_offer()
        token = await issuer.token_of(offer)
        body = await issuer.request_body(Holder(bytes([seed]) * 32))
        work = [issuer.ask_credential(token, body), issuer.api("DELETE", f"/offers/{offer['offer_id']}")]
        if seed % 2:
            asked, withdrawn = await asyncio.gather(*work)
        else:
            withdrawn, asked = await asyncio.gather(*reversed(work))
        assert (asked[0] == 200) != (withdrawn[0] == 200)
        outcomes.add(asked[0])
    assert outcomes <= {200, 400, 401}


async def test_withdrawing_and_redeeming_at_once_leaves_a_void_token_or_none(issuer: TestIssuer) -> None:
    for _ in range(5):
        offer = await issuer.make_offer()
        code = await issuer.code_of(offer)
        redeemed, withdrawn = await asyncio.gather(
            issuer.ask_token(code=code, tx_code=offer["tx_code"]), issuer.api("DELETE", f"/offers/{offer['offer_id']}")
        )
        assert withdrawn[0] == 200
        if redeemed[0] == 200:
            status, _ = await issuer.ask_credential(redeemed[1]["access_token"], await issuer.request_body(Holder()))
            assert status == 401
