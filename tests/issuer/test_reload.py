"""Packages are swapped while the issuer works: what was checked or nothing, all at once, and no request fails."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiohttp.test_utils import make_mocked_request

from issuer.app import FOLLOW_RELOADS_JOB, JOBS
from issuer.hall import HALL, kinds_of
from issuer.kinds.read import read_packages
from issuer.kinds.reloads import newest_generation, reload_since, write_reload
from plumbing.audit.trail import AuditTrail
from tests.support.issuing import Holder, TestIssuer, running_issuer, settings_table
from tests.support.packages import LIBRARY_CARD, NEXT_VERSION, library_card, write_package

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

SECOND = library_card(NEXT_VERSION)
THIRD = library_card(("version = 1\n", "version = 3\n"))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_package(tmp_path / "packages", LIBRARY_CARD)


@pytest.fixture
async def issuer(folder: Path) -> AsyncIterator[TestIssuer]:
    async with running_issuer(table=settings_table(use_cases_folder=str(folder))) as running:
        yield running


def trail_of(issuer: TestIssuer) -> AuditTrail:
    return AuditTrail(clock=issuer.clock, entropy=issuer.entropy)


async def say_checked(issuer: TestIssuer, folder: Path, *names: str) -> int:
    """Write down that the files as they are now were checked."""
    packages = read_packages(folder)
    digests = {name: packages[name].digest for name in names or packages}
    now = issuer.clock.now()
    return await write_reload(issuer.database, trail_of(issuer), digests=digests, whole=not names, now=now)


async def look(issuer: TestIssuer) -> None:
    assert await issuer.app[JOBS].run_now(FOLLOW_RELOADS_JOB)


def version(issuer: TestIssuer, name: str = "library_card") -> int:
    return issuer.app[HALL].kinds.present.packages[name].newest.version


async def warning(issuer: TestIssuer) -> str | None:
    return await issuer.app[HALL].follow_reloads.warning()


async def test_a_checked_package_is_taken_over_at_the_next_look(issuer: TestIssuer, folder: Path) -> None:
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await look(issuer)
    assert version(issuer) == 1, "whatever lies on the disk counts only when it was checked"
    await say_checked(issuer, folder)
    await look(issuer)
    assert version(issuer) == 2
    kinds = issuer.app[HALL].kinds.present
    assert all(office.resources is kinds.resources for office in kinds.offices.values())
    assert {office.use_cases["library_card"].version for office in kinds.offices.values()} == {2}


async def test_only_the_named_package_is_taken_over(issuer: TestIssuer, folder: Path) -> None:
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder, "event_ticket")
    await look(issuer)
    assert version(issuer) == 1


async def test_files_other_than_those_that_were_checked_are_not_taken_over_until_they_are_the_same(
    issuer: TestIssuer, folder: Path
) -> None:
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    generation = await say_checked(issuer, folder)
    write_package(folder, THIRD, earlier={1: LIBRARY_CARD})
    await look(issuer)
    assert version(issuer) == 1
    assert f"Reload {generation} of packages is not followed" in (await warning(issuer) or "")
    assert "other files of library_card" in (await warning(issuer) or "")
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await look(issuer)
    assert (version(issuer), await warning(issuer)) == (2, None)


async def test_files_that_cannot_be_read_are_told_and_the_old_packages_go_on(issuer: TestIssuer, folder: Path) -> None:
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder)
    write_package(folder, "no package")
    await look(issuer)
    assert version(issuer) == 1
    assert "packages that cannot be read" in (await warning(issuer) or "")
    assert (await issuer.issue()).credential["@context"][1].endswith("/v1/context.jsonld")


async def test_a_package_that_has_gone_again_keeps_nobody_from_following_a_later_reload_of_all(
    issuer: TestIssuer, folder: Path
) -> None:
    pass_ = LIBRARY_CARD.replace('"library_card"', '"library_pass"').replace('"LibraryCard"', '"LibraryPass"')
    write_package(folder / "draft", pass_)
    (folder / "draft" / "library_card").rename(folder / "library_pass")
    await say_checked(issuer, folder)
    (folder / "library_pass").rename(folder / "draft" / "library_pass")
    await look(issuer)
    assert "other files of library_pass" in (await warning(issuer) or "")
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder)
    await look(issuer)
    assert (version(issuer), await warning(issuer)) == (2, None)
    (folder / "draft" / "library_pass").rename(folder / "library_pass")
    await say_checked(issuer, folder)
    await look(issuer)
    assert version(issuer, "library_pass") == 1
    (folder / "library_pass").rename(folder / "draft" / "library_pass")
    await say_checked(issuer, folder)
    await look(issuer)
    assert "library_pass" not in issuer.app[HALL].kinds.present.packages


async def test_a_package_that_was_renamed_while_an_office_issues_it_is_told(issuer: TestIssuer, folder: Path) -> None:
    write_package(folder, LIBRARY_CARD.replace('"library_card"', '"library_pass"').replace("memberSince", "since"))
    await say_checked(issuer, folder)
    await look(issuer)
    assert "another package of a type that its offices issue" in (await warning(issuer) or "")
    assert await issuer.issue()


async def test_several_reloads_between_two_looks_count_as_one(issuer: TestIssuer, folder: Path) -> None:
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder)
    await say_checked(issuer, folder, "event_ticket")
    write_package(folder, THIRD, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder, "library_card")
    await look(issuer)
    assert version(issuer) == 3


async def test_whoever_starts_reads_what_lies_there_and_follows_from_then_on(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/issuer.sqlite"
    folder = write_package(tmp_path / "packages", LIBRARY_CARD)
    table = settings_table(use_cases_folder=str(folder))
    async with running_issuer(database_url=url, table=table) as first:
        await say_checked(first, folder)
        write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
        async with running_issuer(database_url=url, table=table, seed=2) as second:
            await look(second)
            assert (version(second), await warning(second)) == (2, None)
            write_package(folder, THIRD, earlier={1: LIBRARY_CARD})
            await say_checked(second, folder)
            for one in (first, second):
                await look(one)
                assert version(one) == 3


async def test_keys_and_lists_of_a_new_form_are_there_before_the_first_request_for_it(tmp_path: Path) -> None:
    only_eddsa = (
        LIBRARY_CARD.partition("[[formats]]")[0]
        + '[[formats]]\nformat = "ldp_vc"\ncryptosuite = "eddsa-rdfc-2022"\n\n[display'
        + LIBRARY_CARD.partition("[display")[2]
    )
    folder = write_package(tmp_path / "packages", only_eddsa)
    async with running_issuer(table=settings_table(use_cases_folder=str(folder))) as issuer:
        assert {row["purpose"] for row in await issuer.database.fetch_all("SELECT purpose FROM status_lists")} == {
            "revocation",
            "suspension",
        }
        write_package(folder, SECOND, earlier={1: only_eddsa})
        await say_checked(issuer, folder)
        await look(issuer)
        assert {row["purpose"] for row in await issuer.database.fetch_all("SELECT purpose FROM status_lists")} > {
            "status"
        }
        algorithms = {key.public_key.algorithm.jose_name for key in await issuer.keyring.keys(owner="stadtbibliothek")}
        assert algorithms == {"EdDSA", "ES256"}


async def test_every_reload_is_in_the_audit_record_in_its_own_transaction(issuer: TestIssuer, folder: Path) -> None:
    generation = await say_checked(issuer, folder)
    (entry,) = await issuer.database.fetch_all(
        "SELECT owner, object_id FROM audit_tail WHERE action = 'packages-reloaded'"
    )
    assert (entry["owner"], entry["object_id"]) == ("issuer", str(generation))


@pytest.fixture
async def on_each_engine(database_url: str, folder: Path) -> AsyncIterator[TestIssuer]:
    async with running_issuer(database_url=database_url, table=settings_table(use_cases_folder=str(folder))) as running:
        yield running


async def test_generations_are_counted_once_each_whoever_writes_them(on_each_engine: TestIssuer) -> None:
    issuer = on_each_engine
    assert (await newest_generation(issuer.database), await reload_since(issuer.database, 0)) == (0, None)
    trail = trail_of(issuer)
    written = await asyncio.gather(
        *(write_reload(issuer.database, trail, digests={"a": str(number)}, whole=False, now=1) for number in range(4)),
        return_exceptions=True,
    )
    generations = sorted(one for one in written if isinstance(one, int))
    assert generations == list(range(1, len(generations) + 1)) != []
    reload = await reload_since(issuer.database, 0)
    assert reload is not None
    assert (reload.generation, await newest_generation(issuer.database)) == (generations[-1], generations[-1])


async def test_under_load_no_request_fails_while_packages_are_swapped(on_each_engine: TestIssuer, folder: Path) -> None:
    issuer, stop = on_each_engine, asyncio.Event()
    issued = {f"/v{number}/context.jsonld": asyncio.Event() for number in range(1, 6)}

    async def issue_cards() -> None:
        while not stop.is_set():
            offer = await issuer.make_offer()
            async with issuer.client.get(issuer.path_of(offer["link"])) as reply:
                configuration = (await reply.json())["credential_configuration_ids"][0]
            token = await issuer.token_of(offer)
            body = await issuer.request_body(Holder()) | {"credential_configuration_id": configuration}
            status, answer = await issuer.ask_credential(token, body)
            assert status == 200, answer
            context = answer["credentials"][0]["credential"]["@context"][1]
            issued[context.removeprefix("https://musterstadt.example/credentials/LibraryCard")].set()

    async def swap() -> None:
        for number, seen in enumerate(issued.values(), start=1):
            texts = {one: library_card(("version = 1\n", f"version = {one}\n")) for one in range(1, number + 1)}
            write_package(folder, texts.pop(number), earlier=texts)
            await say_checked(issuer, folder)
            await look(issuer)
            assert version(issuer) == number
            await asyncio.wait_for(seen.wait(), 30)
        stop.set()

    async with asyncio.TaskGroup() as group:
        for _ in range(4):
            group.create_task(issue_cards())
        group.create_task(swap())
    assert await issuer.database.fetch_one("SELECT 1 AS found FROM credentials WHERE state <> 'issued'") is None


async def test_a_request_keeps_to_its_end_what_it_began_with(issuer: TestIssuer, folder: Path) -> None:
    begun, later = (make_mocked_request("GET", "/", app=issuer.app) for _ in range(2))
    before = kinds_of(begun)
    write_package(folder, SECOND, earlier={1: LIBRARY_CARD})
    await say_checked(issuer, folder)
    await look(issuer)
    assert kinds_of(begun) is before
    assert kinds_of(later).packages["library_card"].newest.version == 2
