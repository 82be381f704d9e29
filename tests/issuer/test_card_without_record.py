"""A card without a record: suspended and revoked by list and place, and only by those who may (SECURITY D-10)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest

from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import read_status
from issuer.app import JOBS
from issuer.management_api.refusal_rows import ROWS
from issuer.status import list_store
from issuer.status.change_place import KEEP_SECONDS, HasRecord, OtherPurpose, PlaceUnknown
from plumbing.retention.forget import FORGET_JOB
from tests.support.issuing import LIBRARY, PUBLIC_URL, SWIMMING_POOLS, running_issuer

if TYPE_CHECKING:
    from tests.support.issuing import Received, TestIssuer


@pytest.fixture
async def card(issuer: TestIssuer) -> Received:
    """A card that its office has no record of, and no row of its places."""
    received = await issuer.issue()
    for table, key in (("credentials", "credential_id"), ("copies", "copy_id"), ("status_places", "copy_id")):
        await issuer.database.execute(
            f"DELETE FROM {table} WHERE {key} = :id",  # noqa: S608 - one of the three above
            id=received.credential_id,
        )
    return received


def place_of(card: Received, purpose: str) -> str:
    url, place = card.place(purpose)
    return f"/status-lists/{url.rpartition('/')[2]}/places/{place}"


async def act(issuer: TestIssuer, path: str, action: str, **how: Any) -> tuple[int, Any]:
    return await issuer.api("POST", f"{path}/{action}", json={"reason": "device-lost"} | how.pop("body", {}), **how)


async def bit(issuer: TestIssuer, card: Received, purpose: str) -> int:
    await issuer.publish()
    (entry,) = [e for e in card.credential["credentialStatus"] if e["statusPurpose"] == purpose]
    reply = await issuer.client.get(entry["statusListCredential"].removeprefix(PUBLIC_URL))
    return read_status(await reply.json(content_type=None), parse_status_entry(entry))


async def test_it_is_suspended_resumed_and_revoked_by_its_places(issuer: TestIssuer, card: Received) -> None:
    suspension = place_of(card, "suspension")
    code, answer = await act(issuer, suspension, "suspend")
    assert (code, answer["set"], answer["purpose"]) == (200, True, "suspension")
    assert answer["effective_by"] == "2026-05-03T09:25:00Z"
    assert await bit(issuer, card, "suspension") == 1
    assert (await act(issuer, suspension, "resume"))[0] == 200
    assert await bit(issuer, card, "suspension") == 0
    assert (await act(issuer, place_of(card, "revocation"), "revoke"))[0] == 200
    assert await bit(issuer, card, "revocation") == 1


async def test_each_change_is_told_once_in_the_history_and_its_note_is_sealed(
    issuer: TestIssuer, card: Received
) -> None:
    path = place_of(card, "revocation")
    for _ in range(2):
        assert (await act(issuer, path, "revoke", body={"note": "Erika hat es gemeldet"}))[0] == 200
    (row,) = await issuer.database.fetch_all("SELECT * FROM status_changes")
    url, place = card.place("revocation")
    assert row["credential_id"] == f"{url.rpartition('/')[2]}/{place}"
    assert (row["office"], row["action"], row["reason"]) == (LIBRARY, "revoke", "device-lost")
    assert b"Erika" not in row["note_sealed"]
    for seconds, kept in ((KEEP_SECONDS - 1, 1), (1, 0)):
        issuer.clock.move(seconds)
        assert await issuer.app[JOBS].run_now(FORGET_JOB)
        assert len(await issuer.database.fetch_all("SELECT change_id FROM status_changes")) == kept


async def test_a_place_with_a_record_is_changed_through_its_credential_alone(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    code, answer = await act(issuer, place_of(received, "revocation"), "revoke")
    assert (code, answer["credential_id"]) == (409, received.credential_id)
    assert answer["message"] == ROWS[HasRecord][2].to_json()
    assert await bit(issuer, received, "revocation") == 0


async def test_the_list_must_serve_the_purpose_of_the_action(issuer: TestIssuer, card: Received) -> None:
    for purpose, action in (("revocation", "suspend"), ("suspension", "revoke"), ("revocation", "resume")):
        code, answer = await act(issuer, place_of(card, purpose), action)
        assert (code, answer["purpose"]) == (409, purpose)
        assert answer["message"] == ROWS[OtherPurpose][2].to_json()


async def test_no_office_reaches_a_list_of_another_or_a_place_outside_of_it(issuer: TestIssuer, card: Received) -> None:
    path = place_of(card, "revocation")
    assert (await act(issuer, path, "revoke", office=SWIMMING_POOLS))[0] == 404
    assert (await act(issuer, path, "revoke", key=SWIMMING_POOLS))[0] == 403
    whole, _, _ = path.rpartition("/")
    for place in ("131072", "999999999"):
        code, answer = await act(issuer, f"{whole}/{place}", "revoke")
        assert (code, answer["message"]) == (404, ROWS[PlaceUnknown][2].to_json())
    for place in ("1234567890", "-1", "x"):
        assert (await act(issuer, f"{whole}/{place}", "revoke"))[0] == 404
    assert await bit(issuer, card, "revocation") == 0


async def test_a_place_that_was_changed_is_never_given_to_a_new_card(issuer: TestIssuer, card: Received) -> None:
    await act(issuer, place_of(card, "revocation"), "revoke")
    url, place = card.place("revocation")
    row = await issuer.database.fetch_one(
        "SELECT value FROM status_places WHERE list_id = :list_id AND place = :place",
        list_id=url.rpartition("/")[2],
        place=place,
    )
    assert row == {"value": 1}  # the primary key keeps every other credential out


async def test_a_place_that_is_being_given_at_this_moment_stays_good_for_its_card(database_url: str) -> None:
    async with running_issuer(database_url=database_url) as issuer:
        received = await issuer.issue()
        url, taken = received.place("revocation")
        list_id, place = url.rpartition("/")[2], (int(taken) + 1) % 131_072
        async with issuer.database.transaction() as transaction:
            await list_store.insert_place(transaction, list_id=list_id, index=place, copy_id="another")
            await transaction.execute("UPDATE copies SET copy_id = 'another'")  # the record of that place
            revoking = asyncio.create_task(act(issuer, f"/status-lists/{list_id}/places/{place}", "revoke"))
            await asyncio.wait([revoking], timeout=0.3)  # until it waits for this transaction
        code, answer = await revoking
        assert (code, answer["credential_id"]) == (409, received.credential_id)
        assert place not in await list_store.marked_places(issuer.database, list_id=list_id)
