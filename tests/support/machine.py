"""The machine on which something was measured or tried, told without its name."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

from tests.support.postgresql import find_binaries


def machine_facts() -> list[str]:
    """What the figures depend on, without a name of the machine."""
    pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
    facts = [
        f"{os.cpu_count()} processors ({_processor()}), {pages * size / 2**30:.0f} GiB of memory",
        f"{platform.system()} {platform.release()}",
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}",
    ]
    binaries = find_binaries()
    if binaries is not None:
        told = subprocess.run([binaries / "postgres", "--version"], capture_output=True, text=True, check=True)  # noqa: S603 - found by us
        facts.append(told.stdout.strip())
    return facts


def _processor() -> str:
    try:
        told = Path("/proc/cpuinfo").read_text("utf-8")
    except OSError:
        return platform.machine()
    names = [line.partition(":")[2].strip() for line in told.splitlines() if line.startswith("model name")]
    return names[0] if names else platform.machine()
