"""What the authority says, ends and publishes stands in the audit record, and what it refuses does not."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from tests.trust_registry.authorities import MAY_ISSUE, NEW_TYPE, Desk
from tests.trust_registry.statements import CARD
from trust_registry.keeping.audit_actions import RegistryAction

if TYPE_CHECKING:
    from plumbing.database.port import Database


async def told(database: Database) -> list[tuple[Any, ...]]:
    rows = await database.fetch_all("SELECT * FROM audit_tail ORDER BY occurred, step")
    return [
        (row["actor"], row["action"], row["object_id"])
        for row in rows
        if row["action"] in set(RegistryAction) - {RegistryAction.LIST_PUBLISHED}
    ]


async def test_what_the_authority_says_and_ends_is_told(desk: Desk, sqlite_database: Database) -> None:
    actor = f"api:{desk.registry.api_key[:12]}"
    assert (await desk.call("PUT", "/api/credential-types", NEW_TYPE))[0] == 200
    statement = (await desk.call("POST", "/api/statements", MAY_ISSUE))[1]["statement"]["id"]
    assert (await desk.call("POST", "/api/statements", MAY_ISSUE))[0] == 409
    for end in ("ended", "compromised"):
        assert (await desk.call("POST", f"/api/statements/{statement}/end", {"as": end}))[0] == 200
    assert (await desk.call("POST", f"/api/statements/{statement}/end", {"as": "ended"}))[0] == 409
    assert await told(sqlite_database) == [
        (actor, RegistryAction.TYPE_REGISTERED, f"sha256:{hashlib.sha256(CARD.encode()).hexdigest()}"),
        (actor, RegistryAction.STATEMENT_SAID, statement),
        (actor, RegistryAction.STATEMENT_ENDED, statement),
        (actor, RegistryAction.STATEMENT_COMPROMISED, statement),
    ]


async def test_each_published_list_is_told_once(desk_with_type: Desk, sqlite_database: Database) -> None:
    for _ in range(3):
        await desk_with_type.publish()
    lists = await sqlite_database.fetch_all("SELECT version FROM published_list ORDER BY version")
    rows = await sqlite_database.fetch_all(
        "SELECT actor, object_id FROM audit_tail WHERE action = :told ORDER BY occurred, step",
        told=RegistryAction.LIST_PUBLISHED,
    )
    assert [row["object_id"] for row in rows] == [f"version/{one['version']}" for one in lists]
    assert {row["actor"] for row in rows} == {"service"}
