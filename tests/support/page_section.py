"""Sections of one page that different commands write, each its own and none another's."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_section(page: Path, name: str, text: str) -> None:
    """Replace the section of this name, or add it at the end."""
    before = page.read_text("utf-8") if page.exists() else ""
    section = f"<!-- begin {name} -->\n{text.strip()}\n<!-- end {name} -->\n"
    there = re.compile(rf"<!-- begin {re.escape(name)} -->\n.*?<!-- end {re.escape(name)} -->\n", re.DOTALL)
    if there.search(before):
        after = there.sub(lambda _: section, before)
    else:
        after = "\n".join(part for part in (before, section) if part)
    page.write_text(after, "utf-8")
