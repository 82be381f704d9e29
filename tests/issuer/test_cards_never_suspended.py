"""A use case without suspension: no place for it is taken, no entry written, and a clerk is told to revoke instead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from credentials.sd_jwt_vc.verify import read_received
from issuer.management_api.refusal_rows import ROWS
from issuer.status.change_status import NeverSuspended
from stadtsiegel.check_issued.check import check_issued
from tests.support.issued_city import deployment_of, issue_tokens, see_the_registry
from tests.support.issuing import LIBRARY, LIBRARY_CARD, Holder, TestIssuer, running_issuer
from use_cases.use_case import StatusPurpose

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REVOCATION_ONLY = replace(LIBRARY_CARD, status=(StatusPurpose.REVOCATION,))


@pytest.fixture
async def issuer() -> AsyncIterator[TestIssuer]:
    async with running_issuer(kind=REVOCATION_ONLY) as running:
        await see_the_registry(running)
        yield running


async def act(issuer: TestIssuer, credential_id: str, action: str) -> tuple[int, Any]:
    return await issuer.api("POST", f"/credentials/{credential_id}/{action}", json={"reason": "under-review"})


async def findings(issuer: TestIssuer) -> dict[str, int]:
    report = await check_issued(issuer.database, deployment_of(issuer), now=issuer.clock.now(), publications=None)
    return dict(report.pile.counts)


async def test_the_card_names_the_list_of_its_revocation_alone(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    (entry,) = card.credential["credentialStatus"]
    assert entry["statusPurpose"] == "revocation"


async def test_no_list_of_suspensions_is_opened_and_no_place_taken(issuer: TestIssuer) -> None:
    await issuer.issue()
    lists = await issuer.database.fetch_all("SELECT DISTINCT purpose FROM status_lists")
    assert {row["purpose"] for row in lists} == {"revocation", "status"}
    (copy,) = await issuer.database.fetch_all("SELECT * FROM copies")
    assert (copy["suspension_list"], copy["suspension_place"]) == (None, None)
    assert len(await issuer.database.fetch_all("SELECT * FROM status_places")) == 1


@pytest.mark.parametrize("action", ["suspend", "resume"])
async def test_a_suspension_is_refused_with_what_to_do_instead(issuer: TestIssuer, action: str) -> None:
    card = await issuer.issue()
    status, problem = await act(issuer, card.credential_id, action)
    assert (status, problem["title"]) == (409, ROWS[NeverSuspended][1])
    assert "widerrufen" in problem["message"]["de"]
    assert "revoke" in problem["message"]["en"]
    assert await issuer.database.fetch_all("SELECT * FROM status_changes") == []


async def test_a_token_is_not_suspended_either_and_its_one_place_stays_good(issuer: TestIssuer) -> None:
    credential_id = await issue_tokens(issuer, LIBRARY)
    assert (await act(issuer, credential_id, "suspend"))[0] == 409
    rows = await issuer.database.fetch_all("SELECT value FROM status_places")
    assert {row["value"] for row in rows} == {0}
    assert (await act(issuer, credential_id, "revoke"))[0] == 200
    rows = await issuer.database.fetch_all("SELECT value FROM status_places")
    assert {row["value"] for row in rows} == {1}


async def test_a_revocation_works_as_ever_and_the_checker_finds_nothing(issuer: TestIssuer) -> None:
    card, tokens = await issuer.issue(), await issue_tokens(issuer, LIBRARY)
    assert (await act(issuer, card.credential_id, "revoke"))[0] == 200
    assert (await act(issuer, tokens, "revoke"))[0] == 200
    await issuer.publish()
    assert await findings(issuer) == {}


async def test_the_vc_api_refuses_in_the_same_words(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    entry = {"type": "BitstringStatusListEntry", "statusPurpose": "suspension"}
    for more in ({}, {"statusListIndex": "5"}):
        reply = await issuer.client.post(
            f"/vc-api/offices/{LIBRARY}/credentials/status",
            json={"credentialId": card.credential["id"], "credentialStatus": entry | more, "status": True},
            headers={"Authorization": f"Bearer {issuer.api_keys[LIBRARY]}"},
        )
        assert (reply.status, (await reply.json())["title"]) == (409, ROWS[NeverSuspended][1])


async def test_an_unknown_card_is_unknown_and_not_unsuspendable(issuer: TestIssuer) -> None:
    assert (await act(issuer, "there-is-none", "suspend"))[0] == 404


async def test_the_checker_finds_a_place_too_many_and_a_place_too_few(issuer: TestIssuer) -> None:
    await issuer.issue()
    await issuer.database.execute(
        "UPDATE copies SET suspension_list = revocation_list, suspension_place = revocation_place"
    )
    assert "copies-wrong" in await findings(issuer)
    async with running_issuer() as usual:
        await see_the_registry(usual)
        await usual.issue()
        await usual.database.execute("UPDATE copies SET suspension_list = NULL, suspension_place = NULL")
        assert "copies-wrong" in await findings(usual)


async def test_a_copy_in_tokens_names_its_place(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    status, answer = await issuer.ask_credential(await issuer.token_of(offer), await _token_request(issuer))
    assert status == 200, answer
    received = read_received(answer["credentials"][0]["credential"])
    assert "status" in received.credential.claims


async def _token_request(issuer: TestIssuer) -> dict[str, Any]:
    body = await issuer.request_body(Holder())
    return body | {"credential_configuration_id": "library_card_v1_dc_sd-jwt"}
