"""Run the trial of one package: found a city for it, go through all chapters, say how it went."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.clock import MovableClock, SystemClock
from plumbing.entropy import SystemEntropy
from stadtsiegel.city_plan import plan_city
from stadtsiegel.founding import found_city
from stadtsiegel.steps.step import try_step
from stadtsiegel.trial.ending import ending_steps
from stadtsiegel.trial.issuing import issuing_steps
from stadtsiegel.trial.scene import Scene
from stadtsiegel.trial.showing import showing_steps
from stadtsiegel.trial.status import status_steps
from stadtsiegel.trial.trust import trust_steps

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from stadtsiegel.steps.step import Step
    from use_cases.card_format import CardFormat
    from use_cases.use_case import UseCase

CHAPTERS = (issuing_steps, showing_steps, trust_steps, status_steps, ending_steps)
OWN = "use-cases"


async def try_package(
    use_case: UseCase, folder: Path, *, forms: tuple[CardFormat, ...], now: int | None = None
) -> AsyncGenerator[Step, None]:
    """Take every step, one after the other.

    Args:
        use_case: the package, proven.
        folder: where it lies.
        forms: in which of its forms it is tried.
        now: when the trial begins; today unless told.
    """
    clock = MovableClock(SystemClock().now() if now is None else now)
    with tempfile.TemporaryDirectory(prefix="stadtsiegel-") as place:
        plan = plan_city(use_case, packages=_own_package(Path(place) / OWN, folder))
        async with found_city(plan, folder=Path(place), clock=clock, entropy=SystemEntropy()) as city:
            scene = Scene(plan, city, clock, forms)
            for chapter in CHAPTERS:
                for heading, sentence, expected, attempt in chapter(scene):
                    yield await try_step(heading, sentence, expected, attempt)


def _own_package(packages: Path, folder: Path) -> Path:
    """Give the city a folder of packages that holds this one alone: its neighbours are not on trial."""
    packages.mkdir()
    (packages / folder.name).symlink_to(folder.resolve(), target_is_directory=True)
    return packages
