"""Whatever is done to the chain before the last exported head is found; what comes after is named as unsealed.

A chain of fifty entries lies on a real engine, its head outside. Then every column of every row is changed, every row,
beginning and end deleted, entries swapped and put in, each in a transaction that is verified and undone (SECURITY
L-04). The one who changes knows the rules: each is also tried with all hashes made to fit again.
"""

from __future__ import annotations

from contextlib import asynccontextmanager, suppress
from itertools import combinations
from typing import TYPE_CHECKING, Any

import pytest

from credentials.keys.private_key import PrivateKey
from plumbing.audit.actions import PlumbingAction
from plumbing.audit.chain import begin_epoch
from plumbing.audit.entry import START, Entry, hash_of
from plumbing.audit.findings import MOST, FindingKind, Findings
from plumbing.audit.head import Head, prepare
from plumbing.audit.heads_file import whole_lines
from tests.plumbing.audit.scene import CHAIN, open_scene

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from credentials.keys.public_key import PublicKey
    from plumbing.audit.findings import Report
    from plumbing.database.port import Database, Executor
    from tests.plumbing.audit.scene import Scene

    Row = dict[str, Any]

SEALED, ALL = 40, 50
COLUMNS = ("number", "epoch", *Entry.__slots__, "hash")
INSERT = f"INSERT INTO audit_chain ({', '.join(COLUMNS)}) VALUES ({', '.join(f':{name}' for name in COLUMNS)})"  # noqa: S608


class UndoneError(Exception):
    """Ends a transaction that was only tried."""


@pytest.fixture
async def sealed(scene: Scene) -> Scene:
    """Forty entries sealed, ten linked after them, three waiting."""
    return await fill(scene)


async def fill(scene: Scene) -> Scene:
    await scene.happen(SEALED)
    await scene.seal()
    await scene.happen(ALL - SEALED)
    await scene.link()
    await scene.happen(3)
    return scene


class Forger:
    """Somebody who may write the database, and knows how the chain is made."""

    def __init__(self, scene: Scene, keys: Mapping[str, PublicKey], rows: list[Row]) -> None:
        self._scene = scene
        self._keys = keys
        self.rows = rows

    async def verdict(self, rows: list[Row], *, mend_end: bool = False) -> Report:
        """What a verification says of these rows in the place of the chain."""
        with suppress(UndoneError):
            async with self._scene.database.transaction(seconds=60) as transaction:
                await self._put(transaction, rows, mend_end=mend_end)
                report = await self._scene.verify_inside(transaction, self._keys)
                raise UndoneError
        return report

    async def _put(self, transaction: Executor, rows: list[Row], *, mend_end: bool) -> None:
        known = {row["number"]: row for row in self.rows}
        wanted = {row["number"]: row for row in rows}
        for number in known.keys() | wanted.keys():
            if known.get(number) != wanted.get(number):
                await transaction.execute("DELETE FROM audit_chain WHERE number = :number", number=number)
                if number in wanted:
                    await transaction.execute(INSERT, **wanted[number])
        if mend_end:
            end = rows[-1] if rows else {"epoch": 0, "number": 0, "hash": START}
            await transaction.execute(
                "UPDATE audit_chain_end SET epoch = :epoch, number = :number, hash = :hash",
                **{name: end[name] for name in ("epoch", "number", "hash")},
            )


@pytest.fixture
async def forger(sealed: Scene) -> Forger:
    return await forger_of(sealed)


async def forger_of(scene: Scene) -> Forger:
    rows = await scene.database.fetch_all("SELECT * FROM audit_chain ORDER BY number")
    return Forger(scene, await scene.keys(), [dict(row) for row in rows])


def numbered_anew(rows: list[Row]) -> list[Row]:
    """The rows with numbers without gaps and hashes that fit: as good as a forger can make them."""
    made, last = [], START
    for number, row in enumerate(rows, 1):
        entry = Entry(**{name: row[name] for name in Entry.__slots__})
        last = hash_of(last, number=number, epoch=row["epoch"], entry=entry)
        made.append(row | {"number": number, "hash": last})
    return made


def other(value: object) -> object:
    match value:
        case int():
            return value + 1
        case bytes():
            return bytes([value[0] ^ 1]) + value[1:]
        case _:
            return f"{value}x"


def changed(rows: list[Row], index: int, name: str) -> list[Row]:
    return [*rows[:index], rows[index] | {name: other(rows[index][name])}, *rows[index + 1 :]]


def without(rows: list[Row], start: int, stop: int) -> list[Row]:
    return rows[:start] + rows[stop:]


def swapped(rows: list[Row], one: int, two: int) -> list[Row]:
    moved = list(rows)
    moved[one] = rows[two] | {"number": rows[one]["number"]}
    moved[two] = rows[one] | {"number": rows[two]["number"]}
    return moved


def with_one_more(rows: list[Row], index: int) -> list[Row]:
    return [*rows[:index], rows[max(0, index - 1)] | {"entry_id": "put-in"}, *rows[index:]]


async def test_an_untouched_chain_is_clean_and_its_unsealed_tail_is_named(sealed: Scene) -> None:
    report = await sealed.verify()
    assert (report.findings, report.entries, report.restores) == ((), ALL, ())
    assert report.exported is not None
    assert report.exported.number == SEALED
    assert (report.tail.linked, report.tail.waiting) == (ALL - SEALED, 3)
    (oldest,) = await sealed.database.fetch_all("SELECT occurred FROM audit_chain WHERE number = :n", n=SEALED + 1)
    assert report.tail.since == oldest["occurred"]


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != "number"])
async def test_a_change_of_any_column_of_any_row_is_found_and_placed(forger: Forger, name: str) -> None:
    for index in range(ALL):
        report = await forger.verdict(changed(forger.rows, index, name))
        (finding, *_) = report.findings
        assert finding.kind is FindingKind.ENTRY_CHANGED
        assert finding.first == index + 1


@pytest.mark.parametrize("name", [name for name in COLUMNS if name not in ("number", "hash", "epoch")])
async def test_a_change_is_found_before_the_head_even_when_every_hash_was_made_to_fit(
    forger: Forger, name: str
) -> None:
    for index in range(0, ALL, 3):
        report = await forger.verdict(numbered_anew(changed(forger.rows, index, name)), mend_end=True)
        kinds = {finding.kind for finding in report.findings}
        assert kinds == ({FindingKind.NOT_WHAT_WAS_SEALED} if index < SEALED else set())
        assert report.tail.linked == (ALL if index < SEALED else ALL - SEALED)


async def test_any_row_that_is_deleted_or_put_in_is_found(forger: Forger) -> None:
    for index in range(ALL):
        missing = await forger.verdict(without(forger.rows, index, index + 1))
        expected = FindingKind.ENTRIES_MISSING if index < ALL - 1 else FindingKind.CUT
        assert [(finding.kind, finding.first) for finding in missing.findings] == [(expected, index + 1)]
        moved = [*without(forger.rows, index, index + 1), forger.rows[index] | {"number": 2 * ALL}]
        assert (await forger.verdict(moved)).findings[0].first == index + 1
    for rows in ([forger.rows[0] | {"number": 0}, *forger.rows], [*forger.rows, forger.rows[3] | {"number": ALL + 1}]):
        assert [finding.kind for finding in (await forger.verdict(rows)).findings] == [FindingKind.ENTRY_CHANGED]


async def test_rows_that_are_deleted_or_put_in_are_found_before_the_head_even_when_all_was_made_to_fit(
    forger: Forger,
) -> None:
    for index in range(ALL):
        for rows in (without(forger.rows, index, index + 1), with_one_more(forger.rows, index)):
            report = await forger.verdict(numbered_anew(rows), mend_end=True)
            assert bool(report.findings) == (index < SEALED)


async def test_any_beginning_and_any_end_that_is_cut_off_is_found(forger: Forger) -> None:
    for length in range(1, ALL):
        first = (await forger.verdict(without(forger.rows, 0, length))).findings[0]
        assert (first.kind, first.first, first.last) == (FindingKind.ENTRIES_MISSING, 1, length)
        end = (await forger.verdict(without(forger.rows, ALL - length, ALL))).findings[0]
        assert (end.kind, end.first, end.last) == (FindingKind.CUT, ALL - length + 1, ALL)


async def test_an_end_that_is_cut_off_is_found_before_the_head_even_when_all_was_made_to_fit(forger: Forger) -> None:
    for rest in range(ALL):
        report = await forger.verdict(forger.rows[:rest], mend_end=True)
        found = [(finding.kind, finding.first, finding.last) for finding in report.findings]
        assert found == ([(FindingKind.CUT, rest + 1, SEALED)] if rest < SEALED else [])
        assert report.tail.linked == max(0, rest - SEALED) if rest >= SEALED else report.tail.linked == rest


async def test_any_two_entries_that_are_swapped_are_found(forger: Forger) -> None:
    for one, two in list(combinations(range(ALL), 2))[::9]:
        rows = swapped(forger.rows, one, two)
        assert (await forger.verdict(rows)).findings[0].first == one + 1
        fitting = await forger.verdict(numbered_anew(rows), mend_end=True)
        assert bool(fitting.findings) == (one < SEALED)


async def test_both_engines_find_the_same(database: Database, tmp_path: Path) -> None:
    scene = await fill(await open_scene(database, tmp_path))
    assert (await scene.verify()).findings == ()
    forger = await forger_of(scene)
    for rows, fits in (
        (changed(forger.rows, 20, "actor"), False),
        (without(forger.rows, 0, 5), False),
        (numbered_anew(swapped(forger.rows, 1, 2)), True),
        (forger.rows[:30], True),
    ):
        assert len((await forger.verdict(rows, mend_end=fits)).findings) == 1


async def test_a_lost_or_changed_end_of_the_chain_is_found(sealed: Scene) -> None:
    await sealed.database.execute("UPDATE audit_chain_end SET hash = :hash", hash=bytes(32))
    assert [finding.kind for finding in (await sealed.verify()).findings] == [FindingKind.ENTRY_CHANGED]
    await sealed.database.execute("DELETE FROM audit_chain_end")
    assert [finding.kind for finding in (await sealed.verify()).findings] == [FindingKind.ENTRY_CHANGED]


async def test_everything_deleted_is_found_by_the_head_alone(sealed: Scene) -> None:
    for table in ("audit_chain", "audit_chain_end", "audit_heads", "audit_tail"):
        await sealed.database.execute(f"DELETE FROM {table}")  # noqa: S608 - our own names
    report = await sealed.verify()
    assert [(finding.kind, finding.last) for finding in report.findings] == [(FindingKind.CUT, SEALED)]


async def test_a_forged_head_is_found_where_it_stands_and_vouches_for_nothing(sealed: Scene) -> None:
    (line,) = [token for _, token in whole_lines(sealed.file)]
    stranger = PrivateKey.from_seed(b"x" * 32)
    draft = prepare(
        Head(chain=CHAIN, epoch=0, number=ALL, hash=bytes(32), signed_at=sealed.clock.now()),
        key_id=next(iter(await sealed.keys())),
    )
    forged = draft.attach(stranger.sign(draft.signing_input))
    sealed.file.write_text(f"{line}\n{forged}\nno head at all\n")
    report = await sealed.verify()
    assert [(finding.kind, finding.first, finding.last) for finding in report.findings] == [
        (FindingKind.HEAD_FORGED, 2, 3)
    ]
    assert report.exported is not None
    assert report.exported.number == SEALED


async def test_heads_in_the_table_that_were_changed_are_found(sealed: Scene) -> None:
    await sealed.database.execute("UPDATE audit_heads SET number = 39")
    assert [finding.kind for finding in (await sealed.verify()).findings] == [FindingKind.KEPT_HEAD_FORGED]
    await sealed.database.execute("UPDATE audit_heads SET number = 40, token = 'x'")
    assert [finding.kind for finding in (await sealed.verify()).findings] == [FindingKind.KEPT_HEAD_FORGED]


@asynccontextmanager
async def restored(scene: Scene, *, to: int) -> AsyncIterator[int]:
    """The database of before, as a restore leaves it: a shorter chain, and the entry that tells the restore."""
    rows = await scene.database.fetch_all("SELECT * FROM audit_chain WHERE number = :to", to=to)
    async with scene.database.transaction() as transaction:
        await transaction.execute("DELETE FROM audit_chain WHERE number > :to", to=to)
        await transaction.execute("DELETE FROM audit_heads")
        await transaction.execute(
            "UPDATE audit_chain_end SET number = :number, hash = :hash", number=to, hash=rows[0]["hash"]
        )
        epoch = await begin_epoch(transaction, owner=CHAIN, entropy=scene.entropy, now=scene.clock.now())
    yield epoch


async def test_heads_beyond_a_restored_chain_are_told_as_such_and_not_as_a_cut(sealed: Scene) -> None:
    async with restored(sealed, to=30) as epoch:
        for _ in range(2):
            await sealed.happen(5)
            await sealed.seal()
    report = await sealed.verify()
    (finding,) = report.findings
    assert (finding.kind, finding.first, finding.last) == (FindingKind.RESTORED, SEALED, SEALED)
    assert (finding.epoch, report.restores) == (epoch, (epoch,))
    assert report.exported is not None
    assert (report.exported.epoch, report.tail.linked) == (epoch, 0)


async def test_a_restore_that_lost_no_head_is_told_and_is_no_finding(sealed: Scene) -> None:
    async with restored(sealed, to=45) as epoch:
        await sealed.seal()
    report = await sealed.verify()
    assert (report.findings, report.restores) == ((), (epoch,))


async def test_two_restores_of_one_backup_contradict_nothing(sealed: Scene) -> None:
    epochs = []
    for _ in range(2):
        async with restored(sealed, to=30) as epoch:
            epochs.append(epoch)
            await sealed.happen(20)
            await sealed.seal()
    report = await sealed.verify()
    assert {finding.kind for finding in report.findings} == {FindingKind.RESTORED}
    assert report.restores == (epochs[1],)


async def test_what_a_restore_does_not_explain_stays_a_fault(sealed: Scene) -> None:
    async with restored(sealed, to=30):
        await sealed.seal()
    await sealed.database.execute(
        "UPDATE audit_chain SET action = 'offer-made' WHERE action = :told", told=PlumbingAction.RESTORED
    )
    kinds = {finding.kind for finding in (await sealed.verify()).findings}
    assert kinds == {FindingKind.ENTRY_CHANGED, FindingKind.CUT}


def test_findings_stay_bounded_and_neighbours_become_one() -> None:
    findings = Findings()
    for number in (1, 2, 3, 7):
        findings.add(FindingKind.ENTRY_CHANGED, number)
    assert [(finding.first, finding.last) for finding in findings.told()] == [(1, 3), (7, 7)]
    for number in range(10, 10 + 2 * MOST, 2):
        findings.add(FindingKind.ENTRY_CHANGED, number)
    assert (len(findings.told()), findings.more) == (MOST, 2)
