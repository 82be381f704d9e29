"""The publish folder: one writer at a time, files whole or not at all."""

from __future__ import annotations

import asyncio
import stat
from typing import TYPE_CHECKING

import pytest

from plumbing import publish_folder
from plumbing.publish_folder import PublishFolder

if TYPE_CHECKING:
    from pathlib import Path


async def test_of_many_writers_one_works_at_a_time_and_the_last_sees_what_all_have_written(tmp_path: Path) -> None:
    async def add_one() -> None:
        folder = PublishFolder(tmp_path / "published")
        async with folder.alone():
            count = int(folder.read("count") or b"0")
            await asyncio.sleep(0)
            await folder.put("count", str(count + 1).encode())

    await asyncio.gather(*(add_one() for _ in range(20)))
    assert (tmp_path / "published" / "count").read_bytes() == b"20"


async def test_a_file_is_for_all_to_read_and_none_is_left_beside_it(tmp_path: Path) -> None:
    folder = PublishFolder(tmp_path)
    async with folder.alone():
        await folder.put("offices/one/did.json", b"{}")
    path = tmp_path / "offices" / "one" / "did.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert [entry.name for entry in path.parent.iterdir()] == ["did.json"]


async def test_whoever_waits_too_long_is_told_and_not_let_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publish_folder, "_WAIT_SECONDS", 0.05)
    async with PublishFolder(tmp_path).alone():
        with pytest.raises(TimeoutError):
            async with PublishFolder(tmp_path).alone():
                pass
    async with PublishFolder(tmp_path).alone():
        assert PublishFolder(tmp_path).read("nothing") is None
