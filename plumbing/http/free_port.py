"""A port for a service on this machine that must tell its public address before it listens."""

from __future__ import annotations

import itertools
import os
import socket

# Below the range that the system gives to outgoing connections, in blocks of which each process has its own.
_FIRST, _BLOCKS, _BLOCK = 20_000, 300, 40
_turns = itertools.count()


def choose_free_port() -> int:
    """Choose a port of the loopback address that nobody listens on.

    It is chosen some moments before it is taken; as the range is nobody else's, nobody takes it in between.

    Raises:
        OSError: when every port of the block is taken.
    """
    first = _FIRST + os.getpid() % _BLOCKS * _BLOCK
    for _ in range(_BLOCK):
        port = first + next(_turns) % _BLOCK
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise OSError(f"no free port from {first} on")
