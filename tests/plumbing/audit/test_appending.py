"""What is appended: with its change or not at all, and never a word that could be somebody's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from plumbing.audit.entry import NotAWordError
from plumbing.audit.trail import OPERATOR, AuditTrail

if TYPE_CHECKING:
    from tests.plumbing.audit.scene import Scene

GOOD: dict[str, Any] = {"owner": "library", "object_id": "k3fhd-_", "outcome": "device-lost", "actor": "api:sts_a-b_c"}


async def waiting(scene: Scene) -> list[Any]:
    return await scene.database.fetch_all("SELECT * FROM audit_tail ORDER BY occurred, step")


async def test_an_entry_tells_who_did_what_to_what_and_when(scene: Scene) -> None:
    async with scene.database.transaction() as transaction:
        await scene.trail.append(transaction, "card-revoked", **GOOD)
    (row,) = await waiting(scene)
    assert row["occurred"] == scene.clock.now()
    assert (row["actor"], row["action"], row["owner"]) == ("api:sts_a-b_c", "card-revoked", "library")
    assert (row["object_id"], row["outcome"]) == ("k3fhd-_", "device-lost")


async def test_who_acts_by_itself_is_the_service_or_somebody_at_the_command_line(scene: Scene) -> None:
    at_the_command_line = AuditTrail(clock=scene.clock, entropy=scene.entropy, process=OPERATOR)
    async with scene.database.transaction() as transaction:
        await scene.trail.append(transaction, "key-made", owner="library", object_id="k1")
        await at_the_command_line.append(transaction, "key-retired", owner="library", object_id="k1")
    assert [row["actor"] for row in await waiting(scene)] == ["service", "operator"]


async def test_what_is_undone_was_never_recorded(scene: Scene) -> None:
    async def change_and_fail() -> None:
        async with scene.database.transaction() as transaction:
            await scene.trail.append(transaction, "card-revoked", **GOOD)
            raise LookupError

    with pytest.raises(LookupError):
        await change_and_fail()
    assert await waiting(scene) == []


@pytest.mark.parametrize("field", ["action", "owner", "object_id", "outcome", "actor"])
@pytest.mark.parametrize("text", ["Erika Mustermann", "Müller", "erika@example.org", "a\n", "", "x" * 251, "born=1987"])
async def test_free_text_is_refused_with_its_change_and_not_quoted(scene: Scene, field: str, text: str) -> None:
    words = {"action": "card-revoked"} | GOOD | {field: text}
    if field == "actor" and not text:
        return  # nobody is named: the service acts

    async def append() -> None:
        async with scene.database.transaction() as transaction:
            await scene.trail.append(transaction, **words)

    with pytest.raises(NotAWordError) as refused:
        await append()
    assert field in str(refused.value)
    assert not text or text not in str(refused.value)
    assert await waiting(scene) == []
