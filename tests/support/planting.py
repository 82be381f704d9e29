"""How faults are planted: victims by a seeded choice, no two faults on the same card, offer or list.

A fault is one change behind the issuer's back, and what the checker must say of it; they stand in `seeded_faults.py`.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.database.port import Database, Row
    from tests.support.issued_city import Lived

DAY = 86_400


@dataclass(frozen=True)
class Expected:
    """What must be among the findings."""

    code: str
    place: str


class Ground:
    """The city that is spoiled, with victims that nobody has touched yet."""

    def __init__(self, *, database: Database, folder: Path, lived: Lived, now: int, seed: int) -> None:
        self.database, self.folder, self.now = database, folder, now
        self.random = random.Random(seed)  # noqa: S311 - a choice of victims
        self._cards = {kind: sorted(ids) for kind, ids in vars(lived).items()}
        self._lists: list[str] = []

    async def prepare(self) -> None:
        """Shuffle all victims; closed lists are those whose documents may be spoiled."""
        for ids in self._cards.values():
            self.random.shuffle(ids)
        rows = await self.database.fetch_all(
            "SELECT list_id FROM status_lists WHERE state = 'closed' AND purpose <> 'status'"
        )
        self._lists = sorted(row["list_id"] for row in rows)
        self.random.shuffle(self._lists)

    async def card(self, kind: str = "plain") -> Row:
        """The record of a card that is whole, with the places of its first copy."""
        (row,) = await self.database.fetch_all(
            "SELECT * FROM copies JOIN credentials ON credentials.credential_id = copies.copy_id WHERE copy_id = :id",
            id=self._cards[kind].pop(),
        )
        return row

    async def closed_list(self) -> Row:
        """A list that is whole."""
        (row,) = await self.database.fetch_all("SELECT * FROM status_lists WHERE list_id = :id", id=self._lists.pop())
        return row

    async def set_card(self, card: Row, **columns: Any) -> str:
        """Change columns of a record; answer its place in the report."""
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        await self.database.execute(
            f"UPDATE credentials SET {changes} WHERE credential_id = :id",  # noqa: S608 constants
            id=card["credential_id"],
            **columns,
        )
        return f"credentials/{card['credential_id']}"

    async def set_copy(self, card: Row, **columns: Any) -> str:
        """Change columns of the first copy of a card; answer the card's place in the report."""
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        await self.database.execute(
            f"UPDATE copies SET {changes} WHERE copy_id = :id",  # noqa: S608 constants
            id=card["credential_id"],
            **columns,
        )
        return f"credentials/{card['credential_id']}"

    async def set_list(self, status_list: Row, **columns: Any) -> str:
        """Change columns of a list; answer its place in the report."""
        changes = ", ".join(f"{name} = :{name}" for name in columns)
        await self.database.execute(
            f"UPDATE status_lists SET {changes} WHERE list_id = :id",  # noqa: S608 constants
            id=status_list["list_id"],
            **columns,
        )
        return f"status_lists/{status_list['list_id']}"

    def copy_of(self, status_list: Row) -> tuple[Path, str]:
        """The published copy of a list, and its place in the report."""
        home = f"offices/{status_list['office']}/status/{status_list['list_id']}"
        suffix = "jwt" if status_list["purpose"] == "status" else "json"
        return self.folder / f"{home}.{suffix}", f"published/{home}"


Plant = Callable[[Ground], Awaitable[Expected]]
FAULTS: list[tuple[int, Plant]] = []


def fault(times: int) -> Callable[[Plant], Plant]:
    """Enter a fault; `times` is how often it is planted."""

    def enter(plant: Plant) -> Plant:
        FAULTS.append((times, plant))
        return plant

    return enter


async def plant_all(ground: Ground) -> list[tuple[str, Expected]]:
    """Plant every fault as often as it is entered; answer the name of each with what must be found."""
    await ground.prepare()
    return [(plant.__name__, await plant(ground)) for times, plant in FAULTS for _ in range(times)]
