"""The keys of an issuer that the registry names: in its DID document, or in its JWT VC Issuer Metadata.

The metadata are asked for where there is no DID document at all, and only for an SD-JWT VC, whose specification knows
nothing else (draft-ietf-oauth-sd-jwt-vc-19 section 3). An issuer that is only away is not looked for elsewhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.sd_jwt_vc.issuer_metadata import metadata_url, read_issuer_metadata
from credentials.strict_json import parse_object
from credentials.verification.evidence import Unavailable
from plumbing.http.fetch import FetchFailed, FetchRefused
from trust_registry.reading import resolve_did
from trust_registry.reading.errors import DidUnresolvable
from trust_registry.reading.fetch_once import FetchOnce

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.clock import Clock
    from plumbing.http.fetch import Fetcher
    from trust_registry.reading.resolve_did import DidResolver

_KEEP_FAILURES_SECONDS = 10
_CAPACITY = 64


class IssuerKeys:
    """Controller documents of issuers, kept as long as DID documents are."""

    def __init__(self, *, resolver: DidResolver, fetcher: Fetcher, clock: Clock) -> None:
        self._resolver = resolver
        self._fetcher = fetcher
        self._metadata: FetchOnce[JsonObject] = FetchOnce(
            clock=clock,
            refusal=DidUnresolvable,
            keep_seconds=resolve_did.KEEP_SECONDS,
            keep_failures_seconds=_KEEP_FAILURES_SECONDS,
            capacity=_CAPACITY,
        )

    async def document(self, did: str, *, or_metadata: bool) -> JsonObject | Unavailable:
        """The controller document of an issuer, or why it could not be had.

        Args:
            did: The registry's name of the issuer.
            or_metadata: Whether the issuer's metadata will do where it has no DID document.
        """
        try:
            return await self._resolver.resolve(did)
        except DidUnresolvable as error:
            if not or_metadata or error.code != resolve_did.NOT_FOUND:
                return Unavailable(error.detail)
        try:
            return await self._metadata.get(did, lambda: self._fetch(did))
        except DidUnresolvable as error:
            return Unavailable(error.detail)

    async def _fetch(self, did: str) -> JsonObject:
        try:
            reply = await self._fetcher.get(
                metadata_url(did), accept="application/json", max_bytes=resolve_did.MAX_DOCUMENT_BYTES
            )
            metadata = parse_object(reply.body, max_bytes=resolve_did.MAX_DOCUMENT_BYTES)
            return read_issuer_metadata(metadata, did=did)
        except (FetchFailed, FetchRefused) as error:
            raise DidUnresolvable(f"the issuer has neither DID document nor metadata: {error.reason}") from error
        except CredentialError as error:
            raise DidUnresolvable(f"the issuer's metadata are refused: {error.detail}") from error
