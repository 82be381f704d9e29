"""SQLite's own promises: durable, private, grouped, and polite to other processes (SECURITY D-01, D-02, D-04, D-05)."""

from __future__ import annotations

import asyncio
import logging
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from typing import TYPE_CHECKING

import pytest

from plumbing.database.errors import DatabaseError, DatabaseFull, DatabaseMisuse, DatabaseUnavailable
from plumbing.database.open import open_database
from plumbing.database.sqlite import SqliteDatabase, refuse_old_version
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "city.sqlite"


@pytest.fixture
async def notes(file: Path) -> AsyncIterator[SqliteDatabase]:
    database = await SqliteDatabase.open(file)
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY, body BYTEA)")
    yield database
    await database.close()


async def pragma(database: SqliteDatabase, name: str) -> object:
    return await database._writer.run(lambda connection: connection.execute(f"PRAGMA {name}").fetchone()[0])


async def commits(database: SqliteDatabase, log: list[str]) -> None:
    await database._writer.run(lambda connection: connection.set_trace_callback(log.append))


async def test_the_writer_is_set_to_lose_nothing(notes: SqliteDatabase) -> None:
    settings = {name: await pragma(notes, name) for name in ("journal_mode", "synchronous", "foreign_keys")}
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert await pragma(notes, "secure_delete") == 1


async def test_all_files_of_the_database_are_its_owners_only(notes: SqliteDatabase, file: Path) -> None:
    files = list(file.parent.glob("city.sqlite*"))
    assert len(files) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}


async def test_what_many_write_at_once_is_committed_in_few_groups(notes: SqliteDatabase) -> None:
    log: list[str] = []
    await commits(notes, log)
    await asyncio.gather(
        *(notes.execute("INSERT INTO notes (note) VALUES (:note)", note=str(number)) for number in range(200))
    )
    assert len([line for line in log if line.startswith("INSERT")]) == 200
    assert 1 <= log.count("COMMIT") <= 20


async def test_transactions_with_several_steps_are_grouped_too(notes: SqliteDatabase) -> None:
    async def work(number: int) -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES (:note)", note=str(number))
            await transaction.execute("UPDATE notes SET body = :body WHERE note = :note", note=str(number), body=b"b")

    log: list[str] = []
    await commits(notes, log)
    await asyncio.gather(*(work(number) for number in range(100)))
    assert 1 <= log.count("COMMIT") < 50
    assert await notes.fetch_one("SELECT COUNT(*) AS n FROM notes WHERE body IS NOT NULL") == {"n": 100}


async def test_nobody_is_answered_before_the_commit(notes: SqliteDatabase, file: Path) -> None:
    """At the moment of each answer, a connection of somebody else sees the row."""
    other = sqlite3.connect(file)

    async def work(number: int) -> None:
        await notes.execute("INSERT INTO notes (note) VALUES (:note)", note=str(number))
        assert other.execute("SELECT 1 FROM notes WHERE note = ?", (str(number),)).fetchone() == (1,)

    await asyncio.gather(*(work(number) for number in range(50)))
    other.close()


async def test_readers_do_not_wait_for_an_open_transaction(notes: SqliteDatabase) -> None:
    begun, seen = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES ('a')")
            begun.set()
            await seen.wait()

    writing = asyncio.create_task(write())
    await begun.wait()
    assert await notes.fetch_all("SELECT note FROM notes") == []
    seen.set()
    await writing


async def test_a_reader_cannot_write(notes: SqliteDatabase) -> None:
    """Whatever our reading of SQL thinks, the connection itself refuses."""
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await asyncio.get_running_loop().run_in_executor(
            notes._readers, lambda: notes._reader_connection().execute("DELETE FROM notes")
        )


async def test_a_full_disk_is_told_undoes_cleanly_and_heals_without_a_restart(notes: SqliteDatabase) -> None:
    await notes.execute("INSERT INTO notes (note) VALUES ('before')")
    pages = await pragma(notes, "page_count")
    await pragma(notes, f"max_page_count = {int(str(pages)) + 4}")
    outcomes = await asyncio.gather(
        *(
            notes.execute("INSERT INTO notes (note, body) VALUES (:note, :body)", note=str(number), body=bytes(9000))
            for number in range(10)
        ),
        return_exceptions=True,
    )
    refused = [outcome for outcome in outcomes if isinstance(outcome, DatabaseFull)]
    kept = [outcome for outcome in outcomes if outcome == 1]
    assert refused
    assert len(refused) + len(kept) == 10
    # what was answered is there, what was refused is not, and reading goes on
    assert await notes.fetch_one("SELECT COUNT(*) AS n FROM notes") == {"n": 1 + len(kept)}
    with pytest.raises(DatabaseFull):
        async with notes.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note, body) VALUES ('x', :body)", body=bytes(50_000))
    await pragma(notes, "max_page_count = 100000")
    assert await notes.execute("INSERT INTO notes (note, body) VALUES ('after', :body)", body=bytes(50_000)) == 1
    assert await pragma(notes, "integrity_check") == "ok"


async def test_a_lock_of_another_process_is_waited_for(notes: SqliteDatabase, file: Path) -> None:
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    timer = threading.Timer(0.03, lambda: other.execute("COMMIT"))
    timer.start()
    assert await notes.execute("INSERT INTO notes (note) VALUES ('a')") == 1
    timer.join()
    other.close()


async def test_a_lock_held_for_too_long_refuses_all_that_wait_and_heals(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("plumbing.database.sqlite._BUSY_SECONDS", 0.02)
    database = await SqliteDatabase.open(file)
    await database.execute("CREATE TABLE notes (note TEXT PRIMARY KEY)")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    async def in_transaction() -> None:
        async with database.transaction() as transaction:
            await transaction.execute("INSERT INTO notes (note) VALUES ('t')")

    outcomes = await asyncio.gather(
        *(database.execute("INSERT INTO notes (note) VALUES (:note)", note=str(number)) for number in range(5)),
        in_transaction(),
        in_transaction(),
        return_exceptions=True,
    )
    assert {type(outcome) for outcome in outcomes} == {DatabaseUnavailable}
    assert await database.fetch_all("SELECT note FROM notes") == []
    other.execute("ROLLBACK")
    assert await database.execute("INSERT INTO notes (note) VALUES ('a')") == 1
    other.close()
    await database.close()


WRITER = """
import asyncio, sys
from plumbing.database.open import open_database

async def main():
    database = await open_database(sys.argv[1])
    async def work(worker):
        number = 0
        while True:
            number += 1
            note = f"{worker}-{number}"
            await database.execute("INSERT INTO notes (note) VALUES (:note)", note=note)
            print(note, flush=True)
    await asyncio.gather(*(work(f"{sys.argv[2]}{worker}") for worker in range(8)))

asyncio.run(main())
"""


async def test_what_was_answered_survives_kill_9_of_two_writing_processes(notes: SqliteDatabase, file: Path) -> None:
    processes = [
        subprocess.Popen(  # noqa: ASYNC220, S603 our own program; the pipe is read below
            [sys.executable, "-c", WRITER, f"sqlite:///{file}", name], stdout=subprocess.PIPE, cwd=ROOT
        )
        for name in ("a", "b")
    ]
    answered: list[str] = []
    for process in processes:
        if process.stdout is None:
            pytest.fail("the process has no output")
        answered += [process.stdout.readline().decode().strip() for _ in range(100)]
    for process in processes:
        process.send_signal(signal.SIGKILL)
        rest = process.communicate()[0].decode()
        answered += [line for line in rest.split("\n")[:-1]]  # noqa: C416 the last line may be cut
    rows = {row["note"] for row in await notes.fetch_all("SELECT note FROM notes")}
    assert len(answered) >= 200
    assert set(answered) <= rows
    assert len(answered) == len(set(answered))
    assert await pragma(notes, "integrity_check") == "ok"


@pytest.mark.parametrize("version", [(3, 34, 1), (3, 8, 0), (2, 99, 99)])
def test_an_sqlite_without_returning_is_refused_with_the_cure(version: tuple[int, ...]) -> None:
    with pytest.raises(DatabaseUnavailable, match=r"3\.35\.0 or newer.*PostgreSQL"):
        refuse_old_version(version)


def test_this_sqlite_is_new_enough() -> None:
    refuse_old_version(sqlite3.sqlite_version_info)


async def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.write_bytes(b"Erika Mustermann" * 1000)  # noqa: ASYNC240 a test may wait
    with pytest.raises(DatabaseUnavailable, match="not an SQLite database") as refusal:
        await open_database(f"sqlite:///{file}")
    assert "Erika" not in str(refusal.value)


async def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="folder of the database is not there"):
        await open_database(f"sqlite:///{tmp_path}/nowhere/city.sqlite")


async def test_a_folder_instead_of_a_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnavailable, match="cannot be opened"):
        await open_database(f"sqlite:///{tmp_path}")


@pytest.mark.parametrize("url", ["", "sqlite", "sqlite:", "sqlite://", "sqlite:///", "mysql://x", "/tmp/x", "http://x"])  # noqa: S108
async def test_an_address_of_no_database_is_refused_without_quoting_it(url: str) -> None:
    with pytest.raises(DatabaseMisuse, match="sqlite:///absolute/path"):
        await open_database(url)


async def test_a_path_given_with_four_slashes_is_the_same_file(notes: SqliteDatabase, file: Path) -> None:
    other = await open_database(f"sqlite:////{str(file).lstrip('/')}")
    assert await other.fetch_all("SELECT note FROM notes") == []
    await other.close()


async def test_a_database_in_memory_is_shared_by_all_its_tasks_and_by_nobody_else() -> None:
    one, other = await open_database("sqlite::memory:"), await open_database("sqlite::memory:")
    await one.execute("CREATE TABLE notes (note TEXT)")
    await asyncio.gather(*(one.execute("INSERT INTO notes (note) VALUES ('a')") for _ in range(20)))
    assert await one.fetch_one("SELECT COUNT(*) AS n FROM notes") == {"n": 20}
    with pytest.raises(DatabaseMisuse):
        await other.fetch_all("SELECT note FROM notes")
    await one.close()
    await other.close()


async def test_closing_writes_what_is_queued_and_leaves_one_file(file: Path) -> None:
    database = await SqliteDatabase.open(file)
    await database.execute("CREATE TABLE notes (note TEXT)")
    writing = [
        asyncio.ensure_future(database.execute("INSERT INTO notes (note) VALUES (:n)", n=str(number)))
        for number in range(20)
    ]
    await asyncio.sleep(0)
    await database.close()
    await asyncio.gather(*writing)
    assert [path.name for path in file.parent.iterdir()] == [file.name]
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT COUNT(*) FROM notes").fetchone() == (20,)
    connection.close()


async def test_deleted_content_is_gone_from_the_file(file: Path) -> None:
    database = await SqliteDatabase.open(file)
    await database.execute("CREATE TABLE notes (note TEXT)")
    await database.execute("INSERT INTO notes (note) VALUES ('CANARY-Erika')")
    await database.execute("DELETE FROM notes")
    await database.close()
    assert b"CANARY" not in file.read_bytes()  # noqa: ASYNC240 a test may wait


async def test_no_error_of_a_statement_is_logged_or_quotes_a_value(
    notes: SqliteDatabase, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    insert = "INSERT INTO notes (note) VALUES (:note)"
    await notes.execute(insert, note="CANARY")
    with pytest.raises(DatabaseError) as refusal:
        await notes.execute(insert, note="CANARY")
    assert "CANARY" not in f"{refusal.value!r} {caplog.text}"


async def test_a_job_that_raises_something_unexpected_leaves_the_writer_alive(notes: SqliteDatabase) -> None:
    def explode(connection: sqlite3.Connection) -> None:
        connection.execute("INSERT INTO notes (note) VALUES ('half')")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await notes._writer.run(explode)
    await notes.ready()
    assert await notes.fetch_all("SELECT note FROM notes") == []
