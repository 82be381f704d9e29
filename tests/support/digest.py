"""A digest of code, by which results are kept: those of other code never stand in for it."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


def digest_of_code(root: Path, parts: Sequence[str]) -> str:
    """A hash of these files of the project and of all below these folders: it changes with each line of code."""
    digest = hashlib.sha256()
    for part in parts:
        whole = root / part
        for path in sorted(whole.rglob("*")) if whole.is_dir() else [whole]:
            if path.is_file() and "__pycache__" not in path.parts:
                content = path.read_bytes()
                digest.update(f"{path.relative_to(root).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]
