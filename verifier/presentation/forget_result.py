"""Use case: a service forgets a result before its time, because it needs it no more or because the citizen asks.

Nobody finds a citizen's results by name here, so the service names the check (GDPR article 17, SECURITY L-07).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from verifier.presentation.check import CheckState
from verifier.presentation.refusals import UnknownCheck

if TYPE_CHECKING:
    from verifier.presentation.check_store import CheckStore

_WITH_A_RESULT = frozenset({CheckState.VERIFIED, CheckState.REJECTED})


class ForgetResult:
    """Erase the result of an ended check at once."""

    def __init__(self, *, store: CheckStore) -> None:
        self._store = store

    async def __call__(self, *, relying_party: str, check_id: str, actor: str) -> None:
        """Erase Verdict and claims with their data key; once more changes nothing. How the check ended stays.

        Raises:
            UnknownCheck: no such check, or it has not come to a result.
        """
        check = await self._store.of_service(relying_party=relying_party, check_id=check_id)
        if check is None or check.state not in _WITH_A_RESULT:
            raise UnknownCheck("there is no such check with a result")
        await self._store.forget_result(check, actor=actor)
