"""What an issuer has published, kept as files outside its database: they tell a restore what came after the backup.

In the publish folder, for each office, in the paths of its did:web:

    offices/<office>/did.json             its DID document
    offices/<office>/keys.json            all its keys, the compromised ones included, with their states
    offices/<office>/status/<list>.json   every bitstring status list, signed, as served
    offices/<office>/status/<list>.jwt    every token status list, signed, as served
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from issuer.status import list_store
from issuer.status.list_document import file_suffix, signed_at
from plumbing.keyring.shown_keys import KeysUnreadable, goes_back, parse_keys, render_keys
from plumbing.publish_folder import DatabaseBehind

if TYPE_CHECKING:
    from issuer.kinds.kinds import LiveKinds
    from issuer.offices.office import Office
    from issuer.offices.office_keys import OfficeKeys
    from plumbing.database.port import Database
    from plumbing.keyring.shown_keys import ShownKey
    from plumbing.publish_folder import PublishFolder


def office_folder(office: str) -> str:
    """Where an office's files lie, below the publish folder."""
    return f"offices/{office}"


class PublishedFiles:
    """Keeps the files up to what the database has published."""

    def __init__(self, *, folder: PublishFolder, database: Database, keys: OfficeKeys, kinds: LiveKinds) -> None:
        self._folder = folder
        self._database = database
        self._keys = keys
        self._kinds = kinds
        self._kept: dict[str, int] = {}  # by list, the publication that this process has seen in its file

    async def keep(self) -> None:
        """Write what was published since, by whichever process.

        Raises:
            OSError: when the folder cannot be written; what was published stays published.
            DatabaseBehind: when a file is newer than the database; all others are written.
        """
        behind: list[DatabaseBehind] = []
        async with self._folder.alone():
            for office in self._kinds.present.offices.values():
                behind += await self._keep_keys(office)
                behind += await self._keep_lists(office)
        if behind:
            raise behind[0]

    async def _keep_keys(self, office: Office) -> list[DatabaseBehind]:
        keys = await self._keys.of_office(office)
        name = f"{office_folder(office.id)}/keys.json"
        present = self._folder.read(name)
        content = render_keys(keys)
        if present != content:
            if present is not None and goes_back(_keys_in(present), keys):
                return [DatabaseBehind(name)]
            await self._folder.put(name, content)
        document = strict_json.render(await self._keys.did_document(office))
        name = f"{office_folder(office.id)}/did.json"
        if self._folder.read(name) != document:
            await self._folder.put(name, document)
        return []

    async def _keep_lists(self, office: Office) -> list[DatabaseBehind]:
        behind = []
        for list_id, publication in await list_store.publications(self._database, office=office.id):
            if self._kept.get(list_id) == publication:
                continue
            found = await list_store.of_office(self._database, office=office.id, list_id=list_id)
            if found is None or found.document is None:
                continue
            name = f"{office_folder(office.id)}/status/{list_id}.{file_suffix(found.purpose)}"
            present = self._folder.read(name)
            if present is not None and signed_at(present, found.purpose) > signed_at(found.document, found.purpose):
                behind.append(DatabaseBehind(name))
                continue
            if present != found.document:
                await self._folder.put(name, found.document)
            self._kept[list_id] = found.publication
        return behind


def _keys_in(content: bytes) -> list[ShownKey]:
    try:
        return parse_keys(content)
    except KeysUnreadable:
        return []  # a file that tells nothing is replaced
