"""The other end of these tests: other people's code on Node, spoken to in JSON over its standard streams."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import skip_for_want_of

HERE = Path(__file__).resolve().parent
DEADLINE_SECONDS = 30

RunNode = Callable[..., Coroutine[Any, Any, Any]]


@pytest.fixture
def run_node() -> RunNode:
    """Let a test run a script of this folder and get its JSON answer; what it complained of stands in the failure.

    With `root_pem` the script trusts that certificate authority besides those that Node ships with.
    """
    node = shutil.which("node")
    if node is None:
        skip_for_want_of("node", "Node.js is not installed")
    if not (HERE / "node_modules" / ".ready").is_file():
        skip_for_want_of("node", "the npm packages are not installed; `make test` does it where npm is on the path")

    async def run(script: str, value: object, *, root_pem: Path | None = None) -> Any:
        trusted = {} if root_pem is None else {"NODE_EXTRA_CA_CERTS": str(root_pem)}
        process = await asyncio.create_subprocess_exec(
            str(node),
            str(HERE / script),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env={"PATH": os.environ["PATH"], "NODE_NO_WARNINGS": "1", **trusted},
        )
        try:
            async with asyncio.timeout(DEADLINE_SECONDS):
                answer, complaints = await process.communicate(json.dumps(value).encode())
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        assert process.returncode == 0, f"{script} failed:\n{complaints.decode(errors='replace')}"
        return json.loads(answer)

    return run
