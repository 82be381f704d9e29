"""Offices that have ended: no offer and no card any more, while their lists stay published and cards revocable.

It is a fact in the database, asked in the statement or the transaction that brings a card nearer, so it holds from the
next request on in every worker, whatever a process has read before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.audit_actions import IssuerAction
from issuer.refusals import OfficeRefusal

if TYPE_CHECKING:
    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor

NOT_RETIRED = "NOT EXISTS (SELECT 1 FROM retired_offices WHERE retired_offices.office = :office)"
"""The guard of statements that move an offer on; it needs the parameter `office`."""


class OfficeRetired(OfficeRefusal):
    """The office has ended: it makes no offers any more."""


async def retire(database: Database, trail: AuditTrail, *, office: str, now: int) -> int:
    """End an office; answer since when it has ended, which may be earlier."""
    async with database.transaction() as transaction:
        retired = await transaction.execute(
            "INSERT INTO retired_offices (office, retired_at) VALUES (:office, :now) ON CONFLICT (office) DO NOTHING",
            office=office,
            now=now,
        )
        if retired:
            await trail.append(transaction, IssuerAction.OFFICE_RETIRED, owner=office, object_id=office)
        return await retired_at(transaction, office=office) or now


async def demand_not_retired(executor: Executor, *, office: str) -> None:
    """Return while the office issues; inside a transaction, an error undoes what came before.

    Raises:
        OfficeRetired: when it has ended.
    """
    if await retired_at(executor, office=office) is not None:
        raise OfficeRetired


async def retired_at(executor: Executor, *, office: str) -> int | None:
    """Since when an office has ended; None while it issues."""
    row = await executor.fetch_one("SELECT retired_at FROM retired_offices WHERE office = :office", office=office)
    return int(row["retired_at"]) if row else None
