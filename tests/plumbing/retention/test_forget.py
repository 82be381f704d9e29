"""Rules are carried out one by one; one that fails is told and hinders no other."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING

import pytest

from plumbing.clock import MovableClock
from plumbing.jobs import PeriodicJobs
from plumbing.observability import logs
from plumbing.retention.forget import FORGET_JOB, SCRUB_JOB, Forget, RulesFailed
from plumbing.retention.rules import Rule
from plumbing.turns.turns import Turns, migrate_turns

if TYPE_CHECKING:
    from plumbing.database.port import Database

NOW = 1_000


def rule(table: str, *deletes: str, scrubbed: bool = False) -> Rule:
    return Rule(table=table, deletes=deletes, personal=(), scrubbed=scrubbed)


@pytest.fixture
async def letters(database: Database) -> Database:
    await database.execute("CREATE TABLE letters (letter BIGINT PRIMARY KEY, words TEXT, delete_after BIGINT NOT NULL)")
    for letter in (999, 1_000, 1_001):
        await database.execute("INSERT INTO letters VALUES (:n, 'Dear Erika', :n)", n=letter)
    return database


def forget(database: Database, *rules: Rule, clock: MovableClock | None = None) -> Forget:
    return Forget(database=database, clock=clock or MovableClock(NOW), rules=rules)


async def kept(database: Database) -> list[int]:
    return [row["letter"] for row in await database.fetch_all("SELECT letter FROM letters ORDER BY letter")]


async def test_what_is_over_is_deleted_and_nothing_else(letters: Database) -> None:
    clock = MovableClock(NOW - 2)
    job = forget(letters, rule("letters", "DELETE FROM letters WHERE delete_after <= :now"), clock=clock)
    await job.forget()
    assert await kept(letters) == [999, 1_000, 1_001]
    clock.move(2)
    await job.forget()
    assert await kept(letters) == [1_001]


async def test_a_rule_that_fails_is_told_by_its_table_and_hinders_no_other(letters: Database) -> None:
    stream = io.StringIO()
    logs.configure("tests", "info", stream)
    job = forget(
        letters,
        rule("nowhere", "DELETE FROM nowhere WHERE delete_after <= :now"),
        rule("letters", "DELETE FROM letters WHERE delete_after <= :now"),
    )
    with pytest.raises(RulesFailed, match="nowhere"):
        await job.forget()
    assert await kept(letters) == [1_001]
    told = json.loads(stream.getvalue().splitlines()[0])
    assert (told["event"], told["level"], told["table"]) == ("rule-failed", "error", "nowhere")


async def test_a_rule_is_carried_out_whole_or_not_at_all(letters: Database) -> None:
    half = rule(
        "letters",
        "DELETE FROM letters WHERE delete_after <= :now",
        "UPDATE letters SET delete_after = NULL WHERE delete_after > :now",
    )
    with pytest.raises(RulesFailed):
        await forget(letters, half).forget()
    assert await kept(letters) == [999, 1_000, 1_001]


async def test_both_jobs_are_there_and_can_be_done_by_hand(letters: Database) -> None:
    await migrate_turns(letters)
    jobs = PeriodicJobs()
    clock = MovableClock(NOW)
    scrubbed = rule("letters", "DELETE FROM letters WHERE delete_after <= :now", scrubbed=True)
    forget(letters, scrubbed, clock=clock).add_jobs(jobs, turns=Turns(database=letters, clock=clock))
    assert await jobs.run_now(FORGET_JOB)
    assert await jobs.run_now(SCRUB_JOB)
    assert await kept(letters) == [1_001]
