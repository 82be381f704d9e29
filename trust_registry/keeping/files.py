"""What the registry has published, kept as files outside its database: the newest list, DID document and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.errors import CredentialError
from credentials.jose import jws
from plumbing.publish_folder import DatabaseBehind
from trust_registry.reading.signed_list import MAX_LIST_BYTES

if TYPE_CHECKING:
    from plumbing.publish_folder import PublishFolder
    from trust_registry.keeping.authority import Authority
    from trust_registry.keeping.publish import Publisher

LIST_FILE = "trust-list.jwt"
DOCUMENT_FILE = "did.json"


class PublishedListFile:
    """Keeps the files up to what the database has published."""

    def __init__(self, *, folder: PublishFolder, authority: Authority, publisher: Publisher) -> None:
        self._folder = folder
        self._authority = authority
        self._publisher = publisher

    async def keep(self) -> None:
        """Write the newest list, made by whichever process.

        Raises:
            OSError: when the folder cannot be written; what was published stays published.
            DatabaseBehind: when the file is newer than the database.
        """
        async with self._folder.alone():
            document = strict_json.render(self._authority.document())
            if self._folder.read(DOCUMENT_FILE) != document:
                await self._folder.put(DOCUMENT_FILE, document)
            newest = await self._publisher.newest()
            if newest is None:
                return
            present = self._folder.read(LIST_FILE)
            token = newest.token.encode("ascii")
            if present is not None and version_of(present) > newest.version:
                raise DatabaseBehind(LIST_FILE)
            if present != token:
                await self._folder.put(LIST_FILE, token)


def version_of(token: bytes) -> int:
    """The version that a published list names, whoever signed it; 0 for a file that is none."""
    try:
        version = jws.parse(token.decode("ascii"), max_bytes=MAX_LIST_BYTES).claims().get("version")
    except (CredentialError, UnicodeDecodeError):
        return 0
    return version if isinstance(version, int) else 0
