"""No offer of a card that no verifier could read: the registry's list has to pin the documents of its version first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from issuer.hall import HALL
from issuer.kinds.kinds import LiveKinds
from tests.support.issuing import CLAIMS, TestIssuer, running_issuer, settings_table
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, take_over, write_package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

TYPE = "https://musterstadt.example/credentials/LibraryCard"


@pytest.fixture
async def issuer(tmp_path: Path) -> AsyncIterator[TestIssuer]:
    folder = write_package(tmp_path, LIBRARY_CARD)
    async with running_issuer(table=settings_table(use_cases_folder=str(folder))) as running:
        yield running


async def ask(issuer: TestIssuer) -> tuple[int, Any]:
    return await issuer.api("POST", "/offers", json={"use_case": "library_card", "claims": CLAIMS})


async def test_a_version_that_is_not_listed_yet_is_not_offered_and_what_is_missing_is_told(issuer: TestIssuer) -> None:
    issuer.registry.pins = LiveKinds(issuer.app[HALL].kinds.present)  # the list stays as it is
    take_over(issuer, library_card(NEXT_VERSION))
    status, problem = await ask(issuer)
    assert (status, problem["title"]) == (409, "Documents not listed")
    assert problem["documents"] == [f"{TYPE}/v2/context.jsonld", f"{TYPE}/v2/schema.json"]
    assert "stadtsiegel registry propose" in problem["message"]["de"]
    assert "stadtsiegel registry propose" in problem["message"]["en"]
    issuer.registry.pins = issuer.app[HALL].kinds  # the authority has said it
    assert (await ask(issuer))[0] == 201


async def test_other_bytes_than_the_listed_ones_are_not_offered(issuer: TestIssuer) -> None:
    issuer.registry.pins = LiveKinds(issuer.app[HALL].kinds.present)
    take_over(issuer, library_card(("max_length = 10\n", "max_length = 12\n")), earlier={})
    assert (await ask(issuer))[1]["documents"] == [f"{TYPE}/v1/schema.json"]


async def test_a_corrected_label_needs_no_word_of_the_authority(issuer: TestIssuer) -> None:
    issuer.registry.pins = LiveKinds(issuer.app[HALL].kinds.present)
    take_over(issuer, library_card(("Card number", "Number of the card")), earlier={})
    assert (await ask(issuer))[0] == 201


async def test_where_no_type_is_listed_its_description_is_missing_too(issuer: TestIssuer) -> None:
    issuer.registry.pins = None
    _, problem = await ask(issuer)
    assert [one.rpartition("/")[0] for one in problem["documents"]] == [
        f"{TYPE}/v1",
        f"{TYPE}/v1",
        f"{TYPE}/v1/type-metadata",
    ]


async def test_a_listed_version_whose_offer_ended_is_renewed_only_with_what_is_listed(issuer: TestIssuer) -> None:
    _, offer = await ask(issuer)
    issuer.clock.move(600)
    issuer.registry.pins = None
    status, problem = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert (status, problem["title"]) == (409, "Documents not listed")


async def test_an_office_that_offers_unlisted_asks_nobody(tmp_path: Path) -> None:
    table = settings_table(use_cases_folder=str(write_package(tmp_path, LIBRARY_CARD)))
    table["office"] = [{**one, "offer_unlisted": True} for one in table["office"]]
    async with running_issuer(table=table) as issuer:
        issuer.registry.pins = None
        assert (await ask(issuer))[0] == 201
