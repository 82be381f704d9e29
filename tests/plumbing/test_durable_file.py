"""A file appears whole or not at all."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from plumbing.durable_file import durable_file, write_durably

if TYPE_CHECKING:
    from pathlib import Path


def test_it_takes_its_name_when_it_is_whole_and_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    with durable_file(path) as file:
        file.write(b"half")
        assert not path.exists()
        file.write(b" and whole")
    assert path.read_bytes() == b"half and whole"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_error_leaves_the_older_file_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "backup"
    write_durably(path, b"older")

    def fail() -> None:
        with durable_file(path) as file:
            file.write(b"newer")
            raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        fail()
    assert path.read_bytes() == b"older"
    assert [entry.name for entry in tmp_path.iterdir()] == ["backup"]
