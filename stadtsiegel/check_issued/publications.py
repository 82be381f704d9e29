"""What is published outside of the database: the copies in the publish folder, or what the issuer serves."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from plumbing.http.fetch import ANYTHING, Fetcher, FetchFailed, FetchRefused
from plumbing.http.tls import ThrowAwayCa
from plumbing.service.settings import TlsMode
from stadtsiegel.check_issued.forms import BOTH

if TYPE_CHECKING:
    from contextlib import AsyncExitStack

    from stadtsiegel.check_issued.facts import ListFact
    from stadtsiegel.check_issued.settings import CheckedDeployment

_MOST_BYTES = 4_000_000


class Publications(Protocol):
    """Where published documents can be had."""

    async def status_list(self, status_list: ListFact) -> bytes | None:
        """A status list as it is published; None when it is not there."""
        ...

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it is published; None when it is not there."""
        ...


class PublishFolder:
    """The folder into which the issuer writes whatever it publishes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def status_list(self, status_list: ListFact) -> bytes | None:
        """A status list as it lies in the folder."""
        name = f"{status_list.list_id}.{'jwt' if status_list.purpose == BOTH else 'json'}"
        return await asyncio.to_thread(_read, self._folder / "offices" / status_list.office / "status" / name)

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it lies in the folder."""
        return await asyncio.to_thread(_read, self._folder / "offices" / office / "did.json")


class PublishedAt:
    """The issuer's public address."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        self._url = url.rstrip("/")
        self._fetcher = fetcher

    async def status_list(self, status_list: ListFact) -> bytes | None:
        """A status list as it is served."""
        return await self._fetch(f"{self._url}/offices/{status_list.office}/status/{status_list.list_id}")

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it is served."""
        return await self._fetch(f"{self._url}/offices/{office}/did.json")

    async def _fetch(self, url: str) -> bytes | None:
        try:
            return (await self._fetcher.get(url, accept=ANYTHING, max_bytes=_MOST_BYTES)).body
        except (FetchRefused, FetchFailed):
            return None


def open_publications(
    deployment: CheckedDeployment, published: str | None, closing: AsyncExitStack
) -> Publications | None:
    """Where published documents are looked for.

    Args:
        deployment: its settings may name a publish folder.
        published: another folder, or the https address of the issuer; None takes the settings' word.
        closing: closes connections in the end.
    """
    if published is None or not published.startswith("https://"):
        folder = deployment.publish_folder if published is None else Path(published)
        return PublishFolder(folder) if folder is not None else None
    service = deployment.service
    roots = [service.roots_file.read_bytes()] if service.roots_file else []
    if service.tls is TlsMode.THROW_AWAY and service.tls_folder is not None:
        roots.append(ThrowAwayCa.load_or_create(service.tls_folder).root_pem)
    fetcher = Fetcher(roots_pem=b"\n".join(roots) or None, allow_loopback=service.on_loopback)
    closing.push_async_callback(fetcher.close)
    return PublishedAt(published, fetcher)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
