"""The document of a DID: computed where the method says so (did:key, did:jwk), fetched and judged for did:web.

did:web method specification, 'Read (Resolve)': https only, no redirect, and the document names the very DID that was
asked for (SECURITY T-10). Whom to resolve at all is the caller's decision: only DIDs that the registry names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials import strict_json
from credentials.did import did_web, static
from credentials.did.did_url import parse_did
from credentials.errors import CredentialError, JsonError
from plumbing.http.fetch import FetchFailed, FetchRefused
from trust_registry.reading.errors import DidUnresolvable
from trust_registry.reading.fetch_once import FetchOnce

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.http.fetch import Fetcher

MAX_DOCUMENT_BYTES = 65_536
"""The largest DID document that is taken."""

KEEP_SECONDS = 300
"""How long a fetched document is remembered; a rollover of keys waits for it."""

INVALID_DID = "invalid-did"
METHOD_NOT_SUPPORTED = "did-method-not-supported"
NOT_FOUND = "did-not-found"
UNREACHABLE = "did-unreachable"
MALFORMED = "did-document-malformed"
ID_MISMATCH = "did-document-of-another-did"

_MEDIA_TYPES = ("application/did+ld+json", "application/did+json", "application/did", "application/json")
_GONE = frozenset({404, 410})
_KEEP_FRESH_SECONDS = 10
_KEEP_FAILURES_SECONDS = 10
_CAPACITY = 512


class DidResolver:
    """Documents of DIDs, kept for five minutes."""

    def __init__(self, *, fetcher: Fetcher, clock: Clock) -> None:
        self._fetcher = fetcher
        self._fetches: FetchOnce[JsonObject] = FetchOnce(
            clock=clock,
            refusal=DidUnresolvable,
            keep_seconds=KEEP_SECONDS,
            keep_failures_seconds=_KEEP_FAILURES_SECONDS,
            capacity=_CAPACITY,
        )

    async def resolve(self, did: str, *, fresh: bool = False) -> JsonObject:
        """The DID document; not to be changed by the caller, others read the same one.

        Args:
            did: the DID, without a fragment.
            fresh: ask again unless that was done in the last ten seconds: for a key that the remembered document does
                not have yet (T-13). A stranger's invented key ids cannot make more fetches than that.

        Raises:
            DidUnresolvable: with the code of the reason.
        """
        try:
            parsed = parse_did(did)
            document = static.document_of(did)
            if document is not None:
                return document
            if parsed.method != "web":
                raise DidUnresolvable(
                    f"DIDs of the method {parsed.method!r} are not resolved here", code=METHOD_NOT_SUPPORTED
                )
            url = did_web.document_url(did)
        except CredentialError as error:
            raise DidUnresolvable(error.detail, code=INVALID_DID) from error
        return await self._fetches.get(
            did, lambda: self._fetch(did, url), not_older_than=_KEEP_FRESH_SECONDS if fresh else None
        )

    async def _fetch(self, did: str, url: str) -> JsonObject:
        try:
            reply = await self._fetcher.get(url, accept=_MEDIA_TYPES, max_bytes=MAX_DOCUMENT_BYTES)
        except FetchFailed as error:
            if error.status in _GONE:
                raise DidUnresolvable("there is no DID document where this DID points to", code=NOT_FOUND) from error
            raise DidUnresolvable(f"the DID document cannot be fetched: {error.reason}", code=UNREACHABLE) from error
        except FetchRefused as error:
            raise DidUnresolvable(f"the DID document cannot be fetched: {error.reason}", code=UNREACHABLE) from error
        try:
            document = strict_json.parse_object(reply.body, max_bytes=MAX_DOCUMENT_BYTES)
        except JsonError as error:
            raise DidUnresolvable(f"the DID document is malformed: {error.detail}", code=MALFORMED) from error
        if document.get("id") != did:
            raise DidUnresolvable("the document found there belongs to another DID", code=ID_MISMATCH)
        return document
