"""Health: `/health/live` says that the process runs, `/health/ready` whether it can do its work, and if not, why not.

Whoever can reach the address reads the reasons, so only sentences meant for them are shown: those of `NotReady`.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aiohttp import web

from plumbing.http.problems import Problem, render_problem
from plumbing.observability.logs import describe_error, get_logger

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

_DEADLINE = 2.0
_log = get_logger("health")


class NotReady(Exception):  # noqa: N818 - what a check has found, not a fault of its own
    """A check that failed, with a sentence in plain words and without secrets: what is wrong and what to do."""


class Health:
    """The named checks of one service."""

    def __init__(self, *, deadline: float = _DEADLINE) -> None:
        self._deadline = deadline
        self._checks: dict[str, tuple[Callable[[], Awaitable[object]], str]] = {}
        self._warnings: dict[str, Callable[[], Awaitable[str | None]]] = {}

    def add(self, name: str, check: Callable[[], Awaitable[object]], *, failed: str) -> None:
        """Add a check.

        Args:
            name: what is checked, such as `database`.
            check: returns when all is well, raises otherwise.
            failed: the sentence for an error that brings none of its own (is no `NotReady`).
        """
        self._checks[name] = (check, failed)

    def add_warning(self, name: str, ask: Callable[[], Awaitable[str | None]]) -> None:
        """Add something that people should mend while the service goes on: a sentence, or None while all is well."""
        self._warnings[name] = ask

    async def warn(self) -> dict[str, str]:
        """Ask for all warnings; one that cannot be asked for is left to the check that says why."""
        told = {}
        for name, ask in self._warnings.items():
            try:
                async with asyncio.timeout(self._deadline):
                    sentence = await ask()
            except Exception as error:  # noqa: BLE001 - a warning never makes a service unready
                _log.warning("warning-not-known", warning=name, **describe_error(error))
                continue
            if sentence is not None:
                told[name] = sentence
        return told

    async def judge(self) -> dict[str, str]:
        """Run all checks at once and return the reason of each that failed."""
        reasons = await asyncio.gather(*(self._reason(name) for name in self._checks))
        return {name: reason for name, reason in zip(self._checks, reasons, strict=True) if reason is not None}

    async def _reason(self, name: str) -> str | None:
        check, failed = self._checks[name]
        try:
            async with asyncio.timeout(self._deadline):
                await check()
        except NotReady as finding:
            return str(finding)
        except TimeoutError:
            return f"There was no answer within {self._deadline:g} seconds. {failed}"
        except Exception as error:  # noqa: BLE001 - whatever it is, the service is not ready
            _log.warning("not-ready", check=name, **describe_error(error))
            return failed
        return None


def add_health_routes(app: web.Application, health: Health) -> None:
    """Answer `/health/live` and `/health/ready`."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"live": True})

    async def ready(_request: web.Request) -> web.Response:
        failing = await health.judge()
        if not failing:
            warnings = await health.warn()
            return web.json_response({"ready": True, "warnings": warnings} if warnings else {"ready": True})
        detail = "Not ready: " + " ".join(f"[{name}] {reason}" for name, reason in failing.items())
        return render_problem(Problem(503, detail, headers={"Retry-After": "5"}, extra={"failing": failing}))

    app.router.add_get("/health/live", live)
    app.router.add_get("/health/ready", ready)
