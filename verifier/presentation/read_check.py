"""Use cases of the service: read where a check stands, and cancel it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.strict_json import parse_object
from verifier.presentation.check import CheckState
from verifier.presentation.refusals import CheckOver, UnknownCheck
from verifier.presentation.result import Result

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from verifier.presentation.check import Check
    from verifier.presentation.check_store import CheckStore


@dataclass(frozen=True, kw_only=True)
class CheckView:
    """What a service may see of a check now.

    Attributes:
        check: The check.
        state: Its state at this moment; `answered` hides the end of a same-device check until its code is shown.
        result: Verdict and claims, all and those for an officer's eyes, while they are kept and may be released.
    """

    check: Check
    state: str
    result: Result | None


class ReadCheck:
    """Read a check as the service that asked for it.

    The result of a same-device check is withheld until its response code is shown, which proves that the browser that
    came back belongs to the wallet that answered (OpenID4VP 1.0 section 13.3, SECURITY V-15, V-16). The code is drawn
    fresh with the answer and good **once**: one statement uses it up, so of many who show it one is told the result,
    and a code found later in a browser's history, a log or a referrer opens nothing. From then on the service reads
    the result by its own handle alone, as long as the purpose keeps it: a reload of its page, or an answer lost on the
    way, shows no code again.
    """

    def __init__(self, *, store: CheckStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, *, relying_party: str, check_id: str, response_code: str | None) -> CheckView:
        """Read a check.

        Args:
            relying_party: Who asks.
            check_id: The handle given at creation.
            response_code: The code that the holder's browser brought back; None to read without one.

        Raises:
            UnknownCheck: no such check, a wrong code, or one that was shown before: all look alike.
        """
        if response_code is None:
            check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        else:
            check = await self._store.release(
                relying_party=relying_party, check_id=check_id, response_code=response_code
            )
        if check is None:
            raise UnknownCheck("there is no such check")
        now = self._clock.now()
        state = check.state_at(now)
        if check.response_code_hash is not None:
            return CheckView(check=check, state="answered", result=None)
        result = await self._store.result_of(check, now=now)
        return CheckView(
            check=check,
            state=state.value,
            result=Result.from_json(parse_object(result)) if result is not None else None,
        )


class CancelCheck:
    """End an open check on the service's wish."""

    def __init__(self, *, store: CheckStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, *, relying_party: str, check_id: str, actor: str) -> None:
        """Cancel; cancelling again changes nothing.

        Raises:
            UnknownCheck: no such check.
            CheckOver: it already has another end.
        """
        now = self._clock.now()
        if await self._store.cancel(relying_party=relying_party, check_id=check_id, actor=actor, now=now):
            return
        check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        if check.state is not CheckState.CANCELLED:
            raise CheckOver("this check has already been answered")
