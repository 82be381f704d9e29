"""Empty databases for drills: a file in the drill's folder, or a schema of the throw-away cluster that is at hand."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from tests.chaos.drill import CannotRunHere
from tests.support.postgresql import Cluster, find_binaries

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_at_hand: ContextVar[Cluster] = ContextVar("cluster")


def new_database(engine: str, folder: Path, name: str) -> str:
    """Make an empty database and return its address; several processes may open it."""
    if engine == "sqlite":
        return f"sqlite:///{folder.resolve()}/{name}.sqlite"
    return _at_hand.get().new_database()


def at_hand_cluster() -> Cluster:
    """The PostgreSQL server that drills use at this moment."""
    return _at_hand.get()


@contextmanager
def at_hand(cluster: Cluster) -> Iterator[None]:
    """Let drills take their PostgreSQL databases from this cluster."""
    token = _at_hand.set(cluster)
    try:
        yield
    finally:
        _at_hand.reset(token)


@contextmanager
def own_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """A PostgreSQL server of one's own, stopped and removed at the end; at hand inside the block.

    Args:
        durable: whether it waits for the disk, as a server must that will be ended without a word.
    """
    binaries = find_binaries()
    if binaries is None or shutil.which("setpriv") is None:
        raise CannotRunHere("there is no PostgreSQL server (/usr/lib/postgresql/*/bin) or no setpriv on this machine")
    cluster = Cluster(binaries, durable=durable)
    try:
        cluster.make()
        with at_hand(cluster):
            yield cluster
    finally:
        cluster.remove()
