"""Who asked for which check and how it ended stands in the audit record, and nothing of who was checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.support.verifying import PARTY, running_verifier
from verifier.audit_actions import VerifierAction

if TYPE_CHECKING:
    from tests.support.verifying import TestVerifier


async def told(verifier: TestVerifier) -> list[tuple[Any, ...]]:
    rows = await verifier.database.fetch_all("SELECT * FROM audit_tail ORDER BY occurred, step")
    return [
        (row["actor"], row["action"], row["owner"], row["object_id"], row["outcome"])
        for row in rows
        if row["action"] in list(VerifierAction)
    ]


async def test_a_check_that_is_made_and_cancelled_is_told_once() -> None:
    async with running_verifier() as verifier:
        check_id = await verifier.ask()
        for _ in range(2):
            assert (await verifier.api("DELETE", f"/checks/{check_id}"))[0] == 204
        actor = f"api:{verifier.api_key[:12]}"
        assert await told(verifier) == [
            (actor, VerifierAction.CHECK_MADE, PARTY, check_id, "done"),
            (actor, VerifierAction.CHECK_CANCELLED, PARTY, check_id, "done"),
        ]


async def test_the_same_wish_again_is_recorded_once() -> None:
    async with running_verifier() as verifier:
        for _ in range(3):
            await verifier.api("POST", "/checks", json={"purpose": "lending"}, headers={"Idempotency-Key": "desk-3"})
        assert [entry[1] for entry in await told(verifier)] == [VerifierAction.CHECK_MADE]
