"""Suspend, resume, revoke by list and place: for a card whose record was lost with a database ("card without record").

The card itself names its list and its place; the office reads them from the card that it is shown. Nothing else is
known of it, so only what its place says decides. A place that has a record is changed through its record alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.records.credential_record import CredentialWord
from issuer.refusals import OfficeRefusal
from issuer.status import list_store
from issuer.status.change_status import Action, NotPossible
from issuer.status.list_store import STATUS
from issuer.status.places import Mark
from issuer.status.publish import EFFECTIVE_SECONDS

if TYPE_CHECKING:
    from issuer.offices.office import Office
    from issuer.status.history import StatusHistory
    from issuer.status.wake_up import WakeUp
    from plumbing.clock import Clock
    from plumbing.database.port import Database

KEEP_SECONDS = 5 * 365 * 86_400
"""So long the history of a place is kept: nobody knows any more when its card ends."""

_PURPOSES = {
    Action.SUSPEND: ("suspension", STATUS),
    Action.RESUME: ("suspension", STATUS),
    Action.REVOKE: ("revocation", STATUS),
}


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
    """Whether the place says anything against its card afterwards, and from when on every verifier knows."""

    list_id: str
    place: int
    purpose: str
    is_set: bool
    effective_by: int


class ChangePlace:
    """Changes what places without a record say, of all offices of a deployment."""

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
        """Change what the place says; doing it again changes nothing and is no fault.

        Raises:
            PlaceUnknown: no such list or place.
            OtherPurpose: a card has two places, and this is the other one.
            HasRecord: the place is changed through its credential.
            NotPossible: it says that its card is revoked, which is final.
        """
        now = self._clock.now()
        async with self._database.transaction() as transaction:
            status_list = await list_store.of_office(transaction, office=office.id, list_id=list_id)
            if status_list is None or not 0 <= place < status_list.size:
                raise PlaceUnknown
            if status_list.purpose not in _PURPOSES[action]:
                raise OtherPurpose(status_list.purpose)
            value = _mark_of(action, status_list.purpose)
            changed = await list_store.set_value_without_record(transaction, list_id=list_id, index=place, value=value)
            # looked up with the place's row in hand: whoever was giving it away at this moment has ended
            credential_id = await list_store.credential_at(transaction, list_id=list_id, index=place)
            if credential_id is not None:
                raise HasRecord(credential_id)
            if await list_store.value_at(transaction, list_id=list_id, index=place) != value:
                raise NotPossible(CredentialWord.REVOKED)
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
        return PlaceChanged(list_id, place, status_list.purpose, value is not Mark.GOOD, now + EFFECTIVE_SECONDS)


def _mark_of(action: Action, purpose: str) -> Mark:
    if action is Action.RESUME:
        return Mark.GOOD
    return Mark.SUSPENDED if action is Action.SUSPEND and purpose == STATUS else Mark.SET
