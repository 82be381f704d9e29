"""Delete what is over, rule by rule, and let nothing of it remain in the files (SECURITY L-02, L-03)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseError
from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.jobs import PeriodicJobs
    from plumbing.retention.rules import Rule
    from plumbing.turns.turns import Turns

FORGET_JOB = "forget"
FORGET_SECONDS = 30
SCRUB_JOB = "scrub"
SCRUB_SECONDS = 600
_RULE_SECONDS = 60.0  # after a long pause there may be much to delete

_log = get_logger(__name__)


class RulesFailed(Exception):  # noqa: N818
    """Some rules could not be carried out; the others were, and the next turn tries again."""


class Forget:
    """The retention of one service, over all its tables."""

    def __init__(self, *, database: Database, clock: Clock, rules: Sequence[Rule]) -> None:
        self._database = database
        self._clock = clock
        self._rules = rules

    def add_jobs(self, jobs: PeriodicJobs, *, turns: Turns) -> None:
        """Let one worker of the service forget every half minute, and scrub every ten."""
        jobs.add(FORGET_JOB, FORGET_SECONDS, self.forget, turns=turns)
        jobs.add(SCRUB_JOB, SCRUB_SECONDS, self.scrub, turns=turns)

    async def forget(self) -> None:
        """Carry out every rule, each in a transaction of its own; one that fails hinders no other.

        Raises:
            RulesFailed: names the tables whose rule failed.
        """
        failed = []
        for rule in self._rules:
            try:
                await self._carry_out(rule)
            except DatabaseError as error:
                _log.error("rule-failed", table=rule.table, **describe_error(error))
                failed.append(rule.table)
        if failed:
            raise RulesFailed(", ".join(failed))

    async def scrub(self) -> None:
        """Let what was deleted from tables such as that of the data keys be gone from the database's files.

        Raises:
            TransactionConflict: somebody reads an older state, such as a backup; the next turn tries again.
        """
        for rule in self._rules:
            if rule.scrubbed:
                await self._database.scrub(rule.table)

    async def _carry_out(self, rule: Rule) -> None:
        if not rule.deletes:
            return
        now = self._clock.now()
        async with self._database.transaction(seconds=_RULE_SECONDS) as transaction:
            for statement in rule.deletes:
                await transaction.execute(statement, now=now)
