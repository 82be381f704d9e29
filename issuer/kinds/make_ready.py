"""What offices need before they can issue a kind of card: a key for each algorithm, an open list for each purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuer.status import places

if TYPE_CHECKING:
    from issuer.kinds.kinds import Kinds
    from issuer.offices.office_keys import OfficeKeys
    from plumbing.audit.trail import AuditTrail
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.entropy import Entropy


class MakeReady:
    """Makes what is missing; what is there already stays as it is."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        entropy: Entropy,
        keys: OfficeKeys,
        trail: AuditTrail,
        list_size: int,
    ) -> None:
        self._database = database
        self._clock = clock
        self._entropy = entropy
        self._keys = keys
        self._trail = trail
        self._list_size = list_size

    async def __call__(self, kinds: Kinds) -> None:
        """Make keys and lists for everything that these offices issue."""
        for office in kinds.offices.values():
            await self._keys.signing_keys(office)
        await self.open_lists(kinds)

    async def open_lists(self, kinds: Kinds) -> None:
        """Open a list wherever there is none with places left."""
        for office in kinds.offices.values():
            await places.open_lists(
                self._database,
                self._entropy,
                self._trail,
                office=office.id,
                purposes=office.list_purposes,
                size=self._list_size,
                now=self._clock.now(),
            )
