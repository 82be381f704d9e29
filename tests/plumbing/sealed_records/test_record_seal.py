"""A record's personal bytes open with its own key, in its own row, until the key is forgotten; then nowhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from plumbing.database.port import UniqueViolation
from plumbing.database.sealed import Seal, SealBroken
from plumbing.entropy import SeededEntropy
from plumbing.sealed_records import data_keys
from plumbing.sealed_records.record_seal import RecordSeal
from plumbing.secret import Secret

if TYPE_CHECKING:
    from plumbing.database.port import Database

ENTROPY = SeededEntropy(1)
ERIKA = "Erika Möller".encode()


def record_seal(unlock: bytes = b"u" * 32) -> RecordSeal:
    return RecordSeal(seal=Seal(Secret(unlock), ENTROPY), entropy=ENTROPY)


@pytest.fixture
async def keys(database: Database) -> Database:
    await data_keys.migrate_data_keys(database)
    return database


async def kept(database: Database, record: str, plaintext: bytes = ERIKA) -> bytes:
    closed = record_seal().close(plaintext, record=record)
    async with database.transaction() as transaction:
        await data_keys.keep(transaction, closed, delete_after=100)
    return closed.sealed


async def test_what_is_closed_opens_until_its_key_is_forgotten_even_in_a_copy(keys: Database) -> None:
    copy = await kept(keys, "offers/a")
    other = await kept(keys, "offers/b")
    assert await record_seal().open(keys, copy, record="offers/a") == ERIKA
    await data_keys.forget(keys, record="offers/a")
    assert await record_seal().open(keys, copy, record="offers/a") is None
    assert await record_seal().open(keys, other, record="offers/b") == ERIKA


async def test_neither_bytes_nor_key_open_in_another_record(keys: Database) -> None:
    sealed = await kept(keys, "offers/a")
    await kept(keys, "offers/b")
    with pytest.raises(SealBroken):
        await record_seal().open(keys, sealed, record="offers/b")
    await keys.execute(
        "UPDATE data_keys SET sealed_key = (SELECT sealed_key FROM data_keys WHERE record = 'offers/a')"
        " WHERE record = 'offers/b'"
    )
    with pytest.raises(SealBroken):
        await record_seal().open(keys, sealed, record="offers/b")


async def test_a_key_opens_only_with_the_unlock_key(keys: Database) -> None:
    sealed = await kept(keys, "offers/a")
    with pytest.raises(SealBroken):
        await record_seal(b"x" * 32).open(keys, sealed, record="offers/a")


async def test_a_record_has_one_key_for_life(keys: Database) -> None:
    first = await kept(keys, "offers/a")
    with pytest.raises(UniqueViolation):
        await kept(keys, "offers/a")
    again = await record_seal().close_again(keys, b"Mallory", record="offers/a")
    assert again is not None
    assert await record_seal().open(keys, again, record="offers/a") == b"Mallory"
    assert await record_seal().open(keys, first, record="offers/a") == ERIKA
    await data_keys.forget(keys, record="offers/a")
    assert await record_seal().close_again(keys, b"Mallory", record="offers/a") is None
    assert not await data_keys.prolong(keys, record="offers/a", delete_after=200)


async def test_a_key_goes_with_the_transaction_that_keeps_it(keys: Database) -> None:
    closed = record_seal().close(ERIKA, record="offers/a")

    async def keep_and_fail() -> None:
        async with keys.transaction() as transaction:
            await data_keys.keep(transaction, closed, delete_after=100)
            raise LookupError

    with pytest.raises(LookupError):
        await keep_and_fail()
    assert await record_seal().open(keys, closed.sealed, record="offers/a") is None


def test_no_two_records_share_a_key_and_nothing_shows_it() -> None:
    closed = [record_seal().close(ERIKA, record=f"offers/{number}") for number in range(50)]
    assert len({one.sealed_key for one in closed} | {one.sealed for one in closed}) == 100
    assert repr(record_seal()) == "RecordSeal(***)"
