"""A new version takes over while offers of the earlier one are open: each is kept as it was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.issuing import CLAIMS, LIBRARY, Holder, TestIssuer, running_issuer, settings_table
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, take_over, write_package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

DISTRICT = (
    "\n# Days begin",
    '\n[claims.district]\nkind = "text"\nmandatory = true\nmax_length = 40\n'
    'label = { de = "Bezirk", en = "District" }\n\n# Days begin',
)
SECOND = library_card(NEXT_VERSION, DISTRICT)
V2 = "library_card_v2_ldp_vc"


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[TestIssuer]:
    folder = write_package(tmp_path, LIBRARY_CARD)
    async with running_issuer(table=settings_table(use_cases_folder=str(folder))) as running:
        yield running


async def fetch(issuer: TestIssuer, path: str) -> tuple[int, Any]:
    async with issuer.client.get(path) as reply:
        return reply.status, await reply.json(content_type=None)


async def test_an_open_offer_becomes_a_card_of_the_version_that_was_promised(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    take_over(issuer, SECOND)
    _, fetched = await fetch(issuer, issuer.path_of(offer["link"]))
    assert fetched["credential_configuration_ids"][0] == "library_card_v1_ldp_vc"
    token = await issuer.token_of(offer)
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert status == 200, answer
    card = answer["credentials"][0]["credential"]
    assert card["@context"][1].endswith("LibraryCard/v1/context.jsonld")
    assert card["credentialSchema"]["id"].endswith("LibraryCard/v1/schema.json")
    (record,) = await issuer.database.fetch_all("SELECT version FROM credentials")
    assert record["version"] == 1
    card_id = card["id"].removeprefix("urn:uuid:")
    assert (await issuer.api("POST", f"/credentials/{card_id}/revoke", json={"reason": "device-lost"}))[0] == 200


async def test_a_new_offer_is_one_of_the_newest_version(issuer: TestIssuer) -> None:
    take_over(issuer, SECOND)
    status, problem = await issuer.api("POST", "/offers", json={"use_case": "library_card", "claims": CLAIMS})
    assert (status, [fault["path"] for fault in problem["faults"]]) == (422, [["district"]])
    offer = await issuer.make_offer(claims={**CLAIMS, "district": "Nordstadt"})
    body = await issuer.request_body(Holder()) | {"credential_configuration_id": V2}
    status, answer = await issuer.ask_credential(await issuer.token_of(offer), body)
    assert status == 200, answer
    assert answer["credentials"][0]["credential"]["credentialSubject"]["district"] == "Nordstadt"


async def test_an_offer_of_one_version_gives_no_card_of_another(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    take_over(issuer, SECOND)
    body = await issuer.request_body(Holder()) | {"credential_configuration_id": V2}
    status, answer = await issuer.ask_credential(await issuer.token_of(offer), body)
    assert (status, answer["error"]) == (400, "invalid_credential_request")


async def test_wallets_read_of_every_version_and_fetch_its_documents(issuer: TestIssuer) -> None:
    before = await fetch(issuer, "/use-cases/library_card/v1/context.jsonld")
    take_over(issuer, SECOND)
    _, metadata = await fetch(issuer, f"/.well-known/openid-credential-issuer/offices/{LIBRARY}")
    assert {"library_card_v1_ldp_vc", V2} <= metadata["credential_configurations_supported"].keys()
    assert await fetch(issuer, "/use-cases/library_card/v1/context.jsonld") == before
    _, context = await fetch(issuer, "/use-cases/library_card/v2/context.jsonld")
    assert context["@context"]["district"]["@id"] == "https://musterstadt.example/credentials/LibraryCard#district"


async def test_an_offer_whose_version_is_gone_ends_in_the_words_for_offers_that_have_ended(issuer: TestIssuer) -> None:
    offer, redeemed = await issuer.make_offer(), await issuer.make_offer()
    token, code = await issuer.token_of(redeemed), await issuer.code_of(offer)
    take_over(issuer, SECOND, earlier={})
    assert (await fetch(issuer, issuer.path_of(offer["link"])))[0] == 404
    status, answer = await issuer.ask_token(code=code, tx_code=offer["tx_code"])
    assert (status, answer["error"]) == (400, "invalid_grant")
    status, answer = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert (status, answer["error"]) == (400, "credential_request_denied")


async def test_a_renewed_offer_is_one_of_the_newest_version_if_its_claims_fit_it(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(600)
    take_over(issuer, SECOND)
    status, problem = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert (status, [fault["path"] for fault in problem["faults"]]) == (422, [["district"]])
    take_over(issuer, library_card(NEXT_VERSION))
    status, renewed = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert status == 200, renewed
    _, fetched = await fetch(issuer, issuer.path_of(renewed["link"]))
    assert fetched["credential_configuration_ids"][0] == V2
