"""The periodic work on the audit record in every service process: linking, sealing, writing heads outside.

Each turn may be taken by any process; the row that says where the chain ends lets one of them link at a time. A folder
that cannot be written is told in the log, in the count of failed turns and as a warning of `/health/ready`; the service
goes on, and the heads are written when the folder is back.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from plumbing.audit.chain import link_waiting

if TYPE_CHECKING:
    from plumbing.audit.seal import Sealer
    from plumbing.database.port import Database
    from plumbing.jobs import PeriodicJobs
    from plumbing.observability.health import Health

LINK_JOB = "link-audit"
LINK_JOB_SECONDS = 5
SEAL_JOB = "seal-audit"
SEAL_JOB_SECONDS = 10


def add_audit_jobs(jobs: PeriodicJobs, *, database: Database, sealer: Sealer, health: Health) -> None:
    """Let the jobs of a service take care of its audit record."""
    exported = True

    async def link() -> None:
        await link_waiting(database)

    async def seal() -> None:
        nonlocal exported
        await sealer.seal()
        try:
            await sealer.export()
        except OSError:
            exported = False
            raise
        exported = True

    async def warn() -> str | None:
        return None if exported else "Heads of the audit record cannot be written; look at audit_folder and its disk."

    jobs.add(LINK_JOB, LINK_JOB_SECONDS, link)
    jobs.add(SEAL_JOB, SEAL_JOB_SECONDS, seal)
    health.add_warning("audit", warn)
