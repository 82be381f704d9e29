"""An office and a service that speak nothing but the W3C VC API: a card issued, verified, revoked, and not verified."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from plumbing.clock import MovableClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.clients import Api
from stadtsiegel.library_city import start_city
from use_cases.derive.sample import sample_claims
from use_cases.load import load_catalogue
from wallet_sim.holder import Holder

if TYPE_CHECKING:
    from pathlib import Path

    from credentials.strict_json import JsonObject
    from stadtsiegel.library_city import LibraryCity

NOW = 1_795_430_000  # 23 November 2026
LIBRARY_CARD = load_catalogue()["library_card"]


def at_door(city: LibraryCity, url: str, api: Api) -> Api:
    """The VC API of the tenant that a management API speaks for, with the same key."""
    tenant = api.base_url.removeprefix(f"{url}/api")
    return Api(base_url=f"{url}/vc-api{tenant}", api_key=api.api_key, fetcher=city.fetcher)


async def published(city: LibraryCity, card: JsonObject) -> list[bytes]:
    urls = [entry["statusListCredential"] for entry in card["credentialStatus"]]
    return [(await city.fetcher.get(url, accept="application/vc", max_bytes=512 * 1024)).body for url in urls]


async def test_a_card_goes_from_an_office_to_a_service_and_back_to_the_office_when_it_is_revoked(
    tmp_path: Path,
) -> None:
    clock = MovableClock(NOW)
    async with start_city(folder=tmp_path, clock=clock, entropy=SystemEntropy()) as city:
        office = at_door(city, city.issuer_url, city.library.api)
        service = at_door(city, city.verifier_url, city.lending.api)
        subject = {"id": Holder(b"h" * 32).did, **sample_claims(LIBRARY_CARD, on=dt.date(2026, 5, 3))}
        wish = {"credential": {"type": list(LIBRARY_CARD.types), "credentialSubject": subject}}
        card = (await office.post("/credentials/issue", wish, 201))["verifiableCredential"]
        assert card["credentialSubject"] == subject
        shown = {"verifiableCredential": card}
        assert await service.post("/credentials/verify", shown, 200) == {"verified": True, "problemDetails": []}
        entry = {"type": "BitstringStatusListEntry", "statusPurpose": "revocation"}
        change = {"credentialId": card["id"], "credentialStatus": entry, "status": True}
        before = await published(city, card)
        await office.post("/credentials/status", change, 200)
        async with asyncio.timeout(30):
            while await published(city, card) == before:  # noqa: ASYNC110 - the publishing job is another task
                await asyncio.sleep(0.01)
        clock.move(600)
        answer = await service.post("/credentials/verify", shown, 200)
        assert answer["verified"] is False
        assert [problem["code"] for problem in answer["problemDetails"]] == ["revoked"]
