"""Who is in a city that is founded for one kind of document: a plan that follows from the package alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from pathlib import Path

    from use_cases.use_case import Purpose, UseCase

UNLISTED = "unlisted"


@dataclass(frozen=True, kw_only=True)
class PlannedOffice:
    """An office that issues the document.

    Attributes:
        id: its word in addresses and settings.
        name: what citizens read.
        listed: whether the authority says that it may; another one issues nevertheless, for everybody to refuse.
    """

    id: str
    name: LocalText
    listed: bool = True


@dataclass(frozen=True, kw_only=True)
class PlannedService:
    """A service that asks for the document.

    Attributes:
        id: its word in addresses and settings.
        name: what citizens read.
        purposes: for which purposes of the package it may ask.
        same_device: whether a person's browser comes back to it after a check on the same device.
    """

    id: str
    name: LocalText
    purposes: tuple[str, ...]
    same_device: bool = False


@dataclass(frozen=True, kw_only=True)
class CityPlan:
    """The kind of document and everybody who has to do with it.

    Attributes:
        use_case: what is issued and asked for.
        offices: who issues it.
        services: who asks for it.
        packages: the folder of the city's own packages, where the use case is not of the catalogue.
    """

    use_case: UseCase
    offices: tuple[PlannedOffice, ...]
    services: tuple[PlannedService, ...]
    packages: Path | None = None

    @property
    def least_purpose(self) -> Purpose:
        """The purpose that asks for the fewest claims: whoever is listed for it can ask for too much."""
        return min(self.use_case.purposes, key=lambda purpose: len(purpose.claims))


def plan_city(use_case: UseCase, *, packages: Path | None = None) -> CityPlan:
    """Plan an office for each role that may issue, a service for each that asks, and an office that may not issue.

    Args:
        use_case: the kind of document.
        packages: the folder of packages that it comes from, if it is not of the catalogue.
    """
    issuing = [proposal.role for proposal in use_case.proposals if proposal.action == "issue"]
    asked = {role.id: tuple(one.id for one in use_case.purposes if one.asker == role.id) for role in use_case.roles}
    return CityPlan(
        use_case=use_case,
        offices=(
            *(PlannedOffice(id=tenant_id(role.id), name=role.name) for role in use_case.roles if role.id in issuing),
            PlannedOffice(id=UNLISTED, name=LocalText("Ein anderes Amt", "Another office"), listed=False),
        ),
        services=tuple(
            PlannedService(id=tenant_id(role.id), name=role.name, purposes=asked[role.id])
            for role in use_case.roles
            if asked[role.id]
        ),
        packages=packages,
    )


def tenant_id(role_id: str) -> str:
    """Name an office or a service after its role, in the form that addresses need: words with hyphens."""
    return "-".join(re.findall("[a-z0-9]+", role_id))
