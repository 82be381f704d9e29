"""Challenges: handed out to a relying party, and taken by the one presentation that answers (SECURITY V-12)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.entropy import new_token

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy

CHALLENGE_BYTES = 32


class Challenges:
    """The table `challenges`; every question names the relying party."""

    def __init__(self, *, database: Database, clock: Clock, entropy: Entropy, lifetime: int) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._lifetime = lifetime

    async def make(self, *, relying_party: str) -> str:
        """Make a challenge that nobody can guess."""
        challenge = new_token(self._entropy, CHALLENGE_BYTES)
        await self._database.execute(
            """
            INSERT INTO challenges (challenge, relying_party, delete_after)
            VALUES (:challenge, :relying_party, :delete_after)
            """,
            challenge=challenge,
            relying_party=relying_party,
            delete_after=self._clock.now() + self._lifetime,
        )
        return challenge

    async def take(self, *, relying_party: str, challenge: str) -> bool:
        """Use a challenge up: of many who show it, one is told that it was good."""
        row = await self._database.fetch_one(
            """
            DELETE FROM challenges
            WHERE challenge = :challenge AND relying_party = :relying_party AND delete_after > :now
            RETURNING challenge
            """,
            challenge=challenge,
            relying_party=relying_party,
            now=self._clock.now(),
        )
        return row is not None
