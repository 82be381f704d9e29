"""Which packages somebody has checked for a running issuer: one row a reload, with the digest of each package.

Whoever starts reads what lies on the disk; whoever runs looks here each second for what was checked since.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials import strict_json
from issuer.audit_actions import IssuerAction

if TYPE_CHECKING:
    from collections.abc import Mapping

    from plumbing.audit.trail import AuditTrail
    from plumbing.database.port import Database, Executor

ISSUER = "issuer"
"""The owner of the audit entry: a reload is of the whole issuer and of no office."""


@dataclass(frozen=True, slots=True)
class Reload:
    """What was checked since some generation.

    Attributes:
        generation: the newest of it.
        digests: of the files of each package, by its name; where it was checked twice, the later one.
        whole: whether these are all packages that there are.
    """

    generation: int
    digests: Mapping[str, str]
    whole: bool


async def write_reload(
    database: Database, trail: AuditTrail, *, digests: Mapping[str, str], whole: bool, now: int
) -> int:
    """Write down that these packages were checked, all that there are or some of them; answer the generation."""
    async with database.transaction() as transaction:
        row = await transaction.fetch_one(
            """
            INSERT INTO package_reloads (generation, digests, whole, checked_at)
            SELECT COALESCE(MAX(generation), 0) + 1, :digests, :whole, :now FROM package_reloads
            RETURNING generation
            """,
            digests=strict_json.render(dict(digests)).decode(),
            whole=int(whole),
            now=now,
        )
        generation = int(row["generation"]) if row else 0
        await trail.append(transaction, IssuerAction.PACKAGES_RELOADED, owner=ISSUER, object_id=str(generation))
    return generation


async def newest_generation(executor: Executor) -> int:
    """The generation of the last reload; 0 before the first."""
    row = await executor.fetch_one("SELECT COALESCE(MAX(generation), 0) AS newest FROM package_reloads")
    return int(row["newest"]) if row else 0


async def reload_since(executor: Executor, generation: int) -> Reload | None:
    """All reloads after a generation as one, of which a whole one ends what was before it; None when there was none."""
    rows = await executor.fetch_all(
        "SELECT generation, digests, whole FROM package_reloads WHERE generation > :generation ORDER BY generation",
        generation=generation,
    )
    if not rows:
        return None
    digests: dict[str, str] = {}
    for row in rows:
        checked = strict_json.parse_object(row["digests"].encode())
        digests = checked if row["whole"] else digests | checked
    return Reload(int(rows[-1]["generation"]), digests, whole=any(row["whole"] for row in rows))
