"""What is published of a use case: a document with its identifier, its bytes and their SHA-256.

Readers trust them by digest, so the bytes depend on nothing but the package: names sorted, ASCII only. Context and
schema, which cards name, hold no label or text, so that a corrected label never changes their digest.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from credentials.strict_json import JsonObject


@dataclass(frozen=True, slots=True)
class PublishedDocument:
    """Bytes under an identifier that does not move with the host."""

    id: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The digest of the bytes, in hexadecimal digits."""
        return hashlib.sha256(self.content).hexdigest()


def render_stable(document: JsonObject) -> bytes:
    """Write JSON that is pleasant to read and the same on every machine."""
    return (json.dumps(document, indent=2, sort_keys=True, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")
