"""The tables in which a reader remembers what it has seen, in the database of the service that reads."""

from __future__ import annotations

from importlib import resources
from typing import TYPE_CHECKING

from plumbing.database.migrate import Component, migrate_all

if TYPE_CHECKING:
    from plumbing.database.port import Database


COMPONENT = Component("trust_registry.reading", resources.files("trust_registry.reading") / "migrations")


async def migrate_reading(database: Database) -> None:
    """Bring the tables of the reading wing up to date; each service that reads the registry calls it once at start."""
    await migrate_all(database, [COMPONENT])
