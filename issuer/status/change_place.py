"""Suspend, resume, revoke by list and place: for a card whose record was lost with a database ("card without record").

The card itself names its list and its place; the office reads them from the card that it is shown. Nothing else is
known of it, so only what the bits say decides. A place that has a record is changed through its record alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.refusals import OfficeRefusal
from issuer.status import list_store
from issuer.status.change_status import Action
from issuer.status.publish import EFFECTIVE_SECONDS

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from issuer.status.history import StatusHistory
    from issuer.status.wake_up import WakeUp
    from plumbing.clock import Clock
    from plumbing.database.port import Database

KEEP_SECONDS = 5 * 365 * 86_400
"""So long the history of a place is kept: nobody knows any more when its card ends."""

_PURPOSE = {Action.SUSPEND: "suspension", Action.RESUME: "suspension", Action.REVOKE: "revocation"}


class PlaceUnknown(OfficeRefusal):
    """This office has no such list, or the list has no such place."""


class OtherPurpose(OfficeRefusal):
    """The list is there, but it serves another purpose than the action; `purpose` says which."""

    def __init__(self, purpose: str) -> None:
        super().__init__(purpose)
        self.purpose = purpose


class HasRecord(OfficeRefusal):
    """The place belongs to a credential that is known; `credential_id` says which."""

    def __init__(self, credential_id: str) -> None:
        super().__init__(credential_id)
        self.credential_id = credential_id


@dataclass(frozen=True, slots=True)
class PlaceChanged:
    """The bit afterwards, and from when on every verifier knows."""

    list_id: str
    place: int
    purpose: str
    is_set: bool
    effective_by: int


class ChangePlace:
    """Changes the bits of places without a record, of all offices of a deployment."""

    def __init__(self, *, database: Database, clock: Clock, history: StatusHistory, wake_up: WakeUp) -> None:
        self._database = database
        self._clock = clock
        self._history = history
        self._wake_up = wake_up

    async def __call__(
        self,
        office: Office,
        list_id: str,
        place: int,
        action: Action,
        *,
        reason: str,
        note: str | None,
        changed_by: str,
    ) -> PlaceChanged:
        """Set or clear the bit; doing it again changes nothing and is no fault.

        Raises:
            PlaceUnknown: no such list or place.
            OtherPurpose: a card has two places, and this is the other one.
            HasRecord: the place is changed through its credential.
        """
        now = self._clock.now()
        value = action is not Action.RESUME
        async with self._database.transaction() as transaction:
            status_list = await list_store.of_office(transaction, office=office.id, list_id=list_id)
            if status_list is None or not 0 <= place < status_list.size:
                raise PlaceUnknown
            if status_list.purpose != _PURPOSE[action]:
                raise OtherPurpose(status_list.purpose)
            changed = await list_store.set_bit_without_record(transaction, list_id=list_id, index=place, value=value)
            # looked up with the place's row in hand: whoever was giving it away at this moment has ended
            credential_id = await list_store.credential_at(transaction, list_id=list_id, index=place)
            if credential_id is not None:
                raise HasRecord(credential_id)
            if changed:
                await self._history.write(
                    transaction,
                    office=office.id,
                    subject=f"{list_id}/{place}",
                    action=action.value,
                    reason=reason,
                    note=note,
                    changed_by=changed_by,
                    keep_until=now + KEEP_SECONDS,
                )
        self._wake_up.wake()
        return PlaceChanged(list_id, place, status_list.purpose, value, now + EFFECTIVE_SECONDS)
