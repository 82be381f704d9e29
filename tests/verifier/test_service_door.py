"""The services' door of the verifier: keys, tenants, purposes, and nothing that does not belong there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.database.open import open_database
from stadtsiegel.clients import Api
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from pathlib import Path

    from tests.verifier.conftest import Scene


async def test_a_purpose_that_the_registry_does_not_list_is_refused_with_its_remedy(scene: Scene) -> None:
    api = scene.city.lending.api
    with pytest.raises(ServiceRefused) as refused:
        await api.post("/checks", {"purpose": "reduced_entry"}, 201)
    assert refused.value.status == 403
    assert "authority" in refused.value.description


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"purpose": 7},
        {"purpose": ""},
        {"purpose": "x" * 65},
        {"purpose": "lending", "same_device": "yes"},
        {"purpose": "lending", "dcql_query": {}},
    ],
)
async def test_a_malformed_wish_is_a_problem_and_makes_no_check(scene: Scene, body: dict[str, Any]) -> None:
    with pytest.raises(ServiceRefused, match="400"):
        await scene.city.lending.api.post("/checks", body, 201)


async def test_a_same_device_check_needs_a_page_to_come_back_to(scene: Scene) -> None:
    with pytest.raises(ServiceRefused, match="400") as refused:
        await scene.city.museum.ask(same_device=True)
    assert "return_url" in refused.value.description


async def test_a_relying_party_cannot_read_the_checks_of_another(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    with pytest.raises(ServiceRefused, match="404"):
        await scene.city.museum.read(check)


async def test_a_key_of_one_relying_party_does_not_open_anothers_door(scene: Scene) -> None:
    museum = scene.city.museum.api
    foreign = Api(
        base_url=museum.base_url.replace("museum", "library"), api_key=museum.api_key, fetcher=scene.city.fetcher
    )
    with pytest.raises(ServiceRefused, match="403"):
        await foreign.post("/checks", {"purpose": "lending"}, 201)


async def test_without_a_key_there_is_no_check(scene: Scene) -> None:
    stranger = Api(base_url=scene.city.lending.api.base_url, api_key="sts_" + "A" * 43, fetcher=scene.city.fetcher)
    with pytest.raises(ServiceRefused, match="401"):
        await stranger.post("/checks", {"purpose": "lending"}, 201)


async def test_cancelling_twice_is_the_same_as_once_but_an_answered_check_cannot_be_cancelled(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    await scene.city.lending.cancel(check)
    await scene.city.lending.cancel(check)
    assert (await scene.city.lending.read(check)).state == "cancelled"
    answered = await scene.city.lending.ask()
    await scene.wallet.present(answered.link)
    with pytest.raises(ServiceRefused, match="409"):
        await scene.city.lending.cancel(answered)


async def test_the_link_and_its_qr_code_hold_no_word_about_a_person(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    assert check.link.startswith("openid4vp://?client_id=decentralized_identifier")
    assert "Mustermann" not in check.link
    assert check.qr_svg.startswith("<svg") or check.qr_svg.startswith("<?xml")


async def test_a_result_opens_while_its_key_is_there_and_is_as_good_as_erased_without_it(
    scene: Scene, tmp_path: Path
) -> None:
    check = await scene.city.lending.ask()
    await scene.wallet.present(check.link)
    assert (await scene.city.lending.read(check)).body["claims"]
    database = await open_database(f"sqlite:///{tmp_path}/verifier.sqlite")
    try:
        assert await database.execute("DELETE FROM data_keys") == 1
    finally:
        await database.close()
    seen = await scene.city.lending.read(check)
    assert seen.state == "verified"
    assert not {"claims", "verdict"} & seen.body.keys()


async def test_a_service_forgets_a_result_at_once_and_still_reads_how_the_check_ended(
    scene: Scene, tmp_path: Path
) -> None:
    lending = scene.city.lending
    check = await lending.ask()
    await scene.wallet.present(check.link)
    assert (await lending.read(check)).body["claims"]
    for _ in range(2):
        await lending.api.delete(f"/checks/{check.id}/result", 204)
    seen = await lending.read(check)
    assert seen.state == "verified"
    assert not {"claims", "verdict"} & seen.body.keys()
    database = await open_database(f"sqlite:///{tmp_path}/verifier.sqlite")
    try:
        assert await database.fetch_all("SELECT record FROM data_keys") == []
        assert await database.fetch_all("SELECT check_id FROM checks WHERE result_sealed IS NOT NULL") == []
    finally:
        await database.close()


async def test_only_a_result_that_is_there_and_ones_own_can_be_forgotten(scene: Scene) -> None:
    check = await scene.city.lending.ask()
    with pytest.raises(ServiceRefused, match="404"):
        await scene.city.lending.api.delete(f"/checks/{check.id}/result", 204)
    await scene.wallet.present(check.link)
    with pytest.raises(ServiceRefused, match="404"):
        await scene.city.museum.api.delete(f"/checks/{check.id}/result", 204)
    assert (await scene.city.lending.read(check)).body["claims"]
