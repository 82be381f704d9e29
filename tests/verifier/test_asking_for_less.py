"""A service may ask for less than its purpose lists and never for more, and an officer sees what the statement says.

SECURITY V-25: more is refused, not cut, and the audit record tells it. L-02: what nobody asked for is not kept.
"""

from __future__ import annotations

from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from credentials.strict_json import parse_object
from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.founding import found_city
from stadtsiegel.library_city import LibraryCity, plan_library_city
from tests.support.verifying import NOW, PARTY, running_verifier
from verifier.audit_actions import VerifierAction
from verifier.presentation.result import Result
from wallet_sim import misbehave
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from wallet_sim.wallet import Wallet

SUBJECT = "credentialSubject"
NUMBER, CATEGORY, BEYOND = [SUBJECT, "cardNumber"], [SUBJECT, "category"], [SUBJECT, "familyName"]
MORE_THAN_LISTED: list[list[list[Any]]] = [
    [BEYOND],
    [NUMBER, BEYOND],
    [[SUBJECT]],
    [["cardNumber"]],
    [[SUBJECT, None]],
    [["validUntil"]],
]


@asynccontextmanager
async def city_of_officers(folder: Path) -> AsyncIterator[LibraryCity]:
    """A city in which whoever lends books sees the category, and the software the card number, too."""
    plan = plan_library_city()
    seen = tuple(
        replace(one, officer_sees=(("category",),)) if one.id == "lending" else one for one in plan.use_case.purposes
    )
    plan = replace(plan, use_case=replace(plan.use_case, purposes=seen))
    async with found_city(plan, folder=folder, clock=MovableClock(NOW), entropy=SystemEntropy()) as city:
        yield LibraryCity(**vars(city))


async def holder(city: LibraryCity) -> Wallet:
    wallet = city.new_wallet(wish=Wish(format="dc+sd-jwt"))
    offer = await city.library.offer()
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def test_a_check_asks_for_less_and_nothing_else_is_shown_handed_on_or_kept(tmp_path: Path) -> None:
    async with city_of_officers(tmp_path) as city:
        wallet = await holder(city)
        check = await city.lending.ask(claims=[(SUBJECT, "category")])
        request = await wallet.present.open_request(check.link)
        for query in request.query.credentials:
            assert [claim.path[-1] for claim in query.claims] == ["category"]
        presented = await wallet.present(check.link)
        assert "M-00012345" not in str(presented.vp_token)
        view = await city.lending.read(check)
        assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})

        check = await city.lending.ask(claims=[(SUBJECT, "category")])
        await misbehave.show_more_than_asked(wallet.present, check.link, wallet.vault.kept[0].first)
        view = await city.lending.read(check)
        assert (view.state, view.body["claims"]) == ("verified", {"category": "adult"})
        assert "M-00012345" not in str(view.body)


async def test_an_officer_sees_what_the_statement_says_and_the_software_gets_the_rest(tmp_path: Path) -> None:
    async with city_of_officers(tmp_path) as city:
        wallet = await holder(city)
        for claims, got, seen in (
            (None, {"cardNumber": "M-00012345", "category": "adult"}, {"category": "adult"}),
            ([(SUBJECT, "cardNumber")], {"cardNumber": "M-00012345"}, {}),
        ):
            check = await city.lending.ask(claims=claims)
            await wallet.present(check.link)
            view = await city.lending.read(check)
            assert (view.body["claims"], view.body["officer"]) == (got, seen)
        check = await city.museum.ask()  # whose statement says nothing of an officer
        await wallet.present(check.link)
        view = await city.museum.read(check)
        assert view.body["officer"] == view.body["claims"] == {"category": "adult"}


def test_a_result_from_before_there_was_an_officers_view_is_read_as_it_was_shown() -> None:
    earlier = parse_object(b'{"verdict": {}, "claims": {"category": "adult"}}')
    assert Result.from_json(earlier).officer == {"category": "adult"}


@pytest.mark.parametrize("claims", MORE_THAN_LISTED)
async def test_more_than_the_purpose_lists_is_refused_with_its_own_code_and_told(claims: list[list[Any]]) -> None:
    async with running_verifier() as verifier:
        status, problem = await verifier.api("POST", "/checks", json={"purpose": "lending", "claims": claims})
        assert (status, problem["code"]) == (403, "claims-beyond-purpose")
        assert await verifier.database.fetch_all("SELECT 1 AS found FROM checks") == []
        rows = await verifier.database.fetch_all("SELECT * FROM audit_tail")
        told = [(row["actor"], row["owner"], row["object_id"], row["outcome"]) for row in rows if is_refusal(row)]
        assert told == [(f"api:{verifier.api_key[:12]}", PARTY, "lending", "claims-beyond-purpose")]


def is_refusal(row: Any) -> bool:
    return bool(row["action"] == VerifierAction.CHECK_REFUSED)


async def test_there_is_no_override_for_a_check() -> None:
    async with running_verifier() as verifier:
        wish = {"purpose": "lending", "claims": [BEYOND], "override": {"reason": {"de": "x", "en": "x"}}}
        assert (await verifier.api("POST", "/checks", json=wish))[0] == 400


async def test_a_purpose_that_is_narrowed_meanwhile_is_asked_for_no_more() -> None:
    async with running_verifier() as verifier:
        status, made = await verifier.api("POST", "/checks", json={"purpose": "lending", "claims": [NUMBER]})
        assert status == 201
        verifier.registry.claims = ((SUBJECT, "category"),)
        request_id = await verifier.request_id(made["id"])
        async with verifier.client.get(f"/relying-parties/{PARTY}/requests/{request_id}") as answer:
            assert (answer.status, (await answer.json())["error"]) == (403, "unauthorized_client")


async def test_the_same_key_with_other_claims_is_another_wish() -> None:
    async with running_verifier() as verifier:
        key = {"Idempotency-Key": "desk-3"}
        for wish, status in (({}, 201), ({}, 200), ({"claims": [NUMBER]}, 409)):
            body = {"purpose": "lending", **wish}
            assert (await verifier.api("POST", "/checks", json=body, headers=key))[0] == status
