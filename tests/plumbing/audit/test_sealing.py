"""Heads: signed once a minute by one of many, and written outside the database for ever."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest

from plumbing.audit.head import HeadRefused, prove, read
from plumbing.audit.heads_file import add_heads, last_head, whole_lines
from plumbing.audit.jobs import SEAL_JOB, add_audit_jobs
from plumbing.audit.seal import HEAD_SECONDS, KEEP_SECONDS
from plumbing.jobs import PeriodicJobs
from plumbing.observability.health import Health
from plumbing.observability.metrics import ServiceMetrics
from tests.plumbing.audit.scene import CHAIN, open_scene

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.audit.head import Head
    from plumbing.database.port import Database
    from tests.plumbing.audit.scene import Scene


def written(scene: Scene) -> list[Head]:
    return [read(line) for _, line in whole_lines(scene.file)]


async def test_a_head_seals_the_end_of_the_chain_and_lies_outside_the_database(scene: Scene) -> None:
    await scene.happen(3)
    await scene.seal()
    ((_, token),) = whole_lines(scene.file)
    head = prove(token, chain=CHAIN, keys=await scene.keys())
    assert (head.number, head.epoch, head.signed_at) == (3, 0, scene.clock.now())
    assert scene.file.stat().st_mode & 0o077 == 0


async def test_a_head_is_signed_each_minute_while_there_is_something_new(scene: Scene) -> None:
    for second in range(3 * HEAD_SECONDS):
        if second % 7 == 0:
            await scene.happen()
        else:
            scene.clock.move(1)
        await scene.link()
        await scene.sealer.seal()
    await scene.sealer.export()
    assert len(written(scene)) == 3
    await scene.seal()
    sealed = len(written(scene))
    await scene.seal()
    assert len(written(scene)) == sealed


async def test_nothing_is_signed_before_the_first_entry(scene: Scene) -> None:
    await scene.seal()
    assert not scene.file.exists()


async def test_many_sealers_at_once_sign_one_head_and_write_it_once(database: Database, tmp_path: Path) -> None:
    scene = await open_scene(database, tmp_path)
    await scene.happen(2)
    await scene.link()
    await asyncio.gather(*(scene.sealer.seal() for _ in range(5)))
    await asyncio.gather(*(scene.sealer.export() for _ in range(5)))
    assert [head.number for head in written(scene)] == [2]


async def test_a_process_that_dies_between_signing_and_writing_leaves_nothing_to_mend(scene: Scene) -> None:
    await scene.happen()
    await scene.link()
    await scene.sealer.seal()
    report = await scene.verify()
    assert (report.findings, report.exported) == ((), None)
    assert report.kept is not None
    await scene.sealer.export()
    report = await scene.verify()
    assert (report.findings, report.exported, report.tail.linked) == ((), report.kept, 0)


async def test_a_folder_that_is_away_hinders_nothing_and_the_heads_are_written_when_it_is_back(scene: Scene) -> None:
    health, metrics = Health(), ServiceMetrics("issuer")
    jobs = PeriodicJobs(metrics)
    add_audit_jobs(jobs, database=scene.database, sealer=scene.sealer, health=health)
    away = scene.folder.rename(scene.folder.with_name("away"))
    await scene.happen()
    await scene.link()
    assert await jobs.run_now(SEAL_JOB) is False
    assert await health.judge() == {}
    assert "audit_folder" in (await health.warn())["audit"]
    assert f'job_runs_total{{job="{SEAL_JOB}",outcome="failed",service="issuer"}} 1.0' in metrics.render().decode()
    away.rename(scene.folder)
    assert await jobs.run_now(SEAL_JOB) is True
    assert await health.warn() == {}
    assert len(written(scene)) == 1


async def test_old_heads_leave_the_table_and_stay_in_the_file(scene: Scene) -> None:
    await scene.happen()
    await scene.seal()
    scene.clock.move(KEEP_SECONDS)
    await scene.happen()
    await scene.seal()
    assert len(await scene.database.fetch_all("SELECT number FROM audit_heads")) == 1
    assert [head.number for head in written(scene)] == [1, 2]
    assert (await scene.verify()).findings == ()


async def test_a_line_torn_by_a_power_loss_is_left_and_written_anew(scene: Scene) -> None:
    await scene.happen()
    await scene.seal()
    await scene.happen()
    await scene.seal()
    whole = scene.file.read_bytes()
    scene.file.write_bytes(whole[:-30])
    await scene.sealer.export()
    assert scene.file.read_bytes() == whole[:-30] + b"\n" + whole.splitlines(keepends=True)[1]
    assert [head.number for head in written(scene)] == [1, 2]
    assert (await scene.verify()).findings == ()


async def test_heads_that_are_there_are_not_added_again(scene: Scene) -> None:
    await scene.happen()
    await scene.seal()
    tokens = [token for _, token in whole_lines(scene.file)]
    assert add_heads(scene.file, tokens) == 0
    assert last_head(scene.folder / "nothing.heads") is None


async def test_a_head_of_another_chain_or_key_is_refused(scene: Scene) -> None:
    await scene.happen()
    await scene.seal()
    ((_, token),) = whole_lines(scene.file)
    keys = await scene.keys()
    for line, chain, known in [
        (token, "verifier", keys),
        (token, CHAIN, {}),
        (token[:-4] + "AAAA", CHAIN, keys),
        (token + ".x", CHAIN, keys),
        ("", CHAIN, keys),
        ("ü.ü.ü", CHAIN, keys),
    ]:
        with pytest.raises(HeadRefused):
            prove(line, chain=chain, keys=known)
