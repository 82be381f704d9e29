"""Contexts and schemas by their digest: fetched once, kept in the database, never believed with other bytes.

The digest comes from the proven list; the address is only where to look (DESIGN rule 2). So the server behind it can
refuse to answer, but cannot change what a card means.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plumbing.database.errors import DatabaseFull
from plumbing.http.fetch import ANYTHING, FetchFailed, FetchRefused
from plumbing.observability.logs import describe_error, get_logger
from trust_registry.reading.errors import DocumentUnavailable
from trust_registry.reading.fetch_once import FetchOnce

if TYPE_CHECKING:
    from plumbing.clock import Clock
    from plumbing.database.port import Database
    from plumbing.http.fetch import Fetcher
    from trust_registry.reading.registry import Resource

MAX_DOCUMENT_BYTES = 262_144
"""The largest context or schema that is taken."""

OTHER_BYTES = "document-has-other-bytes"
"""The code for a document that is not the one whose digest the list carries."""

_KEEP_SECONDS = 3600
_KEEP_FAILURES_SECONDS = 15
_CAPACITY = 64
_log = get_logger("pinned-documents")


class PinnedDocuments:
    """The documents that the list vouches for by their digest."""

    def __init__(self, *, database: Database, fetcher: Fetcher, clock: Clock) -> None:
        self._database = database
        self._fetcher = fetcher
        self._clock = clock
        self._fetches: FetchOnce[bytes] = FetchOnce(
            clock=clock,
            refusal=DocumentUnavailable,
            keep_seconds=_KEEP_SECONDS,
            keep_failures_seconds=_KEEP_FAILURES_SECONDS,
            capacity=_CAPACITY,
        )

    async def get(self, resource: Resource) -> bytes:
        """The bytes of a document that stands on a proven list.

        Raises:
            DocumentUnavailable: when they cannot be had, or are others than the list promises.
        """
        return await self._fetches.get(resource.sha256, lambda: self._kept_or_fetched(resource))

    async def _kept_or_fetched(self, resource: Resource) -> bytes:
        row = await self._database.fetch_one(
            "SELECT body FROM kept_document WHERE sha256 = :sha256", sha256=resource.sha256
        )
        if row is not None and _digest(bytes(row["body"])) == resource.sha256:
            return bytes(row["body"])
        body = await self._fetch(resource)
        await self._keep(resource, body)
        return body

    async def _keep(self, resource: Resource, body: bytes) -> None:
        # also mends a row that has rotted: the bytes at hand are the promised ones
        try:
            await self._database.execute(
                """
                INSERT INTO kept_document (sha256, body, kept_at) VALUES (:sha256, :body, :now)
                ON CONFLICT (sha256) DO UPDATE SET body = excluded.body, kept_at = excluded.kept_at
                """,
                sha256=resource.sha256,
                body=body,
                now=self._clock.now(),
            )
        except DatabaseFull as error:
            # kept for convenience only: the next process fetches it again, and its digest is judged again
            _log.warning("pinned-document-not-kept", document=resource.id, **describe_error(error))

    async def _fetch(self, resource: Resource) -> bytes:
        try:
            # the digest decides what it is; the server's word on its type adds nothing
            reply = await self._fetcher.get(resource.url, accept=ANYTHING, max_bytes=MAX_DOCUMENT_BYTES)
        except (FetchRefused, FetchFailed) as error:
            raise DocumentUnavailable(f"the document cannot be fetched: {error.reason}") from error
        if _digest(reply.body) != resource.sha256:
            _log.warning("pinned-document-refused", document=resource.id, code=OTHER_BYTES)
            raise DocumentUnavailable("the document has other bytes than the trust list promises", code=OTHER_BYTES)
        return reply.body


def _digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()
