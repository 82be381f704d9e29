"""The newest of both: what is marked stays marked, a list that the backup does not know comes in closed.

Revocation only ever grows, so backup and file are united. A suspension can end, so there the newer of both counts;
where they are so close that the order cannot be known, the card stays suspended (SECURITY D-10, S-02). A card whose
copies are told differently, because their lists were published at different moments, is as its worst copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.records.record_store import with_copies
from issuer.renewals import kept_claims
from issuer.status import list_store, places
from issuer.status.history import RECORDED
from issuer.status.places import Mark
from plumbing.audit.entry import RESTORED
from plumbing.entropy import new_token

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuer.records.credential_record import CredentialRecord
    from issuer.restoring.published_lists import PublishedList
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Executor
    from plumbing.entropy import Entropy

DOUBTFUL_SECONDS = 60
"""So much newer than the backup must a file be, before a suspension in the backup is taken back."""

_BY = "restore"


@dataclass(slots=True)
class StatusKept:
    """What was found and done.

    Attributes:
        lists: lists of the backup whose file was read.
        adopted: lists that the backup did not know.
        bits: places marked in a file and not so in the backup.
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
    """Close every list for new places, mark what files say, and let records and their history follow.

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
        await _mark_places(executor, found, kept, newer=found.signed_at > made_at + DOUBTFUL_SECONDS)
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
        published_at=found.signed_at,
        valid_until=found.valid_until,
        now=now,
    )


async def _mark_places(executor: Executor, found: PublishedList, kept: StatusKept, *, newer: bool) -> None:
    in_backup = await list_store.marked_places(executor, list_id=found.list_id)
    for place in sorted(found.marked.keys() | in_backup.keys()):
        before, told = in_backup.get(place, Mark.GOOD), found.marked.get(place, Mark.GOOD)
        if told is Mark.GOOD and not (newer and found.signed_by is not None and found.can_end(before)):
            continue
        changed = await list_store.set_value_without_record(executor, list_id=found.list_id, index=place, value=told)
        kept.bits += changed and told is not Mark.GOOD
        kept.resumed += changed and told is Mark.GOOD


async def _close_all(executor: Executor, trail: AuditTrail) -> None:
    closed = await executor.fetch_all(
        "UPDATE status_lists SET state = 'closed' WHERE state = 'open' RETURNING office, list_id"
    )
    for row in closed:
        await trail.append(
            executor, IssuerAction.LIST_CLOSED, owner=row["office"], object_id=row["list_id"], outcome=RESTORED
        )
    await executor.execute("UPDATE status_lists SET version = version + 1")


_SAYS = """
    EXISTS (SELECT 1 FROM copies JOIN status_places p ON p.list_id = copies.{purpose}_list
              AND p.place = copies.{purpose}_place
            WHERE copies.credential_id = credentials.credential_id AND p.value {value})
"""
_REVOKED = _SAYS.format(purpose="revocation", value="= 1")
_SUSPENDED = _SAYS.format(
    purpose="suspension", value="= CASE WHEN copies.suspension_list = copies.revocation_list THEN 2 ELSE 1 END"
)
_NOT_SUSPENDED = _SAYS.format(purpose="suspension", value="= 0")
_NOT_REVOKED = _SAYS.format(purpose="revocation", value="<> 1")
_FOLLOWING = {
    "revoke": f"UPDATE credentials SET revoked = 1 WHERE revoked = 0 AND {_REVOKED} RETURNING *",  # noqa: S608 constants
    "suspend": f"UPDATE credentials SET suspended = 1 WHERE suspended = 0 AND {_SUSPENDED} RETURNING *",  # noqa: S608
    "resume": f"""
        UPDATE credentials SET suspended = 0 WHERE suspended = 1 AND {_NOT_SUSPENDED} AND NOT {_SUSPENDED} RETURNING *
    """,  # noqa: S608
}
# a copy that is told better than its card: of a list that was published later or earlier than the other copies' lists
_UNLIKE = {
    "revoke": f"SELECT * FROM credentials WHERE revoked = 1 AND {_NOT_REVOKED}",  # noqa: S608
    "suspend": f"SELECT * FROM credentials WHERE suspended = 1 AND {_NOT_SUSPENDED}",  # noqa: S608
}


async def _let_records_follow(executor: Executor, *, now: int, entropy: Entropy, trail: AuditTrail) -> None:
    for action, statement in _FOLLOWING.items():
        for row in await executor.fetch_all(statement):
            if action == "revoke":
                await kept_claims.forget(executor, credential_id=row["credential_id"])
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
    for action, question in _UNLIKE.items():
        for row in await executor.fetch_all(question):
            await _mark_all_copies(executor, await with_copies(executor, row), action)


async def _mark_all_copies(executor: Executor, record: CredentialRecord, action: str) -> None:
    for copy in record.copies:
        if action == "revoke":
            await places.mark(executor, copy.places.revocation, Mark.SET)
        elif copy.places.suspension is not None:
            await places.mark(executor, copy.places.suspension, copy.places.suspended)
