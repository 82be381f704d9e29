"""A wallet made of `@openid4vc/openid4vci`, `@openid4vc/openid4vp` and `@digitalbazaar/vc` in our city.

It receives from our real issuer and presents to our real verifier, over HTTPS (OpenID4VCI 1.0, OpenID4VP 1.0).
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from credentials.keys.algorithm import Algorithm
from credentials.model.instant import render_instant
from plumbing.clock import MovableClock, SystemClock
from plumbing.entropy import SeededEntropy
from stadtsiegel.library_city import LibraryCity, start_city
from tests.interop import cards
from tests.interop.conftest import RunNode

if TYPE_CHECKING:
    from stadtsiegel.clients import Created
    from tests.interop.cards import JsonObject, Keeper

ANNA = cards.citizen(b"A" * 32)
MALLORY = cards.citizen(b"M" * 32)


@pytest.fixture
async def city(tmp_path: Path) -> AsyncIterator[LibraryCity]:
    # Their libraries read the machine's clock.
    async with start_city(
        folder=tmp_path, clock=MovableClock(SystemClock().now()), entropy=SeededEntropy(1)
    ) as running:
        yield running


class ForeignWallet:
    """Somebody's wallet, which is not ours."""

    def __init__(self, city: LibraryCity, run_node: RunNode, holder: Keeper, *, format_: str = "ldp_vc") -> None:
        self._city = city
        self._run_node = run_node
        self._holder = holder
        self._format = format_

    async def receive(self, offer: Created, *, tx_code: str | None = None) -> JsonObject:
        return await self._run(offer=offer.link, tx_code=tx_code or offer.tx_code)

    async def present(self, check: Created, card: JsonObject | str) -> JsonObject:
        return await self._run(request=check.link, credential=card)

    async def _run(self, **task: Any) -> JsonObject:
        common = {
            "key": self._holder.multikey,
            "jwk": self._holder.jwk,
            "ecJwk": replace(self._holder, algorithm=Algorithm.P256).jwk,
            "format": self._format,
            "documents": cards.readable(self._holder),
            "date": render_instant(self._city.clock.now()),
        }
        answer: JsonObject = await self._run_node("wallet.mjs", common | task, root_pem=self._city.root_file)
        return answer


async def test_a_foreign_wallet_receives_a_card_and_presents_it(city: LibraryCity, run_node: RunNode) -> None:
    wallet = ForeignWallet(city, run_node, ANNA)
    received = await wallet.receive(await city.library.offer())
    assert received["verified"], "their code does not verify the card that we issued"
    assert received["notified"] == 204
    assert received["credential"]["credentialSubject"]["id"] == ANNA.did

    check = await city.lending.ask()
    shown = await wallet.present(check, received["credential"])
    assert (shown["status"], shown["client_id_prefix"]) == (200, "decentralized_identifier")
    view = await city.lending.read(check)
    assert view.state == "verified", view.body
    assert set(view.body["claims"]) == {"cardNumber", "category"}


async def test_a_foreign_wallet_receives_an_sd_jwt_and_shows_the_asked_for_part_of_it(
    city: LibraryCity, run_node: RunNode
) -> None:
    wallet = ForeignWallet(city, run_node, ANNA, format_="dc+sd-jwt")
    received = await wallet.receive(await city.library.offer())
    assert received["verified"], "their code does not verify the card that we issued"

    check = await city.museum.ask()
    shown = await wallet.present(check, received["credential"])
    assert (shown["status"], shown["query_id"]) == (200, "dc_sd-jwt")
    view = await city.museum.read(check)
    assert view.state == "verified", view.body
    assert view.body["claims"] == {"category": "adult"}


async def test_a_foreign_wallet_is_told_that_the_tx_code_is_wrong(city: LibraryCity, run_node: RunNode) -> None:
    offer = await city.library.offer()
    wrong = "000000" if offer.tx_code != "000000" else "111111"
    received = await ForeignWallet(city, run_node, ANNA).receive(offer, tx_code=wrong)
    assert received == {"refused": {"status": 400, "error": "invalid_grant"}}


async def test_what_a_foreign_wallet_cheats_with_is_refused_for_its_own_reason(
    city: LibraryCity, run_node: RunNode
) -> None:
    received = await ForeignWallet(city, run_node, ANNA).receive(await city.library.offer())
    changed = json.loads(json.dumps(received["credential"]))
    changed["credentialSubject"]["category"] = "child"

    check = await city.lending.ask()
    await ForeignWallet(city, run_node, ANNA).present(check, changed)
    assert (await city.lending.read(check)).problem_code == "credential-signature-wrong"

    check = await city.lending.ask()
    await ForeignWallet(city, run_node, MALLORY).present(check, received["credential"])
    assert (await city.lending.read(check)).problem_code == "holder-not-subject"
