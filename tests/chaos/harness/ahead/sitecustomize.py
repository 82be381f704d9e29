"""Sets the clock of a service's process ahead, before its own first line runs; only the harness puts this on the path.

Services know no such switch: Python imports this file by its name where PYTHONPATH names the folder, in workers too.
"""

import os
from pathlib import Path

from plumbing.clock import SystemClock

_FILE = Path(os.environ["CHAOS_CLOCK_FILE"])
_machine_now = SystemClock.now


def _now(clock: SystemClock) -> int:
    return _machine_now(clock) + int(_FILE.read_text("ascii"))


SystemClock.now = _now
