from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.plumbing.audit.scene import Scene, open_scene

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.database.port import Database


@pytest.fixture
async def scene(sqlite_database: Database, tmp_path: Path) -> Scene:
    return await open_scene(sqlite_database, tmp_path)
