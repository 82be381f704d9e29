"""Processes forked from one that has loaded the services' code already: there within a tenth of a second.

They are processes like any other, with their own sockets and databases; only the loading is spared.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(
    [
        "tests.chaos.processes",
        "tests.chaos.harness.forked_service",
        "trust_registry.__main__",
        "issuer.__main__",
        "verifier.__main__",
    ]
)


def end_with_the_drill() -> None:
    """Let this forked process end as soon as the one that asked for it has ended, also by kill -9."""

    def watch() -> None:
        drill = multiprocessing.parent_process()
        if drill is not None:
            drill.join()
            os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()
