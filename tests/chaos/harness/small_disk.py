"""A disk of a few megabytes that can really be filled, as a mounted tmpfs, for the databases of either engine."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tests.chaos.databases import at_hand_cluster
from tests.chaos.drill import CannotRunHere

if TYPE_CHECKING:
    from collections.abc import Iterator

_MEGABYTES = 24
_PIECES = (1 << 20, 1 << 12, 1)


class SmallDisk:
    """A folder on a small file system of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._ballast = folder / "ballast"
        self._to_drop: list[str] = []

    def fill(self) -> None:
        """Leave not one byte."""
        with self._ballast.open("wb", buffering=0) as ballast:
            for size in _PIECES:
                with suppress(OSError):
                    while ballast.write(bytes(size)) == size:
                        pass

    def free(self) -> None:
        """Make room again."""
        self._ballast.unlink(missing_ok=True)

    def new_database(self, engine: str, name: str) -> str:
        """Make an empty database that lies here and return its address."""
        if engine == "sqlite":
            return f"sqlite:///{self.folder}/{name}.sqlite"
        cluster, place = at_hand_cluster(), self.folder / "tables"
        place.mkdir()
        cluster.give(place)
        tablespace = f"small_{os.getpid()}_{name}"
        cluster.sql(f"CREATE TABLESPACE {tablespace} LOCATION '{place}'")
        url = cluster.new_database()
        self._to_drop = [f"SCHEMA {url.rpartition('search_path=')[2]} CASCADE", f"TABLESPACE {tablespace}"]
        return f"{url}&default_tablespace={tablespace}"

    def forget_database(self) -> None:
        """Take what lies here out of the server, which would miss it."""
        for what in self._to_drop:
            at_hand_cluster().sql(f"DROP {what}")


@contextmanager
def small_disk() -> Iterator[SmallDisk]:
    """Mount a small disk, gone at the end.

    Raises:
        CannotRunHere: this user may mount nothing here.
    """
    folder = Path(tempfile.mkdtemp(prefix="sts-disk-"))
    folder.chmod(0o755)  # PostgreSQL runs as somebody else
    mount = ["mount", "-t", "tmpfs", "-o", f"size={_MEGABYTES}m,mode=755", "tmpfs", str(folder)]
    try:
        mounted = subprocess.run(mount, check=False, capture_output=True)  # noqa: S603 - our own words
    except FileNotFoundError:
        mounted = None
    if mounted is None or mounted.returncode != 0:
        folder.rmdir()
        raise CannotRunHere(
            "no small disk can be mounted here; full disks are stood in for by max_page_count in the tests"
        )
    try:
        yield SmallDisk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)  # noqa: S603, S607 - our own words
        shutil.rmtree(folder, ignore_errors=True)
