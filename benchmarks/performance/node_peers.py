"""What runs on Node: one process that does as many of a task as it is told, and tells its CPU time."""

from __future__ import annotations

import json
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.performance.subject import NOW, OFFICE, OFFICE_P256, SHOWN_OR_NOT
from tests.interop import cards

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from benchmarks.performance.rounds import Timed
    from credentials.strict_json import JsonObject

INTEROP = Path(cards.__file__).parent


def why_not(folder: Path = INTEROP) -> str | None:
    """What is missing for the peers on Node; None when nothing is."""
    if shutil.which("node") is None:
        return "Node.js is not installed"
    if not (folder / "node_modules" / ".ready").is_file():
        return "their npm packages are not installed; `make bench` does it where npm is on the path"
    return None


class NodePeers:
    """The other process."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, question: JsonObject) -> Any:
        """One line there, one line back.

        Raises:
            RuntimeError: it has ended; why stands above on standard error.
        """
        sent, told = self._process.stdin, self._process.stdout
        if sent is None or told is None:
            raise ValueError("the process was started without pipes")
        try:
            sent.write(json.dumps(question) + "\n")
            sent.flush()
            return json.loads(told.readline())
        except (BrokenPipeError, json.JSONDecodeError) as error:
            raise RuntimeError("the peers on Node have stopped") from error

    def timed(self, task: str) -> Timed:
        """Measure a task of theirs."""
        return lambda calls: float(self.ask({"task": task, "calls": calls})["micros"])


@contextmanager
def running(
    *,
    unsecured: Sequence[JsonObject],
    secured: Sequence[JsonObject],
    payloads: Sequence[JsonObject],
    tokens: Sequence[str],
    claims: Sequence[JsonObject],
    sd_jwts: Sequence[str],
) -> Iterator[NodePeers]:
    """Start the process with the same cards and keys that we have."""
    with subprocess.Popen(  # noqa: S603 - our own script
        [str(shutil.which("node")), str(INTEROP / "performance.mjs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    ) as process:
        peers = NodePeers(process)
        peers.ask(
            {
                "documents": cards.readable(OFFICE, OFFICE_P256),
                "now": NOW * 1_000,
                "key": OFFICE.multikey,
                "cards": unsecured,
                "secured": secured,
                "jwk": {**OFFICE_P256.jwk, "kid": OFFICE_P256.verification_method},
                "claims": payloads,
                "tokens": tokens,
                "sdJwtClaims": claims,
                "frame": {"_sd": [name for (name,) in SHOWN_OR_NOT]},
                "sdJwts": sd_jwts,
            }
        )
        yield peers
