"""What the issuer forgets, and when: claims at delivery or at the offer's end; nothing personal anywhere else.

Whatever is forgotten has lost its data key in the same moment, so that a copy of the column is worth nothing.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from issuer.app import JOBS
from plumbing.observability import logs
from plumbing.retention.forget import FORGET_JOB
from tests.support.issuing import CLAIMS, LIBRARY, Holder

if TYPE_CHECKING:
    import pytest

    from tests.support.issuing import TestIssuer


async def sealed(issuer: TestIssuer) -> list[bytes | None]:
    await issuer.app[JOBS].run_now(FORGET_JOB)
    return [row["sealed"] for row in await issuer.database.fetch_all("SELECT sealed FROM offers")]


async def keys(issuer: TestIssuer) -> list[str]:
    return [row["record"] for row in await issuer.database.fetch_all("SELECT record FROM data_keys ORDER BY record")]


async def test_claims_of_an_offer_that_ran_out_are_erased(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    assert await sealed(issuer) != [None]
    assert await keys(issuer) == [f"offers/{offer['offer_id']}"]
    issuer.clock.move(600)
    assert await sealed(issuer) == [None]
    assert await keys(issuer) == []


async def test_claims_are_erased_when_the_wallet_has_the_card_or_its_token_ends(issuer: TestIssuer) -> None:
    await issuer.issue()
    assert await sealed(issuer) != [None]  # the answer may have been lost
    assert len(await keys(issuer)) == 1
    issuer.clock.move(300)
    assert await sealed(issuer) == [None]
    assert await keys(issuer) == []


async def test_the_wallets_word_that_it_has_the_card_erases_the_claims_with_their_key(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    await issuer.client.post(
        f"/offices/{LIBRARY}/notification",
        json={"notification_id": received.notification_id, "event": "credential_accepted"},
        headers={"Authorization": f"Bearer {received.token}"},
    )
    assert await keys(issuer) == []
    assert await sealed(issuer) == [None]


async def test_an_offer_redeemed_in_its_last_second_keeps_its_key_until_the_token_ends(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(599)
    token = await issuer.token_of(offer)
    issuer.clock.move(299)
    assert await sealed(issuer) != [None]
    assert (await issuer.ask_credential(token, await issuer.request_body(Holder())))[0] == 200
    issuer.clock.move(1)
    assert await sealed(issuer) == [None]
    assert await keys(issuer) == []


async def test_a_renewed_offer_keeps_its_one_key_as_long_as_a_new_offer(issuer: TestIssuer) -> None:
    offer = await issuer.make_offer()
    issuer.clock.move(600)
    status, renewed = await issuer.api("POST", f"/offers/{offer['offer_id']}/renew")
    assert status == 200
    issuer.clock.move(599)
    assert await sealed(issuer) != [None]
    await issuer.code_of(renewed)
    issuer.clock.move(1)
    assert await sealed(issuer) == [None]
    assert await keys(issuer) == []


async def test_a_clerks_note_has_a_key_that_lives_as_long_as_the_credentials_record(issuer: TestIssuer) -> None:
    received = await issuer.issue()
    path = f"/credentials/{received.credential_id}"
    await issuer.api("POST", f"{path}/suspend", json={"reason": "under-review", "note": "Frau Möller rief an"})
    await issuer.api("POST", f"{path}/revoke", json={"reason": "holder-asked"})
    changes = await issuer.database.fetch_all("SELECT change_id FROM status_changes WHERE note_sealed IS NOT NULL")
    issuer.clock.move(366 * 86_400)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    assert await keys(issuer) == [f"status_changes/{change['change_id']}" for change in changes]
    issuer.clock.move(200 * 86_400)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    assert await keys(issuer) == []
    assert await issuer.database.fetch_all("SELECT * FROM status_changes") == []


async def test_a_column_whose_key_is_gone_is_as_good_as_erased_at_every_door(issuer: TestIssuer) -> None:
    """So it is after an old backup was restored with the newest file of keys."""
    how = {"json": {"use_case": "library_card", "claims": CLAIMS}, "headers": {"Idempotency-Key": "k"}}
    _, offer = await issuer.api("POST", "/offers", **how)
    token = await issuer.token_of(await issuer.make_offer())
    await issuer.database.execute("DELETE FROM data_keys")
    async with issuer.client.get(issuer.path_of(offer["link"])) as reply:
        assert reply.status == 404
    assert (await issuer.api("POST", "/offers", **how))[1]["title"] == "Offer has ended"
    status, refused = await issuer.ask_credential(token, await issuer.request_body(Holder()))
    assert (status, refused["error"]) == (400, "credential_request_denied")
    issuer.clock.move(600)
    assert (await issuer.api("POST", f"/offers/{offer['offer_id']}/renew"))[1]["title"] == "Claims erased"


async def test_claims_are_erased_when_the_offer_is_withdrawn(issuer: TestIssuer) -> None:
    withdrawn = await issuer.make_offer()
    await issuer.api("DELETE", f"/offers/{withdrawn['offer_id']}")
    assert await keys(issuer) == []
    assert await sealed(issuer) == [None]


async def test_a_locked_offer_keeps_its_claims_for_a_renewal_but_not_beyond_its_time(issuer: TestIssuer) -> None:
    locked = await issuer.make_offer()
    code = await issuer.code_of(locked)
    wrong = f"{(int(locked['tx_code']) + 1) % 1_000_000:06}"
    for _ in range(5):
        await issuer.ask_token(code=code, tx_code=wrong)
    issuer.clock.move(599)
    assert await sealed(issuer) != [None]
    issuer.clock.move(1)
    assert await sealed(issuer) == [None]


async def test_rows_are_deleted_when_nobody_asks_for_them_any_more_but_places_stay_taken(issuer: TestIssuer) -> None:
    await issuer.issue()
    await issuer.api(
        "POST", "/offers", json={"use_case": "library_card", "claims": CLAIMS}, headers={"Idempotency-Key": "k"}
    )
    issuer.clock.move(31 * 86_400)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    for table in ("offers", "taken_idempotency_keys", "spent_nonces"):
        assert await issuer.database.fetch_all(f"SELECT * FROM {table}") == []  # noqa: S608 - names of our own tables
    assert len(await issuer.database.fetch_all("SELECT * FROM credentials")) == 1
    issuer.clock.move(366 * 86_400 + 200 * 86_400)
    await issuer.app[JOBS].run_now(FORGET_JOB)
    assert await issuer.database.fetch_all("SELECT * FROM credentials") == []
    assert len(await issuer.database.fetch_all("SELECT * FROM status_places")) == 2


async def test_logs_and_metrics_hold_nothing_personal_and_no_secret(
    issuer: TestIssuer, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    logs.configure("issuer", level="debug", stream=stream)
    received = await issuer.issue()
    headers = {"Authorization": f"Bearer {received.token}"}
    await issuer.client.post(
        f"/offices/{LIBRARY}/notification",
        json={
            "notification_id": received.notification_id,
            "event": "credential_failure",
            "event_description": "Mustermann",
        },
        headers=headers,
    )
    await issuer.ask_credential(received.token, await issuer.request_body(Holder(b"t" * 32)))
    await issuer.api(
        "POST", "/offers", json={"use_case": "library_card", "claims": CLAIMS | {"category": "Mustermann"}}
    )
    written = stream.getvalue()
    assert "request" in written
    secrets = [
        *(str(value) for value in CLAIMS.values() if len(str(value)) > 5),
        received.offer["tx_code"],
        received.token,
        received.notification_id,
        received.holder.did,
        received.credential_id,
        received.offer["offer_id"],
        issuer.api_keys[LIBRARY],
    ]
    assert [secret for secret in secrets if secret in written] == []
