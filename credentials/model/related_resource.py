"""Resources that a credential names with a digest each, and bytes compared with it (VCDM 2.0 section 5.3).

Whoever uses such a resource must compare it first; whether anybody does is not decided here. Where a resource has
several digests, all must fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from credentials.errors import IntegrityError, ModelError
from credentials.integrity import judge_integrity, judge_multibase, read_multibase
from credentials.model.shape import read_objects, read_url

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

MOST_DIGESTS = 8
"""Of one resource and kind; each may cost a hash of all its bytes."""

_HASH = r"sha(?:256-[A-Za-z0-9+/]{43}=|384-[A-Za-z0-9+/]{64}|512-[A-Za-z0-9+/]{86}==)(?:\?[\x21-\x7e]{0,200})?"
_SRI = re.compile(rf"{_HASH}(?: {_HASH}){{0,{MOST_DIGESTS - 1}}}")
_LONGEST_MULTIBASE = 256


@dataclass(frozen=True, slots=True)
class RelatedResource:
    """A resource with what is known of its bytes.

    Attributes:
        id: its URL.
        media_type: as the credential says, where it does.
        sri: digests as Subresource Integrity writes them.
        multibase: digests in multibase, as multihash or bare.
    """

    id: str
    media_type: str | None
    sri: tuple[str, ...]
    multibase: tuple[str, ...]

    def judge_content(self, content: bytes) -> None:
        """Compare bytes with all that the credential says of them.

        Raises:
            IntegrityError: these are other bytes.
        """
        for text in self.sri:
            judge_integrity(content, text)
        for text in self.multibase:
            judge_multibase(content, text)


def read_related_resources(document: JsonObject) -> tuple[RelatedResource, ...]:
    """Read `relatedResource` of a credential.

    Raises:
        ModelError: one without URL or digest, a digest that is none, or the same resource twice.
    """
    resources = tuple(_read(entry) for entry in read_objects(document, "relatedResource"))
    if len({resource.id for resource in resources}) != len(resources):
        raise ModelError("relatedResource names the same resource twice")
    return resources


def _read(entry: JsonObject) -> RelatedResource:
    id_ = read_url(entry.get("id"), "id of relatedResource")
    media_type = entry.get("mediaType")
    if media_type is not None and not isinstance(media_type, str):
        raise ModelError("mediaType of relatedResource is a text")
    sri, multibase = _texts(entry, "digestSRI"), _texts(entry, "digestMultibase")
    if not sri and not multibase:
        raise ModelError("relatedResource gives a digest of the resource")
    # Passing over what is not understood would pass over a digest.
    if not all(map(_SRI.fullmatch, sri)):
        raise ModelError("digestSRI is written like sha384- and base64, several with a space between them")
    try:
        for text in multibase:
            read_multibase(text[:_LONGEST_MULTIBASE])
    except IntegrityError as error:
        raise ModelError(f"digestMultibase: {error.detail}") from error
    return RelatedResource(id_, media_type, sri, multibase)


def _texts(entry: JsonObject, name: str) -> tuple[str, ...]:
    if name not in entry:
        return ()
    value: Any = entry[name]
    texts = value if isinstance(value, list) else [value]
    if not 0 < len(texts) <= MOST_DIGESTS or not all(isinstance(text, str) for text in texts):
        raise ModelError(f"{name} is a text, or an array of up to {MOST_DIGESTS}")
    return tuple(texts)
