"""The issuer's disk is full: issuing refuses clearly, what is published is read on, nothing needs a restart (D-04)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from plumbing.observability import logs
from tests.support.full_disks import full_disk
from tests.support.issuing import CLAIMS, USE_CASE, Holder, TestIssuer, running_issuer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

OFFER = {"use_case": USE_CASE, "claims": CLAIMS}


@pytest.fixture
async def issuer(database_url: str) -> AsyncIterator[TestIssuer]:
    async with running_issuer(database_url=database_url) as running:
        yield running


async def refused_offers(issuer: TestIssuer) -> Any:
    """Ask for offers until there is no room for one, and return the answer."""
    for _ in range(40):
        async with issuer.client.post(
            "/api/offices/stadtbibliothek/offers",
            json=OFFER,
            headers={"Authorization": f"Bearer {issuer.api_keys['stadtbibliothek']}"},
        ) as answer:
            if answer.status != 201:
                return answer, await answer.json()
    raise AssertionError("there was room for forty offers")


async def test_offers_are_refused_with_a_sentence_and_made_again_as_soon_as_there_is_room(issuer: TestIssuer) -> None:
    log = io.StringIO()
    logs.configure("tests", "info", log)
    async with full_disk(issuer.database):
        answer, problem = await refused_offers(issuer)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "60")
        assert "no room" in problem["detail"]
        assert issuer.database.room.is_full
    assert "Make room; no restart is needed." in log.getvalue()
    assert (await issuer.api("POST", "/offers", json=OFFER))[0] == 201
    await issuer.issue()


async def test_what_is_published_is_read_on_and_an_offer_is_still_shown(issuer: TestIssuer) -> None:
    card = await issuer.issue()
    offer = await issuer.make_offer()
    await issuer.publish()
    paths = [
        urlsplit(card.place("revocation")[0]).path,
        f"/.well-known/openid-credential-issuer{urlsplit(issuer.identifier()).path}",
        issuer.path_of(offer["link"]),
    ]
    async with full_disk(issuer.database):
        await refused_offers(issuer)
        for path in paths:
            async with issuer.client.get(path) as answer:
                assert (path, answer.status) == (path, 200)


async def test_a_card_that_finds_no_room_is_not_handed_out_and_can_be_fetched_later(issuer: TestIssuer) -> None:
    token = await issuer.token_of(await issuer.make_offer())
    async with full_disk(issuer.database):
        status, _ = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    rows = await issuer.database.fetch_all("SELECT state FROM credentials WHERE state = 'issued'")
    assert (status, len(rows)) in {(503, 0), (200, 1)}
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200
