"""The wallet's word on its card: taken once, told in the clerk's words, never about somebody else's card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.support.issuing import LIBRARY

if TYPE_CHECKING:
    from tests.support.issuing import TestIssuer


async def notify(issuer: TestIssuer, token: str, body: Any) -> tuple[int, str | None]:
    reply = await issuer.client.post(
        f"/offices/{LIBRARY}/notification", json=body, headers={"Authorization": f"Bearer {token}"}
    )
    return reply.status, (await reply.json())["error"] if reply.status != 204 else None


@pytest.mark.parametrize(
    ("event", "state"),
    [("credential_accepted", "accepted"), ("credential_failure", "failed"), ("credential_deleted", "refused")],
)
async def test_the_clerk_reads_what_the_wallet_said_and_the_first_word_counts(
    issuer: TestIssuer, event: str, state: str
) -> None:
    received = await issuer.issue()
    body = {"notification_id": received.notification_id, "event": event, "event_description": "Erika Mustermann"}
    assert await notify(issuer, received.token, body) == (204, None)
    assert await notify(issuer, received.token, body) == (204, None)
    assert await notify(issuer, received.token, body | {"event": "credential_deleted"}) == (204, None)
    _, offer = await issuer.api("GET", f"/offers/{received.offer['offer_id']}")
    assert offer["state"] == state
    (row,) = await issuer.database.fetch_all("SELECT sealed FROM offers")
    assert row["sealed"] is None


@pytest.mark.parametrize(
    "body",
    [
        [],
        {},
        {"notification_id": "x"},
        {"event": "credential_accepted"},
        {"notification_id": 1, "event": "credential_accepted"},
        {"notification_id": "x", "event": "credential_eaten"},
        {"notification_id": "x", "event": ["credential_accepted"]},
        {"notification_id": "x", "event": "credential_accepted", "event_description": 1},
    ],
)
async def test_a_malformed_notification_is_refused(issuer: TestIssuer, body: Any) -> None:
    received = await issuer.issue()
    assert await notify(issuer, received.token, body) == (400, "invalid_notification_request")


async def test_nobody_speaks_about_another_wallets_card(issuer: TestIssuer) -> None:
    mine, other = await issuer.issue(), await issuer.issue()
    body = {"notification_id": other.notification_id, "event": "credential_deleted"}
    assert await notify(issuer, mine.token, body) == (400, "invalid_notification_id")
    assert await notify(issuer, mine.token, body | {"notification_id": "made-up"}) == (400, "invalid_notification_id")
    _, offer = await issuer.api("GET", f"/offers/{other.offer['offer_id']}")
    assert offer["state"] == "issued"
