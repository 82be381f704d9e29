"""What a card says and how long it holds follow from its claims on the city's day of issue, not of the offer."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from credentials.sd_jwt_vc.verify import read_received
from plumbing.clock import MovableClock
from tests.issuer.test_every_form import PHONES, ask
from tests.support.issuing import NOW, TestIssuer, running_issuer
from tests.use_cases.claim_pieces import claim, group, use_case
from use_cases.use_case import Derived, Kind, OnChange, Period, Rule, Validity

TOKEN = "library_card_v1_dc_sd-jwt"
OVER_16 = Derived("birthDate", Rule.AGE_AT_LEAST, years=16, on_change=OnChange.END)
YOUTH = use_case(
    claim("birthDate", Kind.DATE, on_card=False, latest="today"),
    claim("over16", Kind.BOOLEAN, derived=OVER_16),
    group("home", claim("city", Kind.TEXT, default="Musterstadt"), claim("street", Kind.TEXT), mandatory=False),
)
VISIT = use_case(
    claim("visit", Kind.DATE, earliest="today"),
    validity=Validity("Europe/Berlin", Period(days=1), None, begins_with="visit", ends_with="visit"),
)


def at(text: str) -> int:
    return int(dt.datetime.fromisoformat(text).timestamp())


async def offer_of(issuer: TestIssuer, claims: dict[str, Any]) -> tuple[int, Any]:
    return await issuer.api("POST", "/offers", json={"use_case": "library_card", "claims": claims})


async def card_of(issuer: TestIssuer, offer: dict[str, Any]) -> tuple[int, Any]:
    """Redeem an offer now; the claims of its card, or the refusal."""
    status, answer = await ask(issuer, await issuer.token_of(offer), TOKEN, PHONES[:1])
    return status, read_received(answer["credentials"][0]["credential"]).credential.claims if status == 200 else answer


@pytest.mark.parametrize(
    ("issued", "over16", "ends"),
    [
        ("2026-05-02T21:59:59Z", False, "2026-05-02T22:00:00Z"),  # the last second before the birthday in Berlin
        ("2026-05-02T22:00:00Z", True, "2027-05-03T22:00:00Z"),
    ],
)
async def test_an_offer_from_before_midnight_gives_a_card_of_the_day_on_which_it_is_taken(
    issued: str, over16: bool, ends: str
) -> None:
    async with running_issuer(kind=YOUTH, clock=MovableClock(at("2026-05-02T21:59:30Z"))) as issuer:
        status, offer = await offer_of(issuer, {"birthDate": "2010-05-03", "home": {"street": "Ring 1"}})
        assert status == 201
        issuer.clock.move(at(issued) - issuer.clock.now())
        status, card = await card_of(issuer, offer)
        assert status == 200
        assert card["over16"] is over16
        assert card["exp"] == at(ends)
        assert card["home"] == {"city": "Musterstadt", "street": "Ring 1"}
        assert "birthDate" not in card


async def test_claims_that_are_right_no_more_when_the_card_is_taken_make_no_card_and_no_accident() -> None:
    async with running_issuer(kind=VISIT, clock=MovableClock(at("2026-05-03T21:59:30Z"))) as issuer:
        status, offer = await offer_of(issuer, {"visit": "2026-05-03"})
        assert status == 201
        issuer.clock.move(60)
        status, refusal = await card_of(issuer, offer)
        assert (status, refusal["error"]) == (400, "credential_request_denied")
        assert await issuer.database.fetch_all("SELECT * FROM credentials") == []


async def test_the_office_is_told_which_claim_lets_the_card_end_before_it_begins() -> None:
    event = use_case(
        claim("ends", Kind.DATE), validity=Validity("Europe/Berlin", Period(years=1), None, ends_with="ends")
    )
    async with running_issuer(kind=event) as issuer:
        status, problem = await offer_of(issuer, {"ends": "2026-05-02"})
        assert (status, problem["claim"]) == (409, "ends")
        assert "„ends auf Deutsch“ lässt den Nachweis enden, bevor er beginnt. Bitte prüfen" in problem["message"]["de"]
        assert "makes the document end before it begins" in problem["message"]["en"]
        assert (await offer_of(issuer, {"ends": "2026-05-03"}))[0] == 201


async def test_the_office_is_told_the_place_of_a_fault_inside_of_a_group() -> None:
    async with running_issuer(kind=YOUTH) as issuer:
        status, problem = await offer_of(issuer, {"birthDate": "2026-05-04", "home": {"street": 1}, "over16": True})
        assert status == 422
        paths = [fault["path"] for fault in problem["faults"]]
        assert paths == [["birthDate"], ["over16"], ["home", "street"]]


async def test_a_card_for_a_later_day_holds_from_then_on_and_tells_no_minute_of_its_making() -> None:
    async with running_issuer(kind=VISIT) as issuer:
        status, offer = await offer_of(issuer, {"visit": "2026-06-01"})
        assert status == 201
        status, card = await card_of(issuer, offer)
        assert status == 200
        assert card["nbf"] == at("2026-05-31T22:00:00Z")
        assert card["exp"] == at("2026-06-01T22:00:00Z")
        assert NOW - 3_600 < card["iat"] <= NOW
