"""Whether the issuer serves what the authority is to list: a document that nobody can fetch judges no card."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from plumbing.http.fetch import ANYTHING, FetchError
from stadtsiegel.registry.authority import Refused
from trust_registry.reading.pinned import MAX_DOCUMENT_BYTES

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from plumbing.http.fetch import Fetcher

_DOCUMENTS = ("context", "schema", "type_metadata")


async def demand_served(credential_type: JsonObject, fetcher: Fetcher) -> None:
    """Return when all documents of a proposed type are served, byte for byte.

    Listed too early, the one description of an SD-JWT VC type could not be had, and good cards would be refused.

    Raises:
        Refused: one of them is not, with what to do.
    """
    for name in _DOCUMENTS:
        if name not in credential_type:
            continue
        url, sha256 = credential_type[name]["url"], credential_type[name]["sha256"]
        try:
            reply = await fetcher.get(url, accept=ANYTHING, max_bytes=MAX_DOCUMENT_BYTES)
        except FetchError as error:
            raise Refused(_not_served(url, f"it cannot be fetched, {error}")) from error
        if hashlib.sha256(reply.body).hexdigest() != sha256:
            raise Refused(_not_served(url, "it has other bytes"))


def _not_served(url: str, reason: str) -> str:
    return (
        f"Nothing was said: the issuer does not serve {url} as the package has it ({reason}). Let it take the package "
        "over first (stadtsiegel use-case reload), then run the same command again."
    )
