"""Processes forked from one that has loaded the services' code already: there within a tenth of a second.

They are processes like any other, with their own sockets and databases; only the loading is spared.
"""

from __future__ import annotations

import multiprocessing

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
