"""Published status lists: rebuilt from the rows, signed, and set only over the one that was read (SECURITY S-03, S-04).

A change takes effect within five minutes: published within 60 seconds (in practice at once), at most 60 seconds in
caches on the way, and `ttl` says that a verifier keeps a list 180 seconds (Bitstring Status List 1.0 section 2.2,
Token Status List section 5.1).
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from credentials.jsonld.context_set import ContextSet
from issuer.status import list_store
from issuer.status.list_document import ListContent, prepare_list
from plumbing.crash_points import CrashPoint, reach
from plumbing.keyring.port import KeyNotActive, KeyringError

if TYPE_CHECKING:
    from issuer.kinds.kinds import LiveKinds
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from issuer.status.list_store import StatusList
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.keyring.port import KeyInfo

PUBLISH_SECONDS = 60
CACHE_SECONDS = 60
TTL_SECONDS = 180
EFFECTIVE_SECONDS = PUBLISH_SECONDS + CACHE_SECONDS + TTL_SECONDS
"""From a change in the office to every verifier's knowledge of it, at the latest."""

VALID_SECONDS = 86_400
RENEW_SECONDS = 43_200
"""A list is signed anew when less than this is left of its validity."""

_ATTEMPTS = 8


class StatusPublisher:
    """Publishes the lists of all offices of a deployment."""

    def __init__(
        self,
        *,
        database: Database,
        clock: Clock,
        keys: OfficeKeys,
        kinds: LiveKinds,
    ) -> None:
        self._database = database
        self._clock = clock
        self._keys = keys
        self._kinds = kinds

    async def publish_due(self) -> int:
        """Publish every list that has changed or needs a new signature, of another key or soon; answer how many.

        Raises:
            KeyringError: an office cannot sign; the lists of all others are published first.
        """
        published = 0
        faults = []
        for office in self._kinds.present.offices.values():
            try:
                published += await self._publish_due_of(office)
            except KeyringError as error:
                faults.append(error)
        if faults:
            raise faults[0]
        return published

    async def _publish_due_of(self, office: Office) -> int:
        published = 0
        before = self._clock.now() + RENEW_SECONDS
        for purpose in await list_store.purposes_of(self._database, office=office.id):
            key = await self._key(office, purpose)
            for status_list in await list_store.due(
                self._database, office=office.id, purpose=purpose, before=before, key_id=key.key_id
            ):
                await self.publish(status_list)
                published += 1
        return published

    async def _key(self, office: Office, purpose: str) -> KeyInfo:
        return await self._keys.signing_key(office, office.algorithm_of_lists(purpose))

    async def publish(self, status_list: StatusList) -> StatusList:
        """Publish one list as it is now; answer what is published afterwards."""
        office = self._kinds.present.offices[status_list.office]
        for _ in range(_ATTEMPTS):
            now = self._clock.now()
            # The version is read before the bits: a change in between is in the document and published once more.
            read = (
                await list_store.of_office(self._database, office=office.id, list_id=status_list.list_id) or status_list
            )
            key = await self._key(office, read.purpose)
            try:
                document = await self._sign(office, read, now, key)
            except KeyNotActive:
                continue  # its successor has taken over since it was asked for
            reach(CrashPoint.BEFORE_PUBLISH)
            await list_store.publish(
                self._database,
                read=read,
                document=document,
                signed_by=key.key_id,
                published_at=now,
                valid_until=now + VALID_SECONDS,
            )
            reach(CrashPoint.AFTER_PUBLISH)
            after = await list_store.of_office(self._database, office=office.id, list_id=read.list_id)
            if after is not None and after.published_version >= read.version:
                return after
            await asyncio.sleep(0)
        return status_list

    async def _sign(self, office: Office, status_list: StatusList, now: int, key: KeyInfo) -> bytes:
        content = ListContent(
            url=office.status_list_url(status_list.list_id),
            issuer=office.did,
            purpose=status_list.purpose,
            size=status_list.size,
            marked=await list_store.marked_places(self._database, list_id=status_list.list_id),
            signed_at=now,
            valid_until=now + VALID_SECONDS,
            ttl=TTL_SECONDS,
        )
        prepared = prepare_list(
            content,
            algorithm=key.public_key.algorithm,
            verification_method=self._keys.verification_method(office, key),
            contexts=ContextSet.bundled(),
        )
        return await self._keys.sign(office, key, prepared)
