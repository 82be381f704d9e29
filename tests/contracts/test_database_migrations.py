"""Migrations and the remembered public URL, on both engines."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.database.deployment import DeploymentMismatch, remember_public_url
from plumbing.database.errors import DatabaseMisuse, UniqueViolation
from plumbing.database.migrate import MigrationRefused, migrate
from plumbing.database.open import open_database

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.database.port import Database

FIRST = """
-- A comment; with a semicolon and an apostrophe's trouble.
CREATE TABLE shelves (shelf TEXT PRIMARY KEY, label TEXT NOT NULL);
INSERT INTO shelves (shelf, label) VALUES ('a', 'semi;colon');
/* ; */
"""
SECOND = "CREATE TABLE books (book TEXT PRIMARY KEY, shelf TEXT REFERENCES shelves (shelf))\n;\n-- the end\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "migrations"
    path.mkdir()
    (path / "0001_shelves.sql").write_text(FIRST)
    (path / "0002_books.sql").write_text(SECOND)
    (path / "__init__.py").write_text("")
    return path


async def history(database: Database) -> list[tuple[str, int, str]]:
    rows = await database.fetch_all("SELECT component, number, name FROM schema_migrations")
    return sorted((row["component"], row["number"], row["name"]) for row in rows)


async def test_the_files_run_in_order_and_are_remembered(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    assert await database.fetch_all("SELECT shelf, label FROM shelves") == [{"shelf": "a", "label": "semi;colon"}]
    assert await history(database) == [("library", 1, "shelves"), ("library", 2, "books")]


async def test_a_second_start_runs_nothing(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    await database.execute("DELETE FROM shelves")
    await migrate(database, "library", folder)
    assert await database.fetch_all("SELECT shelf FROM shelves") == []


async def test_only_the_new_file_runs_after_an_update(database: Database, folder: Path) -> None:
    second = (folder / "0002_books.sql").read_text()
    (folder / "0002_books.sql").unlink()
    await migrate(database, "library", folder)
    assert await history(database) == [("library", 1, "shelves")]
    (folder / "0002_books.sql").write_text(second)
    await migrate(database, "library", folder)
    assert await database.fetch_all("SELECT book FROM books") == []


async def test_components_keep_their_own_numbers(database: Database, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "0001_keys.sql").write_text("CREATE TABLE keys_of_doors (door TEXT)")
    await migrate(database, "library", folder)
    await migrate(database, "doors", other)
    assert len(await history(database)) == 3


async def test_a_file_that_changed_after_it_ran_is_refused(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    (folder / "0001_shelves.sql").write_text(FIRST.replace("label", "title"))
    with pytest.raises(MigrationRefused, match=r"0001_shelves.*not the one that ran"):
        await migrate(database, "library", folder)


async def test_other_line_ends_are_no_change(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    (folder / "0001_shelves.sql").write_bytes(FIRST.replace("\n", "\r\n").encode())
    await migrate(database, "library", folder)


async def test_a_file_that_vanished_after_it_ran_is_refused(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    (folder / "0001_shelves.sql").unlink()
    with pytest.raises(MigrationRefused, match="numbered"):
        await migrate(database, "library", folder)


async def test_a_database_newer_than_the_program_is_refused(database: Database, folder: Path) -> None:
    await migrate(database, "library", folder)
    (folder / "0002_books.sql").unlink()
    with pytest.raises(MigrationRefused, match="newer than this program"):
        await migrate(database, "library", folder)


@pytest.mark.parametrize("name", ["0004_gap.sql", "0002_twice.sql", "3_short.sql", "0003_Upper.sql", "notes.sql"])
async def test_gaps_doubles_and_odd_names_are_refused_before_anything_runs(
    database: Database, folder: Path, name: str
) -> None:
    (folder / name).write_text("CREATE TABLE never (a TEXT)")
    with pytest.raises(MigrationRefused):
        await migrate(database, "library", folder)
    with pytest.raises(DatabaseMisuse):
        await database.fetch_all("SELECT shelf FROM shelves")


async def test_a_folder_without_files_is_refused(database: Database, tmp_path: Path) -> None:
    with pytest.raises(MigrationRefused):
        await migrate(database, "library", tmp_path)


async def test_files_that_fail_leave_nothing_half_done(database: Database, folder: Path) -> None:
    (folder / "0003_broken.sql").write_text("CREATE TABLE c (a TEXT); INSERT INTO shelves VALUES ('a', 'again');")
    with pytest.raises(UniqueViolation):
        await migrate(database, "library", folder)
    (folder / "0003_broken.sql").write_text("CREATE TABLE c (a TEXT);")
    await migrate(database, "library", folder)
    assert len(await history(database)) == 3


async def test_exactly_one_of_many_that_start_together_migrates(database_url: str, folder: Path) -> None:
    databases = await asyncio.gather(*(open_database(database_url) for _ in range(8)))
    await asyncio.gather(*(migrate(database, "library", folder) for database in databases for _ in range(3)))
    assert await history(databases[0]) == [("library", 1, "shelves"), ("library", 2, "books")]
    assert await databases[7].fetch_all("SELECT shelf FROM shelves") == [{"shelf": "a"}]
    await asyncio.gather(*(database.close() for database in databases))


async def test_the_first_public_url_is_remembered_and_another_is_refused(database: Database) -> None:
    await remember_public_url(database, "issuer", "https://issuer.city.example")
    await remember_public_url(database, "issuer", "https://issuer.city.example")
    await remember_public_url(database, "verifier", "https://verifier.city.example")
    with pytest.raises(DeploymentMismatch, match=r"https://issuer\.city\.example.*https://other\.example"):
        await remember_public_url(database, "issuer", "https://other.example")


async def test_of_two_first_starts_under_different_urls_one_is_refused(database_url: str) -> None:
    one, other = await open_database(database_url), await open_database(database_url)
    outcomes = await asyncio.gather(
        remember_public_url(one, "issuer", "https://one.example"),
        remember_public_url(other, "issuer", "https://other.example"),
        return_exceptions=True,
    )
    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["DeploymentMismatch", "NoneType"]
    await one.close()
    await other.close()
