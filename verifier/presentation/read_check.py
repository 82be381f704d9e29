"""Use cases of the service: read where a check stands, and cancel it."""

from __future__ import annotations

import hashlib
import hmac
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
        result: Verdict and claims, while they are kept and may be released.
    """

    check: Check
    state: str
    result: Result | None


class ReadCheck:
    """Read a check as the service that asked for it."""

    def __init__(self, *, store: CheckStore, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def __call__(self, *, relying_party: str, check_id: str, response_code: str | None) -> CheckView:
        """Read a check.

        Args:
            relying_party: Who asks.
            check_id: The handle given at creation.
            response_code: The code that the holder's browser brought back; it proves that the answer came from the
                same device (OpenID4VP 1.0 section 13.3, SECURITY V-15 and V-16).

        Raises:
            UnknownCheck: no such check, or a wrong code: both look alike.
        """
        check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        if response_code is not None and not _code_fits(check, response_code):
            raise UnknownCheck("there is no such check")
        now = self._clock.now()
        state = check.state_at(now)
        if check.response_code_hash is not None and response_code is None:
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

    async def __call__(self, *, relying_party: str, check_id: str) -> None:
        """Cancel; cancelling again changes nothing.

        Raises:
            UnknownCheck: no such check.
            CheckOver: it already has another end.
        """
        now = self._clock.now()
        if await self._store.cancel(relying_party=relying_party, check_id=check_id, now=now):
            return
        check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        if check is None:
            raise UnknownCheck("there is no such check")
        if check.state is not CheckState.CANCELLED:
            raise CheckOver("this check has already been answered")


def _code_fits(check: Check, response_code: str) -> bool:
    expected = check.response_code_hash or b""
    return hmac.compare_digest(expected, hashlib.sha256(response_code.encode()).digest())
