"""Status: places never given twice, changes never lost, lists published at once and never an old one over a new one."""

from __future__ import annotations

import asyncio
import itertools
from typing import TYPE_CHECKING, Any

import pytest

from credentials.data_integrity.verify import verify_proof
from credentials.did.document import find_key
from credentials.status.bitstring_entry import parse_status_entry
from credentials.status.bitstring_status_list import read_status
from issuer.app import JOBS, LIST_SIZE, OPEN_LISTS_JOB, PUBLISH_JOB
from issuer.hall import HALL
from issuer.status import list_store, places
from issuer.status.publish import CACHE_SECONDS, EFFECTIVE_SECONDS, RENEW_SECONDS, TTL_SECONDS, VALID_SECONDS
from plumbing.entropy import SeededEntropy
from tests.support.issuing import LIBRARY, PUBLIC_URL, SWIMMING_POOLS

if TYPE_CHECKING:
    from tests.support.issuing import Received, TestIssuer


async def fetch_list(issuer: TestIssuer, received: Received, purpose: str) -> dict[str, Any]:
    url, _ = received.place(purpose)
    reply = await issuer.client.get(url.removeprefix(PUBLIC_URL))
    assert reply.content_type == "application/vc"
    return await reply.json(content_type=None)


async def status(issuer: TestIssuer, received: Received, purpose: str) -> int:
    (entry,) = [e for e in received.credential["credentialStatus"] if e["statusPurpose"] == purpose]
    return read_status(await fetch_list(issuer, received, purpose), parse_status_entry(entry))


async def act(issuer: TestIssuer, received: Received, action: str, **how: Any) -> tuple[int, Any]:
    body = {"reason": "device-lost"} | how.pop("body", {})
    return await issuer.api("POST", f"/credentials/{received.credential_id}/{action}", json=body, **how)


async def test_a_list_is_signed_by_its_office_and_says_how_long_it_may_be_kept(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    url, _ = received.place("revocation")
    reply = await issuer.client.get(url.removeprefix(PUBLIC_URL))
    document = await reply.json(content_type=None)
    did_document = await (await issuer.client.get(f"/offices/{LIBRARY}/did.json")).json(content_type=None)
    now = issuer.clock.now()
    verify_proof(
        document,
        find_key(did_document, document["proof"]["verificationMethod"], "assertionMethod", now=now),
        contexts=issuer.contexts(),
        suites=frozenset({"eddsa-rdfc-2022"}),
        purpose="assertionMethod",
        domain=None,
        challenge=None,
        now=now,
    )
    assert document["id"] == url
    assert document["issuer"] == issuer.settings.offices[LIBRARY].did
    assert document["credentialSubject"]["ttl"] == TTL_SECONDS * 1000
    assert reply.headers["Cache-Control"] == f"public, max-age={CACHE_SECONDS}"
    assert reply.headers["Access-Control-Allow-Origin"] == "*"
    again = await issuer.client.get(url.removeprefix(PUBLIC_URL), headers={"If-None-Match": reply.headers["ETag"]})
    assert again.status == 304
    assert EFFECTIVE_SECONDS <= 300


async def test_suspending_and_resuming_shows_in_one_list_and_revoking_in_the_other(issuer: TestIssuer) -> None:
    received, bystander = await issuer.issue(), await issuer.issue()

    async def both() -> tuple[int, int]:
        await issuer.publish()
        assert await status(issuer, bystander, "revocation") == 0
        assert await status(issuer, bystander, "suspension") == 0
        return await status(issuer, received, "suspension"), await status(issuer, received, "revocation")

    assert await both() == (0, 0)
    code, answer = await act(issuer, received, "suspend")
    assert (code, answer["state"], answer["effective_by"]) == (200, "suspended", "2026-05-03T09:25:00Z")
    assert await both() == (1, 0)
    assert (await act(issuer, received, "resume"))[1]["state"] == "valid"
    assert await both() == (0, 0)
    assert (await act(issuer, received, "revoke"))[1]["state"] == "revoked"
    assert await both() == (0, 1)


async def test_a_change_is_published_at_once_without_waiting_for_the_job(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    await act(issuer, received, "revoke")
    for _ in range(200):
        if await status(issuer, received, "revocation") == 1:
            return
        await asyncio.sleep(0.01)
    pytest.fail("the list was not published")


async def test_a_revocation_is_final_and_what_is_repeated_changes_nothing(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    assert (await act(issuer, received, "suspend"))[0] == 200
    assert [(await act(issuer, received, "resume"))[0] for _ in range(2)] == [200, 200]
    assert (await act(issuer, received, "suspend"))[0] == 200
    assert (await act(issuer, received, "suspend"))[0] == 200
    assert (await act(issuer, received, "revoke"))[0] == 200
    assert (await act(issuer, received, "revoke"))[0] == 200
    for action in ("suspend", "resume"):
        code, problem = await act(issuer, received, action)
        assert (code, problem["state"]) == (409, "revoked")
    history = await issuer.database.fetch_all("SELECT action FROM status_changes")
    assert [row["action"] for row in history] == ["suspend", "resume", "suspend", "revoke"]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({}, 400),
        ({"reason": "because"}, 400),
        ({"reason": ["misuse"]}, 400),
        ({"reason": "misuse", "note": 1}, 400),
        ({"reason": "misuse", "note": "x" * 501}, 400),
        ({"reason": "misuse", "revoked": True}, 400),
        ({"reason": "misuse", "note": None}, 200),
    ],
)
async def test_a_reason_of_the_closed_list_is_asked_for(issuer: TestIssuer, body: dict[str, Any], code: int) -> None:
    received = await issuer.issue()
    answered, _ = await issuer.api("POST", f"/credentials/{received.credential_id}/suspend", json=body)
    assert answered == code


async def test_a_clerks_note_is_sealed(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    await act(issuer, received, "revoke", body={"reason": "misuse", "note": "Frau Mustermann rief an"})
    (row,) = await issuer.database.fetch_all("SELECT * FROM status_changes")
    assert row["note_sealed"] is not None
    assert b"Mustermann" not in row["note_sealed"]
    assert row["changed_by"].startswith("sts_")


async def test_no_office_and_no_stranger_touches_another_offices_card(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    for action in ("suspend", "revoke", "resume"):
        assert (await act(issuer, received, action, key=SWIMMING_POOLS))[0] == 403
        assert (await act(issuer, received, action, office=SWIMMING_POOLS))[0] == 404
    path = f"/credentials/{received.credential_id}"
    assert (await issuer.api("GET", path, key=SWIMMING_POOLS))[0] == 403
    assert (await issuer.api("GET", path, office=SWIMMING_POOLS))[0] == 404
    assert (await issuer.api("GET", path))[1]["state"] == "valid"
    assert (await issuer.api("GET", "/credentials/unknown"))[0] == 404
    assert (await act(issuer, received, "delete"))[0] == 404
    url, _ = received.place("revocation")
    foreign = url.removeprefix(PUBLIC_URL).replace(LIBRARY, SWIMMING_POOLS)
    assert (await issuer.client.get(foreign)).status == 404


async def test_a_card_expires_for_the_clerk_too(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    issuer.clock.move(367 * 86_400)
    assert (await issuer.api("GET", f"/credentials/{received.credential_id}"))[1]["state"] == "expired"


async def test_of_many_changes_side_by_side_none_is_lost(issuer: TestIssuer) -> None:
    cards = [await issuer.issue() for _ in range(12)]
    await asyncio.gather(*(act(issuer, card, "revoke") for card in cards[::2]), issuer.publish())
    await issuer.publish()
    assert [await status(issuer, card, "revocation") for card in cards] == [1, 0] * 6


async def test_an_office_that_cannot_sign_does_not_keep_back_the_lists_of_others(issuer: TestIssuer) -> None:
    cards = {office: await issuer.issue(office=office) for office in (LIBRARY, SWIMMING_POOLS)}
    await issuer.database.execute(
        "UPDATE keyring_keys SET sealed_seed = :broken WHERE owner = :owner", broken=b"broken", owner=LIBRARY
    )
    for office, card in cards.items():
        assert (await act(issuer, card, "revoke", office=office, key=office))[0] == 200
    assert not await issuer.app[JOBS].run_now(PUBLISH_JOB)  # it is told as failed
    assert await status(issuer, cards[SWIMMING_POOLS], "revocation") == 1


async def test_an_old_list_never_replaces_a_newer_one(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    stale = await list_store.open_list(issuer.database, office=LIBRARY, purpose="revocation")
    assert stale is not None
    await act(issuer, received, "revoke")
    await issuer.publish()
    late = await list_store.publish(
        issuer.database, read=stale, document=b"{}", signed_by="k", published_at=issuer.clock.now(), valid_until=0
    )
    assert late is False
    assert await status(issuer, received, "revocation") == 1


async def test_parallel_publishers_end_with_the_newest_bits(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    publisher = issuer.app[HALL].publisher
    await asyncio.gather(
        publisher.publish_due(), act(issuer, received, "revoke"), publisher.publish_due(), publisher.publish_due()
    )
    await publisher.publish_due()
    assert await status(issuer, received, "revocation") == 1


async def test_a_list_is_signed_anew_before_it_ends(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    first = await fetch_list(issuer, received, "revocation")
    issuer.clock.move(VALID_SECONDS - RENEW_SECONDS - 1)
    await issuer.publish()
    assert await fetch_list(issuer, received, "revocation") == first
    issuer.clock.move(2)
    await issuer.publish()
    second = await fetch_list(issuer, received, "revocation")
    assert second["validFrom"] > first["validFrom"]
    assert second["validUntil"] > first["validUntil"]


async def test_a_list_that_nobody_renewed_is_renewed_when_it_is_asked_for(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    first = await fetch_list(issuer, received, "revocation")
    issuer.clock.move(VALID_SECONDS + 1)
    assert (await fetch_list(issuer, received, "revocation"))["validUntil"] > first["validUntil"]


async def fill(issuer: TestIssuer, list_id: str, places_taken: int) -> None:
    await issuer.database.execute(
        """
        WITH RECURSIVE counted (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM counted WHERE n + 1 < :many)
        INSERT INTO status_places (list_id, place, copy_id, value) SELECT :list_id, n, 'x', 0 FROM counted
        WHERE n >= 0 ON CONFLICT DO NOTHING
        """,
        many=places_taken,
        list_id=list_id,
    )


async def test_a_fresh_list_is_opened_before_the_old_one_is_full_and_the_old_one_stays_published(
    issuer: TestIssuer,
) -> None:
    before = await issuer.issue()
    url, _ = before.place("revocation")
    await fill(issuer, url.rpartition("/")[2], LIST_SIZE // 2)
    await asyncio.gather(*(issuer.app[JOBS].run_now(OPEN_LISTS_JOB) for _ in range(3)))
    after = await issuer.issue()
    assert after.place("revocation")[0] != url
    assert after.place("suspension")[0] == before.place("suspension")[0]
    assert await status(issuer, after, "revocation") == 0
    await act(issuer, before, "revoke")
    await issuer.publish()
    assert await status(issuer, before, "revocation") == 1
    rows = await issuer.database.fetch_all("SELECT state FROM status_lists WHERE office = :o", o=LIBRARY)
    assert sorted(row["state"] for row in rows) == ["closed", "open", "open", "open"]


async def test_a_closed_list_gives_no_place(issuer: TestIssuer) -> None:
    open_list = await list_store.open_list(issuer.database, office=LIBRARY, purpose="revocation")
    assert open_list is not None
    await issuer.database.execute("UPDATE status_lists SET state = 'closed'")
    inserted = await list_store.insert_place(issuer.database, list_id=open_list.list_id, index=1, copy_id="x")
    assert inserted is False
    with pytest.raises(places.NoPlaceError):
        await places.take_place(issuer.database, SeededEntropy(9), office=LIBRARY, purpose="revocation", copy_id="x")


async def test_an_issuer_without_an_open_list_opens_one_and_asks_the_wallet_to_come_back(issuer: TestIssuer) -> None:
    await issuer.database.execute("UPDATE status_lists SET state = 'closed'")
    with pytest.raises(AssertionError):
        await issuer.issue()  # 503
    await issuer.issue()


async def test_two_workers_with_the_same_randomness_never_get_the_same_place(issuer: TestIssuer) -> None:
    async def take(n: int) -> list[places.Place]:
        entropy = SeededEntropy("the same for all")
        return [
            await places.take_place(issuer.database, entropy, office=LIBRARY, purpose="revocation", copy_id=f"{n}")
            for _ in range(5)
        ]

    taken = [place for worker in await asyncio.gather(*(take(n) for n in range(6))) for place in worker]
    assert len(set(taken)) == 30


async def test_places_follow_no_pattern(issuer: TestIssuer) -> None:
    entropy = SeededEntropy(3)
    taken = [
        (await places.take_place(issuer.database, entropy, office=LIBRARY, purpose="suspension", copy_id="x"))
        for _ in range(400)
    ]
    indexes = [place.index for place in taken]
    rises = sum(later > earlier for earlier, later in itertools.pairwise(indexes))
    assert 150 < rises < 250
    assert all(30 < sum(index // (LIST_SIZE // 8) == eighth for index in indexes) < 75 for eighth in range(8))
