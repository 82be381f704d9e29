"""Run the demo: start a city, tell the story, say how it went."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from plumbing.clock import MovableClock, SystemClock
from plumbing.entropy import SystemEntropy
from plumbing.observability import logs
from stadtsiegel.demo.story import Story
from stadtsiegel.demo.timeline import Timeline
from stadtsiegel.library_city import start_city

if TYPE_CHECKING:
    from stadtsiegel.demo.step import Step
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
    started = time.perf_counter()
    timeline = None if as_json else Timeline()
    if timeline:
        timeline.heading(f"Stadtsiegel: one library card as {wish.format}, for real (HTTPS, a database, signatures)")
    steps: list[Step] = []
    with tempfile.TemporaryDirectory(prefix="stadtsiegel-") as folder:
        clock = MovableClock(SystemClock().now())
        async with start_city(folder=Path(folder), clock=clock, entropy=SystemEntropy()) as city:
            if timeline:
                timeline.say(f"Issuer {city.issuer_url}, verifier {city.verifier_url}, registry {city.registry_url}")
            async for step in Story(city, clock=clock, wish=wish).tell():
                steps.append(step)
                if timeline:
                    timeline.show(step)
    seconds = time.perf_counter() - started
    if timeline:
        timeline.close(steps, seconds)
    else:
        json.dump({"steps": [step.to_json() for step in steps], "seconds": round(seconds, 3)}, sys.stdout, indent=2)
        sys.stdout.write("\n")
    return all(step.agrees for step in steps)
