"""Cards of before copies: after the migration each is its own first copy, in its places, with what they said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuer.app import COMPONENTS, migrate_issuer
from issuer.records import record_store
from issuer.status import list_store
from plumbing.database.migrate import migrate_within, read_folder
from plumbing.database.open import open_database
from use_cases.card_format import DEFAULT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from plumbing.database.port import Database

BEFORE = 6
"""The last migration that knew nothing of copies."""


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = await open_database(database_url)
    issuer = COMPONENTS[0]
    async with opened.transaction() as transaction:
        await migrate_within(transaction, issuer.name, read_folder(issuer.folder)[:BEFORE])
    yield opened
    await opened.close()


async def a_revoked_card(database: Database) -> None:
    for purpose in ("revocation", "suspension"):
        await database.execute(
            "INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,"
            " document, signed_by, created) VALUES (:purpose, 'library', :purpose, 131072, 'open', 3, 2, 5, :document,"
            " 'key-1', 17)",
            purpose=purpose,
            document=b"{}",
        )
        await database.execute(
            "INSERT INTO status_places (list_id, place, credential_id, bit) VALUES (:purpose, 7, 'card', :bit)",
            purpose=purpose,
            bit=int(purpose == "revocation"),
        )
    await database.execute(
        "INSERT INTO credentials (credential_id, office, offer_id, round, use_case, credential_type,"
        " verification_method, valid_from, valid_until, revocation_list, revocation_place, suspension_list,"
        " suspension_place, state, suspended, revoked, notification_hash, recorded_at, issued_at, delete_after)"
        " VALUES ('card', 'library', 'offer', 1, 'library_card', 'https://a.example/Card', 'did:web:a.example#k', 100,"
        " 200, 'revocation', 7, 'suspension', 7, 'issued', 0, 1, :hash, 150, 151, 300)",
        hash=b"h",
    )


async def test_a_card_of_before_is_its_own_first_copy_with_what_its_places_said(database: Database) -> None:
    await a_revoked_card(database)
    await migrate_issuer(database)
    record = await record_store.of_office(database, office="library", credential_id="card")
    assert record is not None
    assert (record.form, record.dated, record.revoked, record.suspended) == (DEFAULT[0], 150, True, False)
    (copy,) = record.copies
    assert copy.copy_id == "card"
    assert (copy.places.revocation.list_id, copy.places.suspension.list_id) == ("revocation", "suspension")
    assert await list_store.marked_places(database, list_id="revocation") == {7: 1}
    assert await list_store.marked_places(database, list_id="suspension") == {}
    kept = await list_store.open_list(database, office="library", purpose="revocation")
    assert kept is not None
    assert (kept.version, kept.publication, kept.document) == (3, 5, b"{}")


async def test_no_place_of_before_is_given_again_and_no_second_list_is_opened(database: Database) -> None:
    await a_revoked_card(database)
    await migrate_issuer(database)
    assert not await list_store.insert_place(database, list_id="revocation", index=7, copy_id="another")
    opened = await database.execute(
        "INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,"
        " created) VALUES ('second', 'library', 'revocation', 131072, 'open', 0, -1, 0, 0)"
        " ON CONFLICT (office, purpose) WHERE state = 'open' DO NOTHING"
    )
    assert opened == 0
