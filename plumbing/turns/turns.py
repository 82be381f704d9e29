"""Who does the next turn of a job: the first to move the time of the turn after it (DESIGN 4.3).

Nothing is held while the work is done, so a worker that dies in the middle blocks nobody: the next turn comes in its
time. Work that takes longer than the time between two turns may meet itself, and must bear that.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.database.migrate import Component, migrate_all

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database

COMPONENT = Component("turns", files("plumbing.turns") / "migrations")


async def migrate_turns(database: Database) -> None:
    """Bring the table up to date; each service with such a job calls it once at start."""
    await migrate_all(database, [COMPONENT])


class Turns:
    """The turns of all jobs of one service."""

    def __init__(self, *, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def take(self, job: str, *, seconds: int) -> bool:
        """Take the turn that is due; False when none is, or another worker was first.

        Args:
            job: its name.
            seconds: from this turn to the next. A next turn that lies further away than two of them was set by a
                clock that went wrong, and is taken now.
        """
        now = self._clock.now()
        taken = await self._database.execute(
            """
            INSERT INTO job_turns (job, next_turn) VALUES (:job, :next_turn)
            ON CONFLICT (job) DO UPDATE SET next_turn = excluded.next_turn
            WHERE job_turns.next_turn <= :now OR job_turns.next_turn > :absurd
            """,
            job=job,
            next_turn=now + seconds,
            now=now,
            absurd=now + 2 * seconds,
        )
        return taken == 1
