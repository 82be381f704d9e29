"""Canaries: a citizen with unmistakable claims walks the whole demo at log level debug; then everything is searched.

Searched are the logs, the metrics of all internal ports, and the database files of all services with their write-ahead
logs (SECURITY L-01). What is forgotten in the end is the matter of test_forgotten_canaries.
"""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest

from stadtsiegel.demo.story import Story
from tests.attacks.watched_city import CANARIES, CLAIMS, hits
from verifier.presentation import receive_answer
from wallet_sim.refusals import ServiceRefused

if TYPE_CHECKING:
    from tests.attacks.watched_city import Watched

FORGED = "Adler"  # what the demo changes the family name to


def test_a_canary_is_found_in_every_spelling() -> None:
    text = f'{{"familyName": "{CLAIMS["familyName"]}"}}'
    for start in range(3):
        padded = "x" * start + text
        for written in (padded.encode(), json.dumps(padded).encode(), base64.b64encode(padded.encode())):
            assert hits(written, [CLAIMS["familyName"]])


async def test_a_whole_journey_with_all_its_refusals_leaves_nobody_in_logs_metrics_and_files(watched: Watched) -> None:
    story = Story(watched.city, clock=watched.clock)
    steps = [step async for step in story.tell()]
    assert [step.step for step in steps if not step.agrees] == []

    offer, card, seen = story._offer, story._card, story._seen
    assert card.document["credentialSubject"]["familyName"] == CLAIMS["familyName"]
    secrets = [
        card.first.holder.did,
        card.document["id"].rpartition("/")[2].removeprefix("urn:uuid:"),
        card.document["proof"]["proofValue"],
        json.dumps(seen.vp_token)[-120:-60],
        offer.id,
        offer.link,
        *(one.api.api_key for one in (watched.city.library, watched.city.lending, watched.city.museum)),
    ]
    written = watched.log.getvalue().encode()
    assert written.count(b'"event": "request"') > 50
    assert hits(written, [*CANARIES, FORGED, *secrets]) == []
    for line in written.splitlines():
        assert offer.tx_code not in [str(value) for value in json.loads(line).values()]
    assert hits(await watched.metrics(), [*CANARIES, FORGED, *secrets]) == []

    # While a result is kept and an offer waits, they are sealed.
    files = watched.files()
    assert {"registry.sqlite", "issuer.sqlite", "verifier.sqlite", "verifier.sqlite-wal"} <= files.keys()
    bearer_keys = [one.api.api_key for one in (watched.city.library, watched.city.lending, watched.city.museum)]
    for name, content in files.items():
        assert (name, hits(content, [*CANARIES, FORGED, *bearer_keys, card.first.holder.did])) == (name, [])


async def test_a_fault_in_the_middle_of_judging_tells_nothing_about_the_card(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(_verdict: object, document: object, _paths: object) -> None:
        raise ValueError(f"cannot go on with {document}")

    monkeypatch.setattr(receive_answer, "result_of", break_down)
    wallet = watched.city.new_wallet()
    offer = await watched.city.library.offer()
    card = await wallet.receive(offer.link, tx_code=offer.tx_code)
    check = await watched.city.lending.ask()
    with pytest.raises(ServiceRefused) as refused:
        await wallet.present(check.link)
    assert refused.value.status == 500
    assert hits(str(refused.value).encode(), [*CANARIES, card.first.holder.did]) == []
    written = watched.log.getvalue().encode()
    assert b"unexpected-error" in written
    assert hits(written, [*CANARIES, card.first.holder.did]) == []
