"""The verifier's disk is full: no check is begun that could not be ended, and all is well as soon as there is room."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.full_disks import full_disk
from tests.support.verifying import PURPOSE, TestVerifier, running_verifier
from verifier.presentation.refusals import CheckOver, UnprovenAnswer

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture
async def verifier(database_url: str) -> AsyncIterator[TestVerifier]:
    async with running_verifier(database_url=database_url) as running:
        yield running


async def refused_check(verifier: TestVerifier) -> Any:
    """Ask for checks until there is no room for one, and return the answer."""
    for _ in range(40):
        status, answer = await verifier.api("POST", "/checks", json={"purpose": PURPOSE})
        if status != 201:
            return status, answer
    raise AssertionError("there was room for forty checks")


async def test_a_check_is_refused_before_it_is_made_and_open_ones_are_still_asked_and_read(
    verifier: TestVerifier,
) -> None:
    check = await verifier.ask()
    request_id = await verifier.request_id(check)
    async with full_disk(verifier.database):
        status, problem = await refused_check(verifier)
        assert (status, "no room" in problem["detail"]) == (503, True)
        await verifier.hall.fetch_request(verifier.relying_party, request_id=request_id)
        assert (await verifier.api("GET", f"/checks/{check}"))[0] == 200
    assert (await verifier.api("POST", "/checks", json={"purpose": PURPOSE}))[0] == 201
    with pytest.raises(UnprovenAnswer):
        await verifier.hall.receive_answer(
            verifier.relying_party, request_id=request_id, vp_token={"ldp_vc": [{}]}, encrypted=True
        )
    with pytest.raises(CheckOver):
        await verifier.hall.receive_answer(
            verifier.relying_party, request_id=request_id, vp_token={"ldp_vc": [{}]}, encrypted=True
        )
