"""The documents of a credential type, each by the digest that the registry lists and none that a card names.

Cards of earlier versions stay good, so their contexts and schemas count as today's do.

Contexts and schemas serve the formats that are JSON-LD, type metadata the SD-JWT VC. What cannot be had is handed on
as unavailable, or stays unknown: then the check that needs it says so in a sentence of its own.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.jsonld.context_set import ContextSet
from credentials.sd_jwt_vc.extend_type import MOST_TYPES
from credentials.sd_jwt_vc.type_metadata import parse_type_metadata
from credentials.strict_json import parse_object
from credentials.verification.evidence import Unavailable
from trust_registry.reading.errors import DocumentUnavailable

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject
    from trust_registry.reading.pinned import PinnedDocuments
    from trust_registry.reading.registry import Registry, Resource


_MOST_EARLIER = 48
"""So many documents of earlier versions are looked at, the newest first."""


class TypeDocuments:
    """What the registry vouches for about a credential type."""

    def __init__(self, pinned: PinnedDocuments) -> None:
        self._pinned = pinned
        self._bundled = ContextSet.bundled()

    async def contexts(self, credential_type: str, registry: Registry) -> ContextSet:
        """The bundled contexts, and those of every version of the type that can be had."""
        entry = registry.credential_types.get(credential_type)
        contexts = self._bundled
        for resource in () if entry is None else (entry.context, *entry.earlier[:_MOST_EARLIER]):
            with suppress(DocumentUnavailable, CredentialError):  # what is a schema or describes is no context
                contexts = contexts.with_context(resource.id, await self._pinned.get(resource))
        return contexts

    async def schemas(self, credential_type: str, registry: Registry) -> dict[str, JsonObject | Unavailable]:
        """The JSON Schemas of every version of the type by their identifiers."""
        entry = registry.credential_types.get(credential_type)
        if entry is None:
            return {}
        schemas = {entry.schema.id: await self._schema(entry.schema)}
        for resource in entry.earlier[:_MOST_EARLIER]:
            earlier = await self._schema(resource)
            # the list does not say what an earlier document was
            if isinstance(earlier, Unavailable) or "$schema" in earlier:
                schemas[resource.id] = earlier
        return schemas

    async def type_metadata(self, credential_type: str, registry: Registry) -> dict[str, bytes | Unavailable]:
        """The metadata of the type, and of those on which it builds as far as the registry lists them, by `vct`."""
        found: dict[str, bytes | Unavailable] = {}
        vct: str | None = credential_type
        while vct is not None and vct not in found and len(found) < MOST_TYPES:
            entry = registry.credential_types.get(vct)
            if entry is None or entry.type_metadata is None:
                break
            octets = found[vct] = await self._get(entry.type_metadata)
            vct = None if isinstance(octets, Unavailable) else _extended_by(octets)
        return found

    async def _schema(self, resource: Resource) -> JsonObject | Unavailable:
        octets = await self._get(resource)
        if isinstance(octets, Unavailable):
            return octets
        try:
            return parse_object(octets)
        except CredentialError as error:
            return Unavailable(error.detail)

    async def _get(self, resource: Resource) -> bytes | Unavailable:
        try:
            return await self._pinned.get(resource)
        except DocumentUnavailable as error:
            return Unavailable(error.detail)


def _extended_by(octets: bytes) -> str | None:
    try:
        return parse_type_metadata(octets).extends
    except CredentialError:
        return None  # the Verdict says what is wrong with it
