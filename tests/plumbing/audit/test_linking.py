"""One unbroken chain with every entry once, however many processes append and link at once, on both engines."""

from __future__ import annotations

import asyncio
import hashlib
import sys
from itertools import pairwise
from typing import TYPE_CHECKING

from plumbing.audit.chain import BATCH, begin_epoch, link_waiting
from plumbing.audit.entry import DONE, START, Entry, hash_of, link_from_row
from plumbing.audit.tables import migrate_audit
from plumbing.audit.trail import AuditTrail
from plumbing.audit.verify import verify_chain
from plumbing.clock import SystemClock
from plumbing.database.open import open_database
from plumbing.entropy import SystemEntropy
from tests.house.source_files import ROOT

if TYPE_CHECKING:
    from plumbing.audit.entry import Link
    from plumbing.database.port import Database
    from tests.plumbing.audit.scene import Scene

PROCESSES = 3
ENTRIES = 120
PROGRAM = "import asyncio, sys; from tests.plumbing.audit.test_linking import work; asyncio.run(work(*sys.argv[1:]))"


async def links(database: Database) -> list[Link]:
    return [link_from_row(row) for row in await database.fetch_all("SELECT * FROM audit_chain ORDER BY number")]


async def work(url: str, name: str) -> None:
    """What each process does: append many entries side by side, and link all the while."""
    database = await open_database(url)
    trail = AuditTrail(clock=SystemClock(), entropy=SystemEntropy())

    async def append(number: int) -> None:
        async with database.transaction(seconds=60) as transaction:
            await trail.append(transaction, "offer-made", owner="library", object_id=f"{name}-{number}")

    for start in range(0, ENTRIES, 10):
        await asyncio.gather(*(append(number) for number in range(start, start + 10)), link_waiting(database))
    await database.close()


async def test_processes_that_append_and_link_at_once_make_one_chain(database_url: str) -> None:
    database = await open_database(database_url)
    await migrate_audit(database)
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", PROGRAM, database_url, f"p{number}", cwd=ROOT)
        for number in range(PROCESSES)
    ]
    codes = [await process.wait() for process in processes]
    await link_waiting(database)
    chain = await links(database)
    report = await verify_chain(database, chain="issuer", keys={}, exported=())
    await database.close()
    assert codes == [0] * PROCESSES
    assert [link.number for link in chain] == list(range(1, PROCESSES * ENTRIES + 1))
    assert {link.entry.object_id for link in chain} == {f"p{p}-{n}" for p in range(PROCESSES) for n in range(ENTRIES)}
    assert (report.findings, report.tail.waiting) == ((), 0)


async def test_each_hash_hangs_on_the_one_before(scene: Scene) -> None:
    await scene.happen(3)
    await scene.link()
    chain = await links(scene.database)
    hashes = [START, *(link.hash for link in chain)]
    for (previous, own), link in zip(pairwise(hashes), chain, strict=True):
        assert own == hash_of(previous, number=link.number, epoch=0, entry=link.entry)


def test_the_hash_of_an_entry_stays_what_it_is_for_ever() -> None:
    entry = Entry(
        entry_id="e1", occurred=1, actor="wallet", action="made", owner="library", object_id="o1", outcome=DONE
    )
    canonical = (
        '{"action":"made","actor":"wallet","entry_id":"e1","epoch":0,"number":1,"object_id":"o1","occurred":1,'
        '"outcome":"done","owner":"library"}'
    )
    assert hash_of(START, number=1, epoch=0, entry=entry) == hashlib.sha256(bytes(32) + canonical.encode()).digest()


async def test_entries_of_one_second_stay_in_the_order_in_which_a_process_made_them(scene: Scene) -> None:
    for word in ("made", "opened", "redeemed", "issued"):
        async with scene.database.transaction() as transaction:
            await scene.trail.append(transaction, word, owner="library", object_id="o1")
    await scene.link()
    assert [link.entry.action for link in await links(scene.database)] == ["made", "opened", "redeemed", "issued"]


async def test_an_entry_that_is_committed_late_is_linked_later_and_keeps_its_time(scene: Scene) -> None:
    early = scene.clock.now()
    await scene.happen()
    await scene.link()
    scene.clock.move(early - scene.clock.now() - 1)
    await scene.happen()
    await scene.link()
    assert [link.entry.occurred - early for link in await links(scene.database)] == [1, 0]


async def test_more_than_one_batch_is_linked_in_one_turn(scene: Scene) -> None:
    await scene.happen(BATCH + 5)
    assert await link_waiting(scene.database) == BATCH + 5
    assert await link_waiting(scene.database) == 0
    assert (await scene.verify()).entries == BATCH + 5


async def test_a_restored_chain_goes_on_in_an_epoch_of_its_own(scene: Scene) -> None:
    await scene.happen(2)
    await scene.link()
    await scene.happen()
    async with scene.database.transaction() as transaction:
        first = await begin_epoch(transaction, owner="issuer", entropy=scene.entropy, now=scene.clock.now())
    async with scene.database.transaction() as transaction:
        second = await begin_epoch(transaction, owner="issuer", entropy=scene.entropy, now=scene.clock.now())
    await scene.link()
    chain = await links(scene.database)
    assert [link.epoch for link in chain] == [0, 0, first, second, second]
    assert [link.entry.action for link in chain[2:]] == ["restored", "restored", "offer-made"]
    assert second > first
    report = await scene.verify()
    assert (report.findings, report.restores) == ((), (first, second))
