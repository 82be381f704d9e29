"""The tables of the audit record, in the database of the service that it tells about."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from plumbing.database.migrate import Component, migrate_all

if TYPE_CHECKING:
    from plumbing.database.port import Database

COMPONENT = Component("audit", files("plumbing.audit") / "migrations")


async def migrate_audit(database: Database) -> None:
    """Bring the tables up to date; whoever appends calls it once at start."""
    await migrate_all(database, [COMPONENT])
