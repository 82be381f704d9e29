"""What a clerk typed in becomes what is known of a person: each register of the use case is asked for its claims.

Only the claims that name a register are taken from its answer, and they are judged like typed ones. A claim that a
register gives cannot be typed in: nobody shall overwrite what the register knows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.registers.source import AnsweredWrongly, RegisterUnavailable, fetch_claims
from plumbing.observability.logs import get_logger
from use_cases.derive import claim_messages as say
from use_cases.derive.claims import judge_claims, with_defaults
from use_cases.derive.judge_value import ClaimFault
from use_cases.derive.validity import local_day

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from aiohttp import web

    from credentials.strict_json import JsonObject
    from issuer.registers.source import RegisterSource
    from plumbing.clock import Clock
    from plumbing.http.fetch import Fetcher
    from use_cases.use_case import UseCase

_log = get_logger(__name__)


class AskRegisters:
    """Asks the registers of all offices of a deployment."""

    def __init__(self, *, sources: Mapping[str, RegisterSource], fetcher: Fetcher, clock: Clock) -> None:
        self._sources = sources
        self._fetcher = fetcher
        self._inside = fetcher.for_inside() if any(source.inside for source in sources.values()) else None
        self._clock = clock

    async def run_with(self, _: web.Application) -> AsyncIterator[None]:
        """Close the way into the city's own network with the application."""
        yield
        if self._inside is not None:
            await self._inside.close()

    def judge_typed(self, use_case: UseCase, typed: JsonObject) -> list[ClaimFault]:
        """Find what is wrong with what was typed in, before any register is asked."""
        given = {claim.name: claim for claim in use_case.claims if claim.register is not None}
        faults = [
            fault
            for fault in judge_claims(use_case, typed, on=local_day(use_case, self._clock.now()))
            if not fault.path or fault.path[0] not in given
        ]
        return faults + [ClaimFault((name,), say.from_register(given[name])) for name in typed if name in given]

    async def complete(self, use_case: UseCase, typed: JsonObject) -> JsonObject:
        """Give what was typed in, found right by `judge_typed`, with what the registers say.

        Raises:
            NobodyFound, RegisterUnavailable, AnsweredWrongly: as the names say.
        """
        known = with_defaults(use_case.claims, typed)
        complete = dict(typed)
        for register in use_case.registers:
            source = self._sources.get(register.id)
            if source is None:  # the settings were proven against other packages
                raise RegisterUnavailable(register)
            asked = {name: known[name] for name in register.asks if name in known}
            fetcher = self._inside if source.inside and self._inside is not None else self._fetcher
            answer = await fetch_claims(fetcher, source, register, use_case, asked)
            gives = [claim.name for claim in use_case.claims if claim.register == register.id]
            complete |= {name: answer[name] for name in gives if name in answer}
            self._demand_fit(use_case, complete, gives, AnsweredWrongly(register))
        return complete

    def _demand_fit(self, use_case: UseCase, complete: JsonObject, gives: list[str], refusal: AnsweredWrongly) -> None:
        faults = judge_claims(use_case, complete, on=local_day(use_case, self._clock.now()))
        wrong = sorted({fault.path[0] for fault in faults if fault.path and fault.path[0] in gives})
        if wrong:
            _log.error("register-answered-wrongly", register=refusal.register.id, claims=wrong)
            raise refusal
