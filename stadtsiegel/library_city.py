"""The city of the demo and of `serve`: library cards, a library that lends, a museum with reduced entry."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from stadtsiegel.city import City
from stadtsiegel.city_plan import CityPlan, PlannedOffice, PlannedService
from stadtsiegel.founding import Ports, found_city
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping
    from pathlib import Path

    from plumbing.clock import Clock
    from plumbing.entropy import Entropy
    from stadtsiegel.clients import Office, Service

KIND = "library_card"
LIBRARY = LocalText("Stadtbibliothek Musterstadt", "Musterstadt city library")
PARKS = LocalText("Grünflächenamt Musterstadt", "Musterstadt parks office")
MUSEUM = LocalText("Stadtmuseum Musterstadt", "Musterstadt city museum")


class LibraryCity(City):
    """A city whose offices and services are called by what they do."""

    @property
    def library(self) -> Office:
        """The office that may issue library cards."""
        return self.offices["library"]

    @property
    def parks(self) -> Office:
        """An office that issues them without being listed."""
        return self.offices["parks"]

    @property
    def lending(self) -> Service:
        """The library's service that asks for card number and category."""
        return self.services["library"]

    @property
    def museum(self) -> Service:
        """The museum's service that asks for the category."""
        return self.services["museum"]


def plan_library_city() -> CityPlan:
    """Plan the city."""
    return CityPlan(
        use_case=load_catalogue()[KIND],
        offices=(PlannedOffice(id="library", name=LIBRARY), PlannedOffice(id="parks", name=PARKS, listed=False)),
        services=(
            PlannedService(id="library", name=LIBRARY, purposes=("lending",), same_device=True),
            PlannedService(id="museum", name=MUSEUM, purposes=("reduced_entry",)),
        ),
    )


@asynccontextmanager
async def start_city(
    *,
    folder: Path,
    clock: Clock,
    entropy: Entropy,
    ports: Ports | None = None,
    database_urls: Mapping[str, str] | None = None,
) -> AsyncIterator[LibraryCity]:
    """Start the city; the arguments are those of `found_city`."""
    founded = found_city(
        plan_library_city(), folder=folder, clock=clock, entropy=entropy, ports=ports, database_urls=database_urls
    )
    async with founded as city:
        yield LibraryCity(**vars(city))
