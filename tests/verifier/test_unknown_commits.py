"""The answer to a COMMIT is lost: the verifier looks whether its change is there, and nothing is taken twice (D-06)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import OutcomeUnknown
from tests.support.cutting_proxy import CuttingProxy, cutting_proxy
from tests.support.verifying import PURPOSE, TestVerifier, running_verifier
from verifier.app import JOBS
from verifier.presentation.refusals import CheckOver, UnprovenAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.support.postgresql import Cluster

Cut = tuple[TestVerifier, CuttingProxy]


@pytest.fixture
async def cut(postgresql_cluster: Cluster) -> AsyncIterator[Cut]:
    """A verifier that reaches its database through a proxy, and does nothing but what a test asks for."""
    async with (
        cutting_proxy(postgresql_cluster) as proxy,
        running_verifier(database_url=proxy.url_of(postgresql_cluster.new_database())) as verifier,
    ):
        await verifier.app[JOBS].stop()
        yield verifier, proxy


async def answer(verifier: TestVerifier, check: str) -> None:
    await verifier.hall.receive_answer(
        verifier.relying_party, request_id=await verifier.request_id(check), vp_token={"ldp_vc": [{}]}, encrypted=True
    )


async def test_a_check_whose_commit_was_lost_is_handed_out(cut: Cut) -> None:
    verifier, proxy = cut
    proxy.cut("COMMIT")
    status, made = await verifier.api("POST", "/checks", json={"purpose": PURPOSE})
    assert (status, proxy.cuts) == (201, 1)
    assert (await verifier.api("GET", f"/checks/{made['id']}"))[1]["state"] == "waiting"


@pytest.mark.parametrize("tag", ["UPDATE 1", "COMMIT"], ids=["take", "finish"])
async def test_an_answer_whose_commit_was_lost_is_judged_to_its_end(cut: Cut, tag: str) -> None:
    verifier, proxy = cut
    check = await verifier.ask()
    proxy.cut(tag)
    with pytest.raises(UnprovenAnswer):
        await answer(verifier, check)
    assert proxy.cuts == 1
    assert (await verifier.api("GET", f"/checks/{check}"))[1]["state"] == "rejected"


async def test_a_take_in_doubt_is_burnt_and_nobody_takes_it_again(cut: Cut, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("plumbing.database.doubt._PATIENCE_SECONDS", 0.1)
    verifier, proxy = cut
    check = await verifier.ask()
    proxy.cut("UPDATE 1", and_stay_away=True)
    with pytest.raises(OutcomeUnknown):
        await answer(verifier, check)
    proxy.come_back()
    with pytest.raises(CheckOver):
        await answer(verifier, check)
