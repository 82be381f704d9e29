"""After a restore a card is told alike by all its copies, whatever their lists said at different moments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.app import migrate_issuer
from issuer.restoring.keep_status import keep_status
from issuer.restoring.published_lists import PublishedList
from issuer.status import list_store
from issuer.status.places import Mark
from plumbing.audit.tables import migrate_audit
from plumbing.audit.trail import AuditTrail
from plumbing.clock import MovableClock
from plumbing.database.open import open_database
from plumbing.entropy import SeededEntropy

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database

MADE_AT = 1_000
NOW = 2_000
SIZE = 64
PLACE = 7


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    await migrate_issuer(opened)
    await migrate_audit(opened)
    yield opened
    await opened.close()


async def a_suspended_card_of_two_copies(database: Database) -> None:
    await database.execute(
        "INSERT INTO credentials (credential_id, office, offer_id, round, use_case, credential_type, format,"
        " secured_by, verification_method, dated, valid_from, valid_until, state, suspended, revoked,"
        " notification_hash, recorded_at, issued_at, delete_after) VALUES ('card', 'library', 'offer', 1,"
        " 'library_card', 'https://a.example/Card', 'dc+sd-jwt', 'ES256', 'did:web:a.example#k', 100, 100, 9000,"
        " 'issued', 1, 0, :hash, 150, 151, 9999)",
        hash=b"h",
    )
    for copy, state in (("older", "closed"), ("newer", "open")):
        await database.execute(
            "INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,"
            " created) VALUES (:copy, 'library', 'status', :size, :state, 1, 1, 1, 17)",
            copy=copy,
            size=SIZE,
            state=state,
        )
        await database.execute(
            "INSERT INTO status_places (list_id, place, copy_id, value) VALUES (:copy, :place, :copy, :value)",
            copy=copy,
            place=PLACE,
            value=int(Mark.SUSPENDED),
        )
        await database.execute(
            "INSERT INTO copies (copy_id, credential_id, revocation_list, revocation_place, suspension_list,"
            " suspension_place) VALUES (:copy, 'card', :copy, :place, :copy, :place)",
            copy=copy,
            place=PLACE,
        )


def published(list_id: str, *, signed_at: int, says: Mark) -> PublishedList:
    return PublishedList(
        office="library",
        list_id=list_id,
        purpose=list_store.STATUS,
        signed_at=signed_at,
        valid_until=9_000,
        size=SIZE,
        marked={} if says is Mark.GOOD else {PLACE: says},
        document=b"a signed list",
        signed_by="key-1",
    )


async def restored(database: Database, *files: PublishedList) -> tuple[dict[str, int], int]:
    """What the places of both copies say after a restore, and whether the card counts as suspended."""
    entropy = SeededEntropy(5)
    async with database.transaction() as transaction:
        await keep_status(
            transaction,
            files,
            made_at=MADE_AT,
            now=NOW,
            entropy=entropy,
            trail=AuditTrail(clock=MovableClock(NOW), entropy=entropy),
        )
    said = {name: await list_store.value_at(database, list_id=name, index=PLACE) for name in ("older", "newer")}
    row = await database.fetch_one("SELECT suspended FROM credentials")
    assert row is not None
    return said, row["suspended"]


async def test_a_suspension_that_only_one_list_has_taken_back_stays_for_every_copy(database: Database) -> None:
    await a_suspended_card_of_two_copies(database)
    said, suspended = await restored(
        database,
        published("newer", signed_at=MADE_AT + 500, says=Mark.GOOD),
        published("older", signed_at=MADE_AT - 500, says=Mark.SUSPENDED),
    )
    assert suspended == 1
    assert said == {"older": Mark.SUSPENDED, "newer": Mark.SUSPENDED}


async def test_a_suspension_that_all_lists_have_taken_back_has_ended_for_every_copy(database: Database) -> None:
    await a_suspended_card_of_two_copies(database)
    said, suspended = await restored(
        database,
        published("newer", signed_at=MADE_AT + 500, says=Mark.GOOD),
        published("older", signed_at=MADE_AT + 500, says=Mark.GOOD),
    )
    assert suspended == 0
    assert said == {"older": Mark.GOOD, "newer": Mark.GOOD}


async def test_a_revocation_that_only_one_list_has_published_counts_for_every_copy(database: Database) -> None:
    await a_suspended_card_of_two_copies(database)
    said, _ = await restored(database, published("newer", signed_at=MADE_AT + 500, says=Mark.SET))
    assert said == {"older": Mark.SET, "newer": Mark.SET}
