"""Two purposes of one document with groups see disjoint facts, and whoever compares their notes finds no shared value.

The same bar as in test_nobody_is_linked: what a stranger's document, issued in the same hour, has as well tells nobody
apart; of everything else, two presentations may have in common what was asked for by both, and that is nothing.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from credentials.dcql.ask import place_of
from plumbing.clock import MovableClock
from plumbing.entropy import SeededEntropy
from stadtsiegel.city_plan import plan_city
from stadtsiegel.founding import found_city
from tests.journeys.linking import values_of
from use_cases.load import CATALOGUE, FILE_NAME, load_use_case
from wallet_sim.refusals import ServiceRefused
from wallet_sim.wish import Wish

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from stadtsiegel.city import City
    from stadtsiegel.clients import Service
    from wallet_sim.wallet import Wallet

NOW = 1_795_430_000  # 23 November 2026
KIND = "building_access"
ERIKA: dict[str, Any] = {
    "person": {"givenName": "Erika", "familyName": "Mustermann"},
    "accessRole": "researcher",
    "zones": [{"area": "reading_room", "days": "workdays", "opensAt": "09:00", "closesAt": "17:30"}],
    "firstDay": "2026-11-23",
    "lastDay": "2027-11-22",
}
STRANGER = {
    "person": {"givenName": "Max", "familyName": "Beispiel"},
    "accessRole": "employee",
    "zones": [{"area": "depot", "days": "every_day", "opensAt": "06:00", "closesAt": "22:00"}],
    "firstDay": ERIKA["firstDay"],
    "lastDay": ERIKA["lastDay"],
}
WISHES = [Wish(format="dc+sd-jwt", copies=3), Wish(format="ldp_vc", secured_by="ecdsa-sd-2023", copies=3)]


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[City]:
    """The city's access cards, given out by one clerk alone."""
    folder = tmp_path / "packages"
    shutil.copytree(Path(str(CATALOGUE / KIND)), folder / KIND)
    package = folder / KIND / FILE_NAME
    package.write_text(package.read_text("utf-8").replace("second_clerk = true", "second_clerk = false"), "utf-8")
    plan = plan_city(load_use_case(folder / KIND), packages=folder)
    clock, entropy = MovableClock(NOW), SeededEntropy(b"nothing in common")
    async with found_city(plan, folder=tmp_path, clock=clock, entropy=entropy) as city:
        yield city


async def holder(city: City, wish: Wish, claims: dict[str, Any]) -> Wallet:
    wallet = city.new_wallet(wish=wish)
    offer = await city.offices["archive"].offer(claims)
    await wallet.receive(offer.link, tx_code=offer.tx_code)
    return wallet


async def shown(wallet: Wallet, service: Service) -> tuple[set[Any], dict[str, Any]]:
    check = await service.ask()
    presented = await wallet.present(check.link)
    view = await service.read(check)
    assert view.state == "verified", view.body["verdict"]
    return values_of(presented.vp_token), view.body


@pytest.mark.parametrize("wish", WISHES, ids=["dc+sd-jwt", "ecdsa-sd-2023"])
async def test_two_purposes_share_no_value_and_each_officer_sees_even_less(city: City, wish: Wish) -> None:
    door, archive = city.services["door"], city.services["archive"]
    stranger, erika = await holder(city, wish, STRANGER), await holder(city, wish, ERIKA)
    of_strangers = (await shown(stranger, door))[0] | (await shown(stranger, archive))[0]
    (of_door, at_door), (of_archive, at_archive) = await shown(erika, door), await shown(erika, archive)
    assert of_door & of_archive - of_strangers == set()
    assert {"reading_room", "17:30"} <= of_door - of_archive
    assert {"Erika", "Mustermann", "researcher"} <= of_archive - of_door
    assert (at_door["claims"], at_door["officer"]) == ({"zones": ERIKA["zones"]}, {})
    assert at_archive["claims"] == {"person": ERIKA["person"], "accessRole": "researcher"}
    assert at_archive["officer"] == {"person": {"familyName": "Mustermann"}, "accessRole": "researcher"}
    assert erika.history.traces(door.did, archive.did, identifying=()) == frozenset()


@pytest.mark.parametrize("wish", WISHES, ids=["dc+sd-jwt", "ecdsa-sd-2023"])
async def test_one_member_of_a_group_too_many_is_refused_and_not_kept(city: City, wish: Wish) -> None:
    archive, erika = city.services["archive"], await holder(city, wish, ERIKA)
    wanted, copy = ("person", "familyName"), erika.vault.kept[0].first
    check = await archive.ask(claims=[("credentialSubject", *wanted)])
    request = await erika.present.open_request(check.link)
    place = place_of(("credentialSubject", "person"), format_id=copy.format)
    assert place is not None
    whole = await erika.present.presentation(request, copy, paths=(place,))
    await erika.present.answer(request, {request.query_id(copy.format): [whole]})
    view = await archive.read(check)
    assert (view.state, view.problem_code) == ("rejected", "more-shown-than-asked")
    assert (view.body["claims"], view.body["officer"]) == ({}, {})
    assert "Erika" not in str(view.body)


@pytest.mark.parametrize("wish", WISHES, ids=["dc+sd-jwt", "ecdsa-sd-2023"])
async def test_a_missing_member_of_a_group_has_its_sentence(city: City, wish: Wish) -> None:
    archive, erika = city.services["archive"], await holder(city, wish, ERIKA)
    check, copy = await archive.ask(), erika.vault.kept[0].first
    request = await erika.present.open_request(check.link)
    place = place_of(("credentialSubject", "person", "givenName"), format_id=copy.format)
    assert place is not None
    part = await erika.present.presentation(request, copy, paths=(place,))
    await erika.present.answer(request, {request.query_id(copy.format): [part]})
    view = await archive.read(check)
    assert (view.state, view.problem_code) == ("rejected", "claim-missing")
    assert view.problem_sentence is not None
    assert view.problem_sentence.startswith("Information that was asked for is missing")


async def test_nobody_may_ask_a_purpose_for_what_another_one_sees(city: City) -> None:
    with pytest.raises(ServiceRefused, match="403") as refused:
        await city.services["door"].ask(claims=[("credentialSubject", "person", "familyName")])
    assert refused.value.error == "Claims beyond the purpose"
