"""Records in the database: written before the signature, moved on by guarded statements, never without their office."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.records.credential_record import CredentialRecord, RecordState, record_from_row

if TYPE_CHECKING:
    from plumbing.database.port import Executor, Row


async def add(executor: Executor, record: CredentialRecord, *, notification_hash: bytes) -> None:
    """Write what is about to be signed, with all its copies."""
    await executor.execute(
        """
        INSERT INTO credentials (credential_id, office, offer_id, round, use_case, version, credential_type, format,
                                 secured_by, verification_method, dated, valid_from, valid_until, state,
                                 suspended, revoked, notification_hash, recorded_at, delete_after)
        VALUES (:credential_id, :office, :offer_id, :round, :use_case, :version, :credential_type, :format,
                :secured_by, :verification_method, :dated, :valid_from, :valid_until, :state, 0, 0,
                :notification_hash, :recorded_at, :delete_after)
        """,
        credential_id=record.credential_id,
        office=record.office,
        offer_id=record.offer_id,
        round=record.round,
        use_case=record.use_case,
        version=record.version,
        credential_type=record.credential_type,
        format=record.form.format.value,
        secured_by=record.form.secured_by,
        verification_method=record.verification_method,
        dated=record.dated,
        valid_from=record.valid_from,
        valid_until=record.valid_until,
        state=record.state.value,
        notification_hash=notification_hash,
        recorded_at=record.recorded_at,
        delete_after=record.delete_after,
    )
    for copy in record.copies:
        suspension = copy.places.suspension
        await executor.execute(
            """
            INSERT INTO copies (copy_id, credential_id, revocation_list, revocation_place, suspension_list,
                                suspension_place)
            VALUES (:copy_id, :credential_id, :revocation_list, :revocation_place, :suspension_list,
                    :suspension_place)
            """,
            copy_id=copy.copy_id,
            credential_id=record.credential_id,
            revocation_list=copy.places.revocation.list_id,
            revocation_place=copy.places.revocation.index,
            suspension_list=None if suspension is None else suspension.list_id,
            suspension_place=None if suspension is None else suspension.index,
        )


async def of_office(executor: Executor, *, office: str, credential_id: str) -> CredentialRecord | None:
    """The card with this id, or the one of which this is a copy, if it is this office's."""
    row = await executor.fetch_one(
        """
        SELECT * FROM credentials WHERE office = :office
          AND credential_id = (SELECT credential_id FROM copies WHERE copy_id = :credential_id)
        """,
        office=office,
        credential_id=credential_id,
    )
    return await with_copies(executor, row) if row else None


async def has_state(executor: Executor, *, credential_id: str, state: RecordState) -> bool:
    """Whether a card stands so: how whoever made its id learns that a step was written."""
    row = await executor.fetch_one(
        "SELECT 1 AS found FROM credentials WHERE credential_id = :credential_id AND state = :state",
        credential_id=credential_id,
        state=state.value,
    )
    return row is not None


async def last_of_offer(executor: Executor, *, office: str, offer_id: str) -> str | None:
    """The id of the card that was handed out for an offer, if one was."""
    row = await executor.fetch_one(
        """
        SELECT credential_id FROM credentials WHERE office = :office AND offer_id = :offer_id AND state = 'issued'
        ORDER BY round DESC LIMIT 1
        """,
        office=office,
        offer_id=offer_id,
    )
    return row["credential_id"] if row else None


async def supersede_earlier(executor: Executor, *, offer_id: str, round_taken: int) -> list[CredentialRecord]:
    """Mark every earlier card of an offer as superseded and revoked; the caller marks its places."""
    rows = await executor.fetch_all(
        """
        UPDATE credentials SET state = 'superseded', revoked = 1
        WHERE offer_id = :offer_id AND round < :round AND state <> 'superseded'
        RETURNING *
        """,
        offer_id=offer_id,
        round=round_taken,
    )
    return [await with_copies(executor, row) for row in rows]


async def mark_issued(executor: Executor, *, credential_id: str, now: int) -> bool:
    """Note that the signed card is about to leave; False when a later request superseded it meanwhile."""
    marked = await executor.execute(
        """
        UPDATE credentials SET state = 'issued', issued_at = :now
        WHERE credential_id = :credential_id AND state = 'recorded' AND revoked = 0
        """,
        credential_id=credential_id,
        now=now,
    )
    return marked == 1


async def notify(
    executor: Executor, *, office: str, offer_id: str, notification_hash: bytes, event: str
) -> tuple[RecordState, str] | None:
    """Note the wallet's event, the first one for good; None when the id is not of this token's offer.

    Returns:
        The card's state, and the event that counts.
    """
    row = await executor.fetch_one(
        """
        UPDATE credentials SET notified = COALESCE(notified, :event)
        WHERE office = :office AND offer_id = :offer_id AND notification_hash = :notification_hash
        RETURNING state, notified
        """,
        office=office,
        offer_id=offer_id,
        notification_hash=notification_hash,
        event=event,
    )
    return (RecordState(row["state"]), row["notified"]) if row else None


async def with_copies(executor: Executor, row: Row) -> CredentialRecord:
    """Read the record of a row of the table `credentials`.

    Its copies come list by list: whoever marks all their places takes the locks of lists in the order of everybody.
    """
    copies = await executor.fetch_all(
        "SELECT * FROM copies WHERE credential_id = :credential_id ORDER BY revocation_list, suspension_list, copy_id",
        credential_id=row["credential_id"],
    )
    return record_from_row(row, copies)
