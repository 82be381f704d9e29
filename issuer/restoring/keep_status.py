"""The newest of both: a set bit stays set, a list that the backup does not know comes in closed (SECURITY D-10, S-02).

Revocation only ever grows, so backup and file are united. A suspension can end, so there the newer of both counts;
where they are so close that the order cannot be known, the card stays suspended.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.status import list_store
from issuer.status.history import RECORDED
from plumbing.audit.entry import RESTORED
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuer.restoring.published_lists import PublishedList
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy

DOUBTFUL_SECONDS = 60
"""So much newer than the backup must a file be, before a bit that is set in the backup is taken back."""

_BY = "restore"


@dataclass(slots=True)
class StatusKept:
    """What was found and done.

    Attributes:
        lists: lists of the backup whose file was read.
        adopted: lists that the backup did not know.
        bits: places set in a file and not in the backup.
        resumed: suspensions that had ended since the backup.
        unproven: lists in files that no key of the office has signed.
        missing: lists of the backup without a file.
        foreign: files that contradict the backup's list of the same name.
    """

    lists: int = 0
    adopted: int = 0
    bits: int = 0
    resumed: int = 0
    unproven: int = 0
    missing: int = 0
    foreign: int = 0


async def keep_status(
    executor: Executor,
    published: Iterable[PublishedList],
    *,
    made_at: int,
    now: int,
    entropy: Entropy,
    trail: AuditTrail,
) -> StatusKept:
    """Close every list for new places, set what files say, and let records and their history follow.

    Args:
        executor: the transaction that took the backup in.
        published: the lists in the publish folder.
        made_at: the backup's moment.
        now: the moment of the restore.
        entropy: for the ids of changes.
        trail: where closed lists and changed cards are told.
    """
    kept = StatusKept()
    await _close_all(executor, trail)
    known = {
        row["list_id"]: row
        for row in await executor.fetch_all("SELECT list_id, office, purpose, size FROM status_lists")
    }
    seen = set()
    for found in published:
        row = known.get(found.list_id)
        if row is None:
            await _adopt(executor, found, now=now)
            kept.adopted += 1
        elif (row["office"], row["purpose"], row["size"]) != (found.office, found.purpose, found.size):
            kept.foreign += 1
            continue
        else:
            kept.lists += 1
        seen.add(found.list_id)
        kept.unproven += found.signed_by is None
        await _set_bits(executor, found, kept, newer=found.valid_from > made_at + DOUBTFUL_SECONDS)
    kept.missing = len(known.keys() - seen)
    await _let_records_follow(executor, now=now, entropy=entropy, trail=trail)
    return kept


async def _adopt(executor: Executor, found: PublishedList, *, now: int) -> None:
    # version 1 over published 0: it is signed anew at the start, and served as it is until then
    await executor.execute(
        """
        INSERT INTO status_lists (list_id, office, purpose, size, state, version, published_version, publication,
                                  document, signed_by, published_at, valid_until, created)
        VALUES (:list_id, :office, :purpose, :size, 'closed', 1, 0, 0,
                :document, :signed_by, :published_at, :valid_until, :now)
        """,
        list_id=found.list_id,
        office=found.office,
        purpose=found.purpose,
        size=found.size,
        document=found.document,
        signed_by=found.signed_by,
        published_at=found.valid_from,
        valid_until=found.valid_until,
        now=now,
    )


async def _set_bits(executor: Executor, found: PublishedList, kept: StatusKept, *, newer: bool) -> None:
    in_backup = set(await list_store.set_places(executor, list_id=found.list_id))
    in_file = set(found.set_places())
    for place in sorted(in_file - in_backup):
        await list_store.set_bit_without_record(executor, list_id=found.list_id, index=place, value=True)
    kept.bits += len(in_file - in_backup)
    if found.purpose == "suspension" and newer and found.signed_by is not None:
        for place in sorted(in_backup - in_file):
            await list_store.set_bit_without_record(executor, list_id=found.list_id, index=place, value=False)
        kept.resumed += len(in_backup - in_file)


async def _close_all(executor: Executor, trail: AuditTrail) -> None:
    closed = await executor.fetch_all(
        "UPDATE status_lists SET state = 'closed' WHERE state = 'open' RETURNING office, list_id"
    )
    for row in closed:
        await trail.append(
            executor, IssuerAction.LIST_CLOSED, owner=row["office"], object_id=row["list_id"], outcome=RESTORED
        )
    await executor.execute("UPDATE status_lists SET version = version + 1")


async def _let_records_follow(executor: Executor, *, now: int, entropy: Entropy, trail: AuditTrail) -> None:
    for action, purpose, column, value in (
        ("revoke", "revocation", "revoked", 1),
        ("suspend", "suspension", "suspended", 1),
        ("resume", "suspension", "suspended", 0),
    ):
        changed = await executor.fetch_all(
            f"""
            UPDATE credentials SET {column} = :value WHERE {column} <> :value AND EXISTS (
                SELECT 1 FROM status_places WHERE status_places.list_id = credentials.{purpose}_list
                  AND status_places.place = credentials.{purpose}_place AND status_places.bit = :value)
            RETURNING credential_id, office
            """,  # noqa: S608 - the three rows above
            value=value,
        )
        for row in changed:
            await executor.execute(
                """
                INSERT INTO status_changes (change_id, office, credential_id, action, reason, changed_by, changed_at)
                VALUES (:change_id, :office, :credential_id, :action, :reason, :changed_by, :now)
                """,
                change_id=new_token(entropy, 16),
                office=row["office"],
                credential_id=row["credential_id"],
                action=action,
                reason=RESTORED,
                changed_by=_BY,
                now=now,
            )
            await trail.append(
                executor,
                RECORDED[action],
                owner=row["office"],
                object_id=row["credential_id"],
                outcome=RESTORED,
            )
