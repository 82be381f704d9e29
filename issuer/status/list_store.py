"""Status lists in the database: one open list a purpose, places as rows, publications compared and set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor, Row
    from plumbing.entropy import Entropy

STATUS = "status"
"""The purpose of a token status list: a place tells all that is to be told. The others are bitstring lists."""

WITHOUT_RECORD = ""
"""Stands for the copy of a place that is known only from a published list."""

# What says that a card is revoked never says anything else again, whoever asks (SECURITY S-03).
_NOT_FINAL = """
    (status_places.value <> 1 OR EXISTS (
        SELECT 1 FROM status_lists WHERE status_lists.list_id = status_places.list_id AND purpose = 'suspension'))
"""

_ID_BYTES = 9  # twelve characters in each credential; a list's address is no secret


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusList:
    """One row of the table `status_lists`."""

    list_id: str
    office: str
    purpose: str
    size: int
    version: int
    published_version: int
    publication: int
    document: bytes | None
    published_at: int | None
    valid_until: int | None


async def open_list(executor: Executor, *, office: str, purpose: str) -> StatusList | None:
    """The list that new places come from."""
    row = await executor.fetch_one(
        "SELECT * FROM status_lists WHERE office = :office AND purpose = :purpose AND state = 'open'",
        office=office,
        purpose=purpose,
    )
    return _list_from_row(row) if row else None


async def of_office(executor: Executor, *, office: str, list_id: str) -> StatusList | None:
    """The list with this id, if it is this office's."""
    row = await executor.fetch_one(
        "SELECT * FROM status_lists WHERE office = :office AND list_id = :list_id", office=office, list_id=list_id
    )
    return _list_from_row(row) if row else None


async def purposes_of(executor: Executor, *, office: str) -> list[str]:
    """For which purposes an office has ever opened a list."""
    rows = await executor.fetch_all(
        "SELECT DISTINCT purpose FROM status_lists WHERE office = :office ORDER BY purpose", office=office
    )
    return [row["purpose"] for row in rows]


async def due(executor: Executor, *, office: str, purpose: str, before: int, key_id: str) -> list[StatusList]:
    """An office's lists with unpublished changes, a signature that ends before a moment, or one of another key."""
    rows = await executor.fetch_all(
        """
        SELECT * FROM status_lists
        WHERE office = :office AND purpose = :purpose AND (
            version > published_version OR valid_until IS NULL OR valid_until <= :before
            OR signed_by IS NULL OR signed_by <> :key_id)
        """,
        office=office,
        purpose=purpose,
        before=before,
        key_id=key_id,
    )
    return [_list_from_row(row) for row in rows]


async def count_places(executor: Executor, *, list_id: str) -> int:
    """How many places of a list were given."""
    row = await executor.fetch_one("SELECT COUNT(*) AS n FROM status_places WHERE list_id = :list_id", list_id=list_id)
    return int(row["n"]) if row else 0


async def insert_place(executor: Executor, *, list_id: str, index: int, copy_id: str) -> bool:
    """Take a place; False when it was given before or the list has been closed meanwhile."""
    taken = await executor.execute(
        """
        INSERT INTO status_places (list_id, place, copy_id, value)
        SELECT list_id, CAST(:place AS BIGINT), CAST(:copy_id AS TEXT), 0 FROM status_lists
        WHERE list_id = :list_id AND state = 'open'
        ON CONFLICT (list_id, place) DO NOTHING
        """,
        list_id=list_id,
        place=index,
        copy_id=copy_id,
    )
    return taken == 1


async def change_value(executor: Executor, *, list_id: str, index: int, value: int) -> None:
    """Change what a place says and count the list's version up; both or neither, in the caller's transaction."""
    changed = await executor.execute(
        f"""
        UPDATE status_places SET value = :value
        WHERE list_id = :list_id AND place = :place AND value <> :value AND {_NOT_FINAL}
        """,  # noqa: S608 a constant
        value=int(value),
        list_id=list_id,
        place=index,
    )
    if changed:
        await _count_up(executor, list_id)


async def credential_at(executor: Executor, *, list_id: str, index: int) -> str | None:
    """The card whose record names this place; None when no record does."""
    row = await executor.fetch_one(
        """
        SELECT credentials.credential_id FROM status_places
        JOIN copies ON copies.copy_id = status_places.copy_id
        JOIN credentials ON credentials.credential_id = copies.credential_id
        WHERE list_id = :list_id AND place = :place
        """,
        list_id=list_id,
        place=index,
    )
    return row["credential_id"] if row else None


async def value_at(executor: Executor, *, list_id: str, index: int) -> int:
    """What a place says; 0 where it has no row."""
    row = await executor.fetch_one(
        "SELECT value FROM status_places WHERE list_id = :list_id AND place = :place", list_id=list_id, place=index
    )
    return int(row["value"]) if row else 0


async def set_value_without_record(executor: Executor, *, list_id: str, index: int, value: int) -> bool:
    """Change what a place says that may have no row, as after a restore; whether anything changed."""
    changed = await executor.execute(
        f"""
        INSERT INTO status_places (list_id, place, copy_id, value) VALUES (:list_id, :place, :nobody, :value)
        ON CONFLICT (list_id, place) DO UPDATE SET value = excluded.value
        WHERE status_places.value <> excluded.value AND {_NOT_FINAL}
        """,  # noqa: S608 a constant
        list_id=list_id,
        place=index,
        nobody=WITHOUT_RECORD,
        value=int(value),
    )
    if changed:
        await _count_up(executor, list_id)
    return changed == 1


async def _count_up(executor: Executor, list_id: str) -> None:
    await executor.execute("UPDATE status_lists SET version = version + 1 WHERE list_id = :list_id", list_id=list_id)


async def publications(executor: Executor, *, office: str) -> list[tuple[str, int]]:
    """How often each list of an office was published, for those that were."""
    rows = await executor.fetch_all(
        "SELECT list_id, publication FROM status_lists WHERE office = :office AND document IS NOT NULL", office=office
    )
    return [(row["list_id"], row["publication"]) for row in rows]


async def marked_places(executor: Executor, *, list_id: str) -> dict[int, int]:
    """What is said at the places that say anything but that all is good."""
    rows = await executor.fetch_all(
        "SELECT place, value FROM status_places WHERE list_id = :list_id AND value <> 0", list_id=list_id
    )
    return {row["place"]: row["value"] for row in rows}


async def publish(
    executor: Executor, *, read: StatusList, document: bytes, signed_by: str, published_at: int, valid_until: int
) -> bool:
    """Put a signed list in the place of the one that its maker read; False when another was published meanwhile."""
    published = await executor.execute(
        """
        UPDATE status_lists SET document = :document, published_version = :version, publication = publication + 1,
               signed_by = :signed_by, published_at = :published_at, valid_until = :valid_until
        WHERE list_id = :list_id AND publication = :publication
        """,
        document=document,
        signed_by=signed_by,
        version=read.version,
        published_at=published_at,
        valid_until=valid_until,
        list_id=read.list_id,
        publication=read.publication,
    )
    return published == 1


async def replace_open_list(
    database: Database,
    entropy: Entropy,
    trail: AuditTrail,
    *,
    office: str,
    purpose: str,
    old: StatusList | None,
    size: int,
    now: int,
) -> str | None:
    """Close the old list and open a new one; None when another worker has done so already."""
    list_id = new_token(entropy, _ID_BYTES)
    async with database.transaction() as transaction:
        if old is not None:
            closed = await transaction.execute(
                "UPDATE status_lists SET state = 'closed' WHERE list_id = :list_id AND state = 'open'",
                list_id=old.list_id,
            )
            if closed != 1:
                return None
            await trail.append(transaction, IssuerAction.LIST_CLOSED, owner=office, object_id=old.list_id)
        opened = await transaction.execute(
            """
            INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,
                                      created)
            VALUES (:list_id, :office, :purpose, :size, 'open', 0, -1, 0, :now)
            ON CONFLICT (office, purpose) WHERE state = 'open' DO NOTHING
            """,
            list_id=list_id,
            office=office,
            purpose=purpose,
            size=size,
            now=now,
        )
        if opened:
            await trail.append(transaction, IssuerAction.LIST_OPENED, owner=office, object_id=list_id, outcome=purpose)
    return list_id if opened == 1 else None


def _list_from_row(row: Row) -> StatusList:
    return StatusList(
        list_id=row["list_id"],
        office=row["office"],
        purpose=row["purpose"],
        size=row["size"],
        version=row["version"],
        published_version=row["published_version"],
        publication=row["publication"],
        document=row["document"],
        published_at=row["published_at"],
        valid_until=row["valid_until"],
    )
