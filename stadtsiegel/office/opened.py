"""The issuer of a deployment, opened beside the running one: its settings, its database, its keys."""

from __future__ import annotations

import os
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.app import migrate_issuer
from issuer.offices.key_rollover import KeyRollover
from issuer.offices.office_keys import OfficeKeys
from issuer.service import SERVICE, read_issuer_settings
from plumbing.service.start import ServiceParts, open_parts
from plumbing.settings import Fault, SettingsError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from issuer.offices.office import Office
    from issuer.settings import IssuerSettings
    from plumbing.service.settings import ServiceSettings

SETTINGS_FILE = "issuer.toml"


@dataclass(frozen=True, slots=True)
class OpenedIssuer:
    """What the commands work on."""

    settings: IssuerSettings
    parts: ServiceParts
    keys: OfficeKeys
    rollover: KeyRollover

    def office(self, office_id: str) -> Office:
        """The office with this id.

        Raises:
            SettingsError: naming those that are known.
        """
        if office_id not in self.settings.offices:
            known = ", ".join(self.settings.offices)
            raise SettingsError([Fault("", f"{office_id} names no office; known are: {known}")])
        return self.settings.offices[office_id]


def read_settings_of(file: Path) -> tuple[IssuerSettings, ServiceSettings]:
    """Read the settings as the running issuer does, the environment included.

    Raises:
        SettingsError: with every fault at once.
    """
    return read_issuer_settings(file, os.environ)


@asynccontextmanager
async def open_issuer(file: Path) -> AsyncIterator[OpenedIssuer]:
    """Open the issuer with this settings file and close it again."""
    settings, service = read_settings_of(file)
    async with AsyncExitStack() as closing:
        parts = await open_parts(service=SERVICE, settings=service, migrate=migrate_issuer, closing=closing)
        yield OpenedIssuer(
            settings=settings,
            parts=parts,
            keys=OfficeKeys(keyring=parts.keyring),
            rollover=KeyRollover(keyring=parts.keyring, clock=parts.clock),
        )
