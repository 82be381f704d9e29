"""Tell steps while they happen, and in the end whether all went as they should."""

from __future__ import annotations

import json
import sys
import time
from contextlib import aclosing
from typing import TYPE_CHECKING

from stadtsiegel.steps.timeline import Timeline

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from typing import TextIO

    from stadtsiegel.steps.step import Step


async def tell(steps: AsyncGenerator[Step, None], *, heading: str, as_json: bool, out: TextIO | None = None) -> bool:
    """Take all steps and print them.

    Args:
        steps: taken one after the other.
        heading: the first line of the timeline.
        as_json: print one object for machines instead of the timeline.
        out: where to; standard output unless told.

    Returns:
        Whether every step went as it should.
    """
    out = out or sys.stdout
    started = time.perf_counter()
    timeline = None if as_json else Timeline(out)
    if timeline:
        timeline.heading(heading)
    taken: list[Step] = []
    async with aclosing(steps):
        async for step in steps:
            taken.append(step)
            if timeline:
                timeline.show(step)
    seconds = time.perf_counter() - started
    if timeline:
        timeline.close(taken, seconds)
    else:
        json.dump({"steps": [step.to_json() for step in taken], "seconds": round(seconds, 3)}, out, indent=2)
        out.write("\n")
    return all(step.agrees for step in taken)
