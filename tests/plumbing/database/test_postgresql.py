"""PostgreSQL's own troubles: a server that goes and comes back, broken connections, no right to write (D-06)."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import asyncpg
import pytest

from plumbing.database.errors import DatabaseError, DatabaseUnavailable, OutcomeUnknown, TransactionConflict
from plumbing.database.open import open_database
from plumbing.database.postgresql import LARGEST_POOL, PostgresqlDatabase
from plumbing.database.postgresql_errors import translate
from tests.support.databases import open_cluster

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from tests.support.postgresql import Cluster

CUT_THEM = "SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'stadtsiegel'"


@pytest.fixture
async def notes(postgresql_cluster: Cluster) -> AsyncIterator[PostgresqlDatabase]:
    database = await PostgresqlDatabase.open(postgresql_cluster.new_database())
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY, amount BIGINT)")
    yield database
    await database.close()


@pytest.fixture
def own_cluster() -> Iterator[Cluster]:
    """A server for one test that will treat it badly."""
    with open_cluster() as cluster:
        yield cluster


async def test_reading_goes_on_over_cut_connections(notes: PostgresqlDatabase, postgresql_cluster: Cluster) -> None:
    await asyncio.gather(*(notes.fetch_all("SELECT note FROM notes") for _ in range(5)))
    for _ in range(3):
        postgresql_cluster.sql(CUT_THEM)
        assert await notes.fetch_all("SELECT note FROM notes") == []


async def test_a_transaction_begins_on_a_new_connection_when_the_pooled_one_died(
    notes: PostgresqlDatabase, postgresql_cluster: Cluster
) -> None:
    postgresql_cluster.sql(CUT_THEM)
    async with notes.transaction() as transaction:
        await transaction.execute("INSERT INTO notes (note) VALUES ('a')")
    assert await notes.fetch_all("SELECT note FROM notes") == [{"note": "a"}]


async def test_a_transaction_cut_in_the_middle_is_undone_and_says_so(
    notes: PostgresqlDatabase, postgresql_cluster: Cluster
) -> None:
    async def work() -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES ('a')")
            postgresql_cluster.sql(CUT_THEM)
            await transaction.execute("INSERT INTO notes (note) VALUES ('b')")

    with pytest.raises(DatabaseUnavailable):
        await work()
    assert await notes.fetch_all("SELECT note FROM notes") == []


async def test_a_connection_cut_before_the_commit_leaves_the_outcome_unknown(
    notes: PostgresqlDatabase, postgresql_cluster: Cluster
) -> None:
    async def work() -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES ('a')")
            postgresql_cluster.sql(CUT_THEM)

    with pytest.raises(OutcomeUnknown):
        await work()
    await notes.ready()


async def test_a_single_change_cut_on_its_way_is_never_tried_again_by_itself(
    notes: PostgresqlDatabase, postgresql_cluster: Cluster
) -> None:
    await notes.execute("INSERT INTO notes (note, amount) VALUES ('a', 0)")
    async with notes.transaction() as holder:
        await holder.execute("UPDATE notes SET amount = 5")
        waiting = asyncio.create_task(_update_elsewhere(postgresql_cluster.newest_url))
        while "1" not in postgresql_cluster.sql("SELECT COUNT(*) FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110 the server has no event
            await asyncio.sleep(0.01)
        postgresql_cluster.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
        assert isinstance(await waiting, OutcomeUnknown)
    assert await notes.fetch_one("SELECT amount FROM notes") == {"amount": 5}


async def _update_elsewhere(url: str) -> DatabaseError | None:
    database = await open_database(url)
    try:
        await database.execute("UPDATE notes SET amount = amount + 1")
    except DatabaseError as error:
        return error
    finally:
        await database.close()
    return None


async def test_two_that_wait_for_each_other_are_parted_and_one_is_told_to_try_again(
    notes: PostgresqlDatabase, postgresql_cluster: Cluster
) -> None:
    for note in ("a", "b"):
        await notes.execute("INSERT INTO notes (note, amount) VALUES (:note, 0)", note=note)
    holding = asyncio.Barrier(2)

    async def lock(first: str, second: str) -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("SET LOCAL deadlock_timeout = '10ms'")
            await transaction.execute("UPDATE notes SET amount = amount + 1 WHERE note = :note", note=first)
            await holding.wait()
            await transaction.execute("UPDATE notes SET amount = amount + 1 WHERE note = :note", note=second)

    outcomes = await asyncio.gather(lock("a", "b"), lock("b", "a"), return_exceptions=True)
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["NoneType", "TransactionConflict"]
    assert await notes.fetch_one("SELECT SUM(amount) AS total FROM notes") == {"total": 2}


async def test_more_tasks_than_connections_wait_for_their_turn(notes: PostgresqlDatabase) -> None:
    async def work(number: int) -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES (:note)", note=str(number))

    await asyncio.gather(*(work(number) for number in range(LARGEST_POOL * 5)))
    assert await notes.fetch_one("SELECT COUNT(*) AS n FROM notes") == {"n": LARGEST_POOL * 5}


async def test_when_no_connection_gets_free_the_caller_is_told(
    notes: PostgresqlDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    all_hold, enough = asyncio.Barrier(LARGEST_POOL + 1), asyncio.Event()

    async def hold() -> None:
        async with notes.transaction():
            await all_hold.wait()
            await enough.wait()

    holders = [asyncio.create_task(hold()) for _ in range(LARGEST_POOL)]
    await all_hold.wait()
    monkeypatch.setattr("plumbing.database.postgresql._WAIT_FOR_CONNECTION_SECONDS", 0.02)
    with pytest.raises(DatabaseUnavailable) as refusal:
        await notes.execute("DELETE FROM notes")
    assert not isinstance(refusal.value, OutcomeUnknown)
    enough.set()
    await asyncio.gather(*holders)


async def test_a_server_that_crashes_is_used_again_as_soon_as_it_is_back(own_cluster: Cluster) -> None:
    database = await open_database(own_cluster.new_database())
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY)")
    await database.execute("INSERT INTO notes (note) VALUES ('before')")
    own_cluster.stop(hard=True)
    for call in (database.ready(), database.fetch_all("SELECT note FROM notes"), database.execute("DELETE FROM notes")):
        with pytest.raises(DatabaseUnavailable):
            await call
    with pytest.raises(DatabaseUnavailable):
        async with database.transaction():
            pytest.fail("a transaction began without a server")
    own_cluster.start()
    await database.ready()
    assert await database.fetch_all("SELECT note FROM notes") == [{"note": "before"}]
    await database.close()


async def test_a_server_that_only_reads_is_not_used(own_cluster: Cluster) -> None:
    url = own_cluster.new_database()
    database = await open_database(url)
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY)")
    own_cluster.sql("ALTER SYSTEM SET default_transaction_read_only = on")
    own_cluster.sql("SELECT pg_reload_conf()")
    own_cluster.sql(CUT_THEM)
    with pytest.raises(DatabaseUnavailable, match="only reads"):
        await database.ready()
    with pytest.raises(DatabaseUnavailable, match="only reads"):
        await open_database(url)
    await database.close()


async def test_a_database_in_another_encoding_is_refused(postgresql_cluster: Cluster) -> None:
    postgresql_cluster.sql("CREATE DATABASE old_city ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0")
    with pytest.raises(DatabaseUnavailable, match="encoded in LATIN1"):
        await open_database(postgresql_cluster.url("public").replace("/postgres?", "/old_city?"))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://city:swordfish@/nowhere?host=/nonexistent",
        "postgresql://city:swordfish@localhost:1/city",
        "postgresql://city:swordfish@localhost:notaport/city",
    ],
)
async def test_a_server_that_is_not_there_is_told_without_the_password(url: str) -> None:
    with pytest.raises(DatabaseUnavailable) as refusal:
        await open_database(url)
    assert "swordfish" not in f"{refusal.value!r}"
    assert refusal.value.__cause__ is None


async def test_a_database_that_is_not_there_is_told(postgresql_cluster: Cluster) -> None:
    with pytest.raises(DatabaseUnavailable, match="no database of this name"):
        await open_database(postgresql_cluster.url("public").replace("/postgres?", "/nowhere?"))


@pytest.mark.parametrize(
    ("error", "changing", "kind"),
    [
        (asyncpg.DiskFullError("CANARY"), True, "DatabaseFull"),
        (asyncpg.DeadlockDetectedError("CANARY"), True, "TransactionConflict"),
        (asyncpg.SerializationError("CANARY"), True, "TransactionConflict"),
        (asyncpg.LockNotAvailableError("CANARY"), False, "TransactionConflict"),
        (asyncpg.UniqueViolationError("CANARY"), True, "UniqueViolation"),
        (asyncpg.CheckViolationError("CANARY"), True, "ConstraintViolation"),
        (asyncpg.TooManyConnectionsError("CANARY"), False, "DatabaseUnavailable"),
        (asyncpg.CannotConnectNowError("CANARY"), False, "DatabaseUnavailable"),
        (asyncpg.ReadOnlySQLTransactionError("CANARY"), True, "DatabaseUnavailable"),
        (asyncpg.InvalidPasswordError("CANARY"), False, "DatabaseUnavailable"),
        (asyncpg.QueryCanceledError("CANARY"), True, "DatabaseUnavailable"),
        (asyncpg.UndefinedTableError("CANARY"), False, "DatabaseMisuse"),
        (asyncpg.InvalidTextRepresentationError("CANARY"), False, "DatabaseMisuse"),
        (asyncpg.DataError("CANARY"), False, "DatabaseMisuse"),
        (asyncpg.AdminShutdownError("CANARY"), False, "DatabaseUnavailable"),
        (asyncpg.AdminShutdownError("CANARY"), True, "OutcomeUnknown"),
        (asyncpg.ConnectionDoesNotExistError("CANARY"), True, "OutcomeUnknown"),
        (asyncpg.InterfaceError("connection is closed CANARY"), True, "OutcomeUnknown"),
        (ConnectionResetError("CANARY"), True, "OutcomeUnknown"),
        (TimeoutError("CANARY"), True, "OutcomeUnknown"),
        (TimeoutError("CANARY"), False, "DatabaseUnavailable"),
    ],
)
def test_every_error_has_its_word_and_no_word_of_the_engine(error: Exception, changing: bool, kind: str) -> None:
    said = translate(error, changing=changing)
    assert type(said).__name__ == kind
    assert "CANARY" not in str(said)


def test_what_may_be_tried_again_is_a_kind_of_unavailable() -> None:
    assert issubclass(TransactionConflict, DatabaseUnavailable)
    assert issubclass(OutcomeUnknown, DatabaseUnavailable)
