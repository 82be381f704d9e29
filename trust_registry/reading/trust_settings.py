"""Whom a service trusts: one authority, by its DID and its pinned keys; part of the settings of issuer and verifier.

The keys are pinned in the settings and not learned from the network: whoever takes over the authority's web server
must not take over its word (SECURITY T-06, T-10). To change a key, pin the new one beside the old one first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.errors import CredentialError
from credentials.keys.multikey import parse_multikey
from credentials.keys.published_keys import refuse_published_key

if TYPE_CHECKING:
    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject

TRUST_SETTINGS_SCHEMA: JsonObject = {
    "type": "object",
    "description": "The authority whose trust list this service believes",
    "required": ["authority", "keys", "list_url"],
    "properties": {
        "authority": {"type": "string", "pattern": "^did:[a-z0-9]+:[A-Za-z0-9._:%-]+$(?!\\n)"},
        "keys": {
            "type": "array",
            "minItems": 1,
            "maxItems": 4,
            "uniqueItems": True,
            # strict already here, so that a mistyped key is told together with all other faults of the file
            "items": {"type": "string", "pattern": "^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$(?!\\n)"},
        },
        "list_url": {"type": "string", "pattern": "^https://[^?#\\s]+$(?!\\n)"},
        "refresh_seconds": {"type": "integer", "minimum": 5, "maximum": 3600, "default": 60},
        "clock_skew_seconds": {"type": "integer", "minimum": 0, "maximum": 600, "default": 60},
    },
    "additionalProperties": False,
}
"""The table `[trust]` in the settings of a service that reads the registry."""


@dataclass(frozen=True, slots=True)
class TrustSettings:
    """An authority, the keys pinned for it, and where and how often its list is read."""

    authority: str
    keys: tuple[PublicKey, ...]
    list_url: str
    refresh_seconds: int = 60
    clock_skew_seconds: int = 60


def parse_trust_settings(table: JsonObject) -> TrustSettings:
    """Read the table `[trust]`, already proven against its schema.

    Raises:
        ValueError: naming the key that is none, or that everybody knows from an example.
    """
    keys = []
    for position, text in enumerate(table["keys"]):
        try:
            key = parse_multikey(text)
            refuse_published_key(key)
        except CredentialError as error:
            raise ValueError(f"trust.keys[{position}]: {error.detail}") from error
        keys.append(key)
    return TrustSettings(
        authority=table["authority"],
        keys=tuple(keys),
        list_url=table["list_url"],
        refresh_seconds=table.get("refresh_seconds", 60),
        clock_skew_seconds=table.get("clock_skew_seconds", 60),
    )
