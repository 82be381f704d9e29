"""The newest list is kept outside the registry's database as well, and never goes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.trust_registry.authorities import MAY_ISSUE, NEW_TYPE, build_registry, open_desk
from trust_registry.keeping.app import JOBS, KEEP_FILES_JOB
from trust_registry.keeping.files import version_of

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.clock import MovableClock
    from plumbing.database.port import Database


async def test_the_list_and_the_did_document_lie_in_the_folder_as_they_are_served(
    sqlite_database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    folder = tmp_path / "published"
    async with open_desk(await build_registry(sqlite_database, clock, publish_folder=folder)) as desk:
        await desk.call("PUT", "/api/credential-types", NEW_TYPE)
        await desk.call("POST", "/api/statements", MAY_ISSUE)
        assert await desk.registry.app[JOBS].run_now(KEEP_FILES_JOB)
        for file, address in (("trust-list.jwt", "/trust-list"), ("did.json", "/.well-known/did.json")):
            async with desk.client.get(address) as answer:
                assert (folder / file).read_bytes().split() == (await answer.read()).replace(b" ", b"").split()


async def test_an_older_database_put_in_place_does_not_replace_the_list_and_is_told(
    sqlite_database: Database, clock: MovableClock, tmp_path: Path
) -> None:
    async with open_desk(await build_registry(sqlite_database, clock, publish_folder=tmp_path)) as desk:
        await desk.call("PUT", "/api/credential-types", NEW_TYPE)
        assert await desk.registry.app[JOBS].run_now(KEEP_FILES_JOB)
        newest = (tmp_path / "trust-list.jwt").read_bytes()
        assert version_of(newest) > 1
        await sqlite_database.execute("DELETE FROM published_list WHERE version > 1")
        assert not await desk.registry.app[JOBS].run_now(KEEP_FILES_JOB)
        assert (tmp_path / "trust-list.jwt").read_bytes() == newest


def test_a_file_that_is_no_list_is_older_than_any() -> None:
    assert version_of(b"nonsense") == 0
    assert version_of("Ä".encode()) == 0
