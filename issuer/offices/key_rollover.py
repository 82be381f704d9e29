"""From one key of an office to the next: no verifier ever meets a key that it has not seen (SECURITY K-04, T-13).

The next key is in the DID document from the moment it is made. It signs when every document without it must have been
forgotten everywhere: in caches on the way, and in the memory of a verifier that asked such a cache at the last moment.
The old key stays in the document and only verifies; lists are signed anew with the new key.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.keys.algorithm import Algorithm
from issuer.offices.office_keys import DID_MAX_AGE_SECONDS, PURPOSE, algorithms_in_use
from issuer.status.publish import CACHE_SECONDS, TTL_SECONDS
from plumbing.observability.logs import get_logger
from trust_registry.reading.resolve_did import KEEP_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuer.offices.office import Office
    from plumbing.clock import Clock
    from plumbing.keyring.port import KeyInfo, Keyring

_MARGIN_SECONDS = 60  # a slow commit, clocks that differ
WAIT_SECONDS = max(DID_MAX_AGE_SECONDS + KEEP_SECONDS, CACHE_SECONDS + TTL_SECONDS) + _MARGIN_SECONDS
"""From the publication of a key to its first signature."""

_log = get_logger(__name__)


class KeyRollover:
    """Prepares the next keys of offices, and lets them sign when it is time."""

    def __init__(self, *, keyring: Keyring, clock: Clock) -> None:
        self._keyring = keyring
        self._clock = clock

    async def prepare(self, office: Office) -> list[KeyInfo]:
        """Make and publish the next key of each algorithm; where one is waiting already, that one."""
        prepared = []
        for algorithm in algorithms_in_use(office, await self._keyring.keys(owner=office.id)):
            await self._keyring.ensure(
                owner=office.id, purpose=PURPOSE, seconds=office.key_seconds, algorithm=algorithm
            )
            prepared.append(
                await self._keyring.prepare_next(
                    owner=office.id, purpose=PURPOSE, seconds=office.key_seconds, algorithm=algorithm
                )
            )
        return prepared

    async def activate_due(self, offices: Iterable[Office]) -> list[KeyInfo]:
        """Let every next key sign that has been published for long enough; answer which."""
        made_by = self._clock.now() - WAIT_SECONDS
        activated = []
        for office in offices:
            for algorithm in Algorithm:  # also of one that its cards do not need any more
                key = await self._keyring.activate_next(
                    owner=office.id, purpose=PURPOSE, made_by=made_by, algorithm=algorithm
                )
                if key is not None:
                    _log.info("key-activated", office=office.id, key=key.key_id)
                    activated.append(key)
        return activated
