"""The second clerk's decision in the database: one guarded statement each, and never the maker's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.offers import offer_store
from issuer.offers.offer import REMEMBER_SECONDS
from issuer.offers.offer_secrets import record_of
from issuer.offices.retirement import NOT_RETIRED
from plumbing.sealed_records import data_keys

if TYPE_CHECKING:
    from plumbing.database.port import Executor


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """A second clerk's yes; from now on the offer has its full time."""

    office: str
    offer_id: str
    actor: str
    now: int
    expires: int


async def approve(executor: Executor, approval: Approval) -> bool:
    """Let a waiting offer begin, in a transaction; False when it waits no more, or not for this clerk."""
    approved = await executor.execute(
        f"""
        UPDATE offers SET state = 'created', approved_by = :actor, expires = :expires, erase_at = :expires,
            delete_after = :delete_after
        WHERE office = :office AND offer_id = :offer_id AND state = 'awaiting_approval' AND expires > :now
          AND made_by <> :actor AND sealed IS NOT NULL AND {NOT_RETIRED}
        """,  # noqa: S608 a constant
        office=approval.office,
        offer_id=approval.offer_id,
        actor=approval.actor,
        now=approval.now,
        expires=approval.expires,
        delete_after=approval.expires + REMEMBER_SECONDS,
    )
    return approved == 1 and await offer_store.prolong_key(
        executor, offer_id=approval.offer_id, expires=approval.expires
    )


async def was_approved(executor: Executor, *, offer_id: str, actor: str) -> bool:
    """Whether this clerk has approved an offer: how whoever did so learns that it was written."""
    row = await executor.fetch_one(
        "SELECT 1 AS found FROM offers WHERE offer_id = :offer_id AND approved_by = :actor",
        offer_id=offer_id,
        actor=actor,
    )
    return row is not None


async def refuse(executor: Executor, *, office: str, offer_id: str, actor: str, reason: str, now: int) -> bool:
    """End a waiting offer by a second clerk's no, and erase its claims, in a transaction."""
    refused = await executor.execute(
        """
        UPDATE offers SET state = 'not_approved', disapproval = :reason, ended_at = :now, erase_at = :now,
            sealed = NULL
        WHERE office = :office AND offer_id = :offer_id AND state = 'awaiting_approval' AND expires > :now
          AND made_by <> :actor
        """,
        office=office,
        offer_id=offer_id,
        actor=actor,
        reason=reason,
        now=now,
    )
    if refused:
        await data_keys.forget(executor, record=record_of(offer_id))
    return refused == 1
