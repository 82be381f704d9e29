"""An unknown commit, resolved by looking: what only this attempt can have written is there, or it is not (D-06).

PostgreSQL may have kept a change whose answer was lost with the connection. Trying again could do it twice; giving up
would lose what was done. So whoever changes something marks it with what nobody else can know (a random id, the hash of
a fresh token), and looks for that mark as soon as the server answers again. If it is there, all went well. If not, the
doubt stays: the server may still be at it, so the caller is told 503, and whatever was at stake is burnt.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseUnavailable, OutcomeUnknown

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

_PATIENCE_SECONDS = 6.0  # in which a server that has crashed is usually back
_FIRST_PAUSE, _LONGEST_PAUSE = 0.02, 0.5


@asynccontextmanager
async def resolving_doubt(written: Callable[[], Awaitable[bool]]) -> AsyncIterator[None]:
    """Run a block that changes one thing; when its outcome is unknown and `written` finds it, all is well.

    The block is one transaction or one statement, and nothing after it: then everything it has assigned before the
    commit holds. A single statement assigns nothing when its answer is lost, so its variable has the value of success
    beforehand.

    Args:
        written: whether the change of this very attempt is in the database.

    Raises:
        OutcomeUnknown: the change is not there, or the server has not come back; never simply try again.
    """
    try:
        yield
    except OutcomeUnknown:
        with suppress(TimeoutError):
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await _until(written)
                return
        raise


async def _until(written: Callable[[], Awaitable[bool]]) -> None:
    pause = _FIRST_PAUSE
    while True:
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
        with suppress(DatabaseUnavailable):
            if await written():
                return
