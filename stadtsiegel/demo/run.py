"""Run the demo: start a city, tell the story, say how it went."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.clock import MovableClock, SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.observability import logs
from stadtsiegel.demo.story import Story
from stadtsiegel.library_city import start_city
from stadtsiegel.steps.tell import tell

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from stadtsiegel.steps.step import Step
    from wallet_sim.wish import Wish


async def run_demo(*, as_json: bool, wish: Wish) -> bool:
    """Run all steps and print them.

    Args:
        as_json: Print one object for machines instead of the timeline.
        wish: In which form the card is issued and shown.

    Returns:
        Whether every step went as it should.
    """
    logs.configure("demo", level="error")
    heading = f"Stadtsiegel: one library card as {wish.format}, for real (HTTPS, a database, signatures)"
    return await tell(_steps(wish), heading=heading, as_json=as_json)


async def _steps(wish: Wish) -> AsyncGenerator[Step, None]:
    with tempfile.TemporaryDirectory(prefix="stadtsiegel-") as folder:
        clock = MovableClock(SystemClock().now())
        async with start_city(folder=Path(folder), clock=clock, entropy=SystemEntropy()) as city:
            async for step in Story(city, clock=clock, wish=wish).tell():
                yield step
