"""Data remembers the public URL it was made under: credentials, status lists and DIDs carry it for years.

Starting a service over this data under another URL would sign cards whose status nobody can find, and is refused.
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseError
from plumbing.database.migrate import Component, migrate_all

if TYPE_CHECKING:
    from plumbing.database.port import Database, Executor


COMPONENT = Component("deployment", files("plumbing.database") / "migrations")


class DeploymentMismatch(DatabaseError):  # noqa: N818
    """The data belongs to another public URL."""


async def remember_public_url(database: Database, service: str, url: str) -> None:
    """Remember the URL at the first start, and refuse another at every later one.

    Raises:
        DeploymentMismatch: when the data was made under another URL.
    """
    await migrate_all(database, [COMPONENT])
    await database.execute(
        "INSERT INTO deployments (service, public_url) VALUES (:service, :url) ON CONFLICT (service) DO NOTHING",
        service=service,
        url=url,
    )
    row = await database.fetch_one("SELECT public_url FROM deployments WHERE service = :service", service=service)
    if row is None or row["public_url"] != url:
        known = "nothing" if row is None else row["public_url"]
        raise DeploymentMismatch(
            f"the data of the {service} belongs to the public URL {known}, but the settings say {url}; "
            "set the old URL again, or use an empty database"
        )


async def read_epoch(executor: Executor, service: str) -> int:
    """Which epoch it is: 1 until the first restore. What must not outlive a restore has this number in its key."""
    row = await executor.fetch_one("SELECT epoch FROM deployments WHERE service = :service", service=service)
    if row is None:
        raise DeploymentMismatch(f"this is not the database of a {service}")
    return int(row["epoch"])


async def begin_epoch(executor: Executor, service: str, *, now: int) -> int:
    """Begin another epoch, within the transaction of a restore; answer its number, which no other epoch ever had.

    Raises:
        DeploymentMismatch: when the data are of another service.
    """
    # the second it began: restoring one backup twice must not count to the same number twice
    await executor.execute(
        "UPDATE deployments SET epoch = CASE WHEN epoch < :now THEN :now ELSE epoch + 1 END WHERE service = :service",
        now=now,
        service=service,
    )
    return await read_epoch(executor, service)
