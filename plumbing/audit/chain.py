"""The chain in the database: entries moved from the tail, numbered and linked; one process at a time.

The first statement of each transaction here takes the one row that says where the chain ends, so whoever comes second
waits and goes on from there. An entry whose transaction commits late is simply linked later: the chain tells the order
of linking, each entry its own time.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from plumbing.audit.actions import PlumbingAction
from plumbing.audit.entry import DONE, START, Entry, Link, entry_from_row, hash_of
from plumbing.audit.trail import OPERATOR
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from collections.abc import Sequence

    from plumbing.database.port import Database, Executor, Row
    from plumbing.entropy import Entropy

BATCH = 100
"""So many entries are linked in one transaction: other writers wait for no more than that."""

_ID_BYTES = 12


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Where the chain ends: the number of entries, and the hash of the last one."""

    epoch: int
    number: int
    hash: bytes


async def read_end(executor: Executor) -> ChainEnd | None:
    """Where the chain ends; None before the first entry."""
    row = await executor.fetch_one("SELECT epoch, number, hash FROM audit_chain_end WHERE only_row = 1")
    return _end(row) if row else None


async def link_waiting(database: Database) -> int:
    """Link everything that waits; answer how many entries that were."""
    linked = 0
    while await database.fetch_one("SELECT 1 AS waits FROM audit_tail LIMIT 1") is not None:
        linked += await _link_batch(database)
    return linked


async def _link_batch(database: Database) -> int:
    async with database.transaction() as transaction:
        end = await _take_end(transaction)
        rows = await transaction.fetch_all(
            """
            DELETE FROM audit_tail WHERE (occurred, step, entry_id) IN
                (SELECT occurred, step, entry_id FROM audit_tail ORDER BY occurred, step LIMIT :batch)
            RETURNING *
            """,
            batch=BATCH,
        )
        rows.sort(key=lambda row: (row["occurred"], row["step"], row["entry_id"]))
        await _extend(transaction, end, [entry_from_row(row) for row in rows])
    return len(rows)


async def begin_epoch(transaction: Executor, *, owner: str, entropy: Entropy, now: int) -> int:
    """Go on after a restore: the chain's next entry tells it, and heads signed from here on name another epoch.

    Heads that were exported between the backup and the restore lie beyond the restored chain; by this entry whoever
    verifies it can tell that from a cut.

    Args:
        transaction: the one that makes the restored database usable.
        owner: the service that was restored.
        entropy: for the id of the entry.
        now: UTC seconds; the name of the epoch, so that two restores of one backup never share one.

    Returns:
        The epoch.
    """
    end = await _take_end(transaction)
    epoch = max(end.epoch + 1, now)
    entry = Entry(
        entry_id=new_token(entropy, _ID_BYTES),
        occurred=now,
        actor=OPERATOR,
        action=PlumbingAction.RESTORED.value,
        owner=owner,
        object_id=f"epoch/{epoch}",
        outcome=DONE,
    )
    entry.demand_words()
    await _extend(transaction, ChainEnd(epoch, end.number, end.hash), [entry])
    return epoch


async def _take_end(transaction: Executor) -> ChainEnd:
    # The update changes nothing: it makes the statement hold and return the row, the very first one included.
    row = await transaction.fetch_one(
        """
        INSERT INTO audit_chain_end (only_row, epoch, number, hash) VALUES (1, 0, 0, :start)
        ON CONFLICT (only_row) DO UPDATE SET only_row = 1
        RETURNING epoch, number, hash
        """,
        start=START,
    )
    if row is None:
        raise RuntimeError("the end of the audit chain was just written and is not there")
    return _end(row)


async def _extend(transaction: Executor, end: ChainEnd, entries: Sequence[Entry]) -> None:
    links: list[Link] = []
    last = end.hash
    for number, entry in enumerate(entries, end.number + 1):
        last = hash_of(last, number=number, epoch=end.epoch, entry=entry)
        links.append(Link(number=number, epoch=end.epoch, entry=entry, hash=last))
    if links:
        await _insert(transaction, links)
        await transaction.execute(
            "UPDATE audit_chain_end SET epoch = :epoch, number = :number, hash = :hash WHERE only_row = 1",
            epoch=end.epoch,
            number=links[-1].number,
            hash=last,
        )


async def _insert(transaction: Executor, links: Sequence[Link]) -> None:
    """Write all links with one statement."""
    names = ("number", "epoch", *Entry.__slots__, "hash")
    rows: list[str] = []
    values: dict[str, object] = {}
    for index, link in enumerate(links):
        rows.append("(" + ", ".join(f":{name}_{index}" for name in names) + ")")
        own = {"number": link.number, "epoch": link.epoch, "hash": link.hash}
        told = {name: getattr(link.entry, name) for name in Entry.__slots__}
        values |= {f"{name}_{index}": value for name, value in (own | told).items()}
    await transaction.execute(
        f"INSERT INTO audit_chain ({', '.join(names)}) VALUES {', '.join(rows)}",  # noqa: S608 - our own names
        **values,
    )


def _end(row: Row) -> ChainEnd:
    return ChainEnd(row["epoch"], row["number"], row["hash"])
