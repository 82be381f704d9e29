"""A birthday: the card ends before it, and the next one is offered without typing anything, once."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from issuer.renewals.kept_claims import Kept, KeptClaims
from plumbing.sealed_records.record_seal import RecordSeal
from tests.issuer.test_registers import CONSULTATION, SD_JWT, TYPED, asking
from tests.support.issuing import CLAIMS, NOW, SWIMMING_POOLS, USE_CASE, Holder, TestIssuer, running_issuer
from tests.support.register import small_register
from tests.support.youth_card import CHANGE, DAY, GIVEN, YOUTH_CARD, card, id_of, kept

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(kind=YOUTH_CARD) as running:
        yield running


async def renew(issuer: TestIssuer, credential_id: str, **how: Any) -> tuple[int, Any]:
    return await issuer.api("POST", f"/credentials/{credential_id}/renew", **how)


async def test_the_card_ends_before_the_birthday_and_the_next_says_what_is_true_from_then_on(
    issuer: TestIssuer,
) -> None:
    first = await card(issuer)
    assert (first["credentialSubject"]["adult"], first["validUntil"]) == (False, "2026-05-19T21:59:59Z")
    issuer.clock.move(CHANGE - NOW)
    status, offer = await renew(issuer, id_of(first))
    assert status == 201, offer
    second = await card(issuer, offer)
    subject = second["credentialSubject"]
    assert {name: subject[name] for name in CLAIMS} == CLAIMS
    assert (subject["adult"], second["validFrom"]) == (True, "2026-05-19T22:00:00Z")
    assert "birthDate" not in subject


async def test_before_the_birthday_there_is_nothing_to_renew(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW - 1)
    status, problem = await renew(issuer, credential_id)
    assert (status, problem["title"], problem["possible_from"]) == (409, "Too early", "2026-05-19T22:00:00Z")


async def test_the_office_sees_what_is_due_and_nothing_about_anybody(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    assert (await issuer.api("GET", "/renewals?days=3"))[1] == {"renewals": [], "more": False}
    status, due = await issuer.api("GET", "/renewals")
    assert (status, due["renewals"]) == (
        200,
        [
            {
                "credential_id": credential_id,
                "use_case": USE_CASE,
                "valid_until": "2026-05-19T21:59:59Z",
                "possible_from": "2026-05-19T22:00:00Z",
                "offer_id": None,
            }
        ],
    )
    assert (await issuer.api("GET", "/renewals", office=SWIMMING_POOLS))[1]["renewals"] == []
    assert (await issuer.api("GET", "/renewals", key=SWIMMING_POOLS))[0] == 403
    await issuer.api("POST", f"/credentials/{credential_id}/suspend", json={"reason": "under-review"})
    assert (await issuer.api("GET", "/renewals"))[1]["renewals"] == []


@pytest.mark.parametrize("days", ["-1", "367", "1.5", "", "x", "1&days=2", "9999999999999999999"])
async def test_days_are_one_whole_number(issuer: TestIssuer, days: str) -> None:
    assert (await issuer.api("GET", f"/renewals?days={days}"))[0] == 400


async def test_while_the_offer_is_on_its_way_it_is_shown_again_and_once_taken_nothing_is_kept_twice(
    issuer: TestIssuer,
) -> None:
    first = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    _, offer = await renew(issuer, first)
    assert await renew(issuer, first) == (200, offer)
    assert (await issuer.api("GET", "/renewals"))[1]["renewals"][0]["offer_id"] == offer["offer_id"]
    second = id_of(await card(issuer, offer))
    assert await kept(issuer) == []
    status, problem = await renew(issuer, first)
    assert (status, problem["title"]) == (409, "Nothing kept")
    assert (await renew(issuer, second))[1]["title"] == "Nothing kept"  # nothing changes any more


async def test_an_offer_that_ran_out_is_followed_by_another(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    _, offer = await renew(issuer, credential_id)
    issuer.clock.move(600)
    status, another = await renew(issuer, credential_id)
    assert (status, another["offer_id"] != offer["offer_id"]) == (201, True)


async def test_a_lost_answer_is_shown_again_by_its_key(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    headers = {"Idempotency-Key": "birthday-1"}
    first = await renew(issuer, credential_id, headers=headers)
    assert await renew(issuer, credential_id, headers=headers) == (200, first[1])
    body = {"use_case": USE_CASE, "claims": GIVEN}
    assert (await issuer.api("POST", "/offers", json=body, headers=headers))[0] == 409


@pytest.mark.parametrize(("action", "state"), [("suspend", "suspended"), ("revoke", "revoked")])
async def test_a_card_that_is_not_good_has_no_next_one(issuer: TestIssuer, action: str, state: str) -> None:
    credential_id = id_of(await card(issuer))
    await issuer.api("POST", f"/credentials/{credential_id}/{action}", json={"reason": "misuse"})
    issuer.clock.move(CHANGE - NOW)
    status, problem = await renew(issuer, credential_id)
    assert (status, problem["state"]) == (409, state)


async def test_whose_card_is_revoked_gets_no_next_one_by_an_offer_that_was_made_before(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    _, offer = await renew(issuer, credential_id)
    token = await issuer.token_of(offer)
    assert (await issuer.api("POST", f"/credentials/{credential_id}/revoke", json={"reason": "misuse"}))[0] == 200
    assert (await issuer.api("GET", f"/offers/{offer['offer_id']}"))[1]["state"] == "cancelled"
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 401
    rows = await issuer.database.fetch_all("SELECT action, object_id FROM audit_tail")
    assert ("offer-withdrawn", offer["offer_id"]) in {(row["action"], row["object_id"]) for row in rows}


async def test_an_unknown_card_and_one_of_another_office_are_unknown(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    assert (await renew(issuer, "there-is-none"))[0] == 404
    assert (await renew(issuer, credential_id, office=SWIMMING_POOLS))[0] == 404
    assert (await renew(issuer, credential_id, key=SWIMMING_POOLS))[0] == 403


async def test_an_office_that_is_no_longer_listed_renews_nothing(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    issuer.registry.listed = []
    assert (await renew(issuer, credential_id))[0] == 403


async def test_after_its_time_nothing_is_kept_that_a_card_could_be_made_of(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(100 * DAY)
    status, problem = await renew(issuer, credential_id)
    assert (status, problem["title"]) == (409, "Nothing kept")
    assert "neues Angebot" in problem["message"]["de"]


async def test_it_is_audited_with_the_card_and_who_asked(issuer: TestIssuer) -> None:
    credential_id = id_of(await card(issuer))
    issuer.clock.move(CHANGE - NOW)
    await renew(issuer, credential_id)
    await renew(issuer, credential_id)
    rows = await issuer.database.fetch_all(
        "SELECT action, object_id FROM audit_tail WHERE action IN ('credential-renewed', 'offer-made')"
        " UNION ALL SELECT action, object_id FROM audit_chain WHERE action IN ('credential-renewed', 'offer-made')"
    )
    assert sorted(row["action"] for row in rows) == ["credential-renewed", "offer-made", "offer-made"]
    assert credential_id in {row["object_id"] for row in rows}


@pytest.mark.parametrize("_round", range(2))
async def test_of_many_who_renew_at_two_workers_all_are_shown_one_offer(database_url: str, _round: int) -> None:
    async with (
        running_issuer(database_url=database_url, seed=1, kind=YOUTH_CARD) as first,
        running_issuer(database_url=database_url, seed=2, clock=first.clock, kind=YOUTH_CARD) as second,
    ):
        second.api_keys = first.api_keys
        credential_id = id_of(await card(first))
        first.clock.move(CHANGE - NOW)
        answers = await asyncio.gather(*(renew((first, second)[n % 2], credential_id) for n in range(8)))
        assert {status for status, _ in answers} == {200, 201}
        assert len({answer["offer_id"] for _, answer in answers}) == 1
        assert len(await first.database.fetch_all("SELECT * FROM offers")) == 2


async def test_a_register_is_asked_anew_and_what_it_gave_is_not_kept(tmp_path: Path) -> None:
    async with small_register(tmp_path / "ca") as register:
        register.people[TYPED["registerNumber"]] = {"birthDate": "2010-05-20", "district": "north"}
        async with asking(register) as issuer:
            body = {"use_case": CONSULTATION.name, "claims": TYPED}
            _, offer = await issuer.api("POST", "/offers", json=body)
            request = await issuer.request_body(Holder()) | {"credential_configuration_id": SD_JWT}
            status, answer = await issuer.ask_credential(await issuer.token_of(offer), request)
            assert status == 200, answer
            (row,) = await issuer.database.fetch_all(
                "SELECT credential_id, sealed, change_at, offer_id FROM kept_claims"
            )
            opened = await _open(issuer, dict(row))
            assert opened == TYPED
            register.people[TYPED["registerNumber"]]["district"] = "south"
            issuer.clock.move(CHANGE - NOW)
            assert (await renew(issuer, row["credential_id"]))[0] == 201
            assert len(register.asked) == 2


async def _open(issuer: TestIssuer, row: dict[str, Any]) -> Any:
    kept_claims = KeptClaims(seal=RecordSeal(seal=issuer.keyring.seal("issuer"), entropy=issuer.entropy))
    return await kept_claims.open(issuer.database, Kept(**row))
