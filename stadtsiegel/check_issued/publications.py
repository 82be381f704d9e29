"""What is published outside of the database: the copies in the publish folder, or what the issuer serves."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol

from plumbing.http.fetch import ANYTHING, FetchFailed, FetchRefused

if TYPE_CHECKING:
    from pathlib import Path

    from plumbing.http.fetch import Fetcher

_MOST_BYTES = 4_000_000


class Publications(Protocol):
    """Where published documents can be had."""

    async def status_list(self, office: str, list_id: str) -> bytes | None:
        """A status list as it is published; None when it is not there."""
        ...

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it is published; None when it is not there."""
        ...


class PublishFolder:
    """The folder into which the issuer writes whatever it publishes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def status_list(self, office: str, list_id: str) -> bytes | None:
        """A status list as it lies in the folder."""
        return await asyncio.to_thread(_read, self._folder / "offices" / office / "status" / f"{list_id}.json")

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it lies in the folder."""
        return await asyncio.to_thread(_read, self._folder / "offices" / office / "did.json")


class PublishedAt:
    """The issuer's public address."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        self._url = url.rstrip("/")
        self._fetcher = fetcher

    async def status_list(self, office: str, list_id: str) -> bytes | None:
        """A status list as it is served."""
        return await self._fetch(f"{self._url}/offices/{office}/status/{list_id}")

    async def did_document(self, office: str) -> bytes | None:
        """The DID document of an office as it is served."""
        return await self._fetch(f"{self._url}/offices/{office}/did.json")

    async def _fetch(self, url: str) -> bytes | None:
        try:
            return (await self._fetcher.get(url, accept=ANYTHING, max_bytes=_MOST_BYTES)).body
        except (FetchRefused, FetchFailed):
            return None


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
