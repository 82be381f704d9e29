"""Settings of a trust registry: what a person wrote in TOML, proven before anything starts; all faults at once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.did.did_web import did_from_url
from credentials.errors import DidError
from plumbing.service.read import read_service_settings
from plumbing.settings import Fault, SettingsError
from trust_registry.reading.signed_list import MAX_LIFETIME

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from plumbing.service.settings import ServiceSettings

ENVIRONMENT_PREFIX = "STADTSIEGEL_TRUST_REGISTRY"
LIST_LIFETIME_SECONDS = 86_400

SCHEMA: JsonObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Settings of a trust registry",
    "type": "object",
    "required": ["public_url"],
    "additionalProperties": False,
    "properties": {
        "public_url": {
            "type": "string",
            "maxLength": 200,
            "pattern": "^https://[a-z0-9.-]+(:[0-9]{1,5})?$(?!\\n)",
            "description": "an https origin with a host name and without a slash at its end, such as "
            "https://vertrauen.stadt.example",
        },
        "governance_url": {
            "type": "string",
            "maxLength": 500,
            "pattern": "^https://[^\\s]+$(?!\\n)",
            "description": "an https page that says by which rules the authority lists anybody",
        },
        "publish_folder": {
            "type": "string",
            "minLength": 1,
            "description": "a folder, best on another disk, that keeps what is published: a restore needs it",
        },
        "list_lifetime_seconds": {
            "type": "integer",
            "minimum": 600,
            "maximum": MAX_LIFETIME,
            "description": "how long a list is believed when nothing newer can be had; a day is usual",
        },
    },
}


@dataclass(frozen=True, kw_only=True)
class RegistrySettings:
    """What a trust registry is run with.

    Attributes:
        public_url: the https origin under which it is reached; the authority's did:web follows from it.
        governance_url: where the authority's rules are written, if told.
        list_lifetime_seconds: how long a signed list holds.
        publish_folder: where the newest list is kept outside the database, if told.
    """

    public_url: str
    governance_url: str | None = None
    list_lifetime_seconds: int = LIST_LIFETIME_SECONDS
    publish_folder: Path | None = None

    @property
    def authority(self) -> str:
        """The authority's DID."""
        return did_from_url(self.public_url)


def read_registry_settings(
    path: Path, environment: Mapping[str, str] | None = None
) -> tuple[RegistrySettings, ServiceSettings]:
    """Read and prove a settings file: what the registry is, and how its service runs.

    Raises:
        SettingsError: with every fault at once.
    """
    return read_service_settings(path, SCHEMA, _prove, environment=environment, prefix=ENVIRONMENT_PREFIX)


def _prove(raw: JsonObject) -> RegistrySettings:
    try:
        did_from_url(raw["public_url"])
    except DidError as error:
        message = f"cannot be a did:web: {error.detail}; use a host name"
        raise SettingsError([Fault("public_url", message)]) from error
    return RegistrySettings(
        public_url=raw["public_url"],
        governance_url=raw.get("governance_url"),
        list_lifetime_seconds=raw.get("list_lifetime_seconds", LIST_LIFETIME_SECONDS),
        publish_folder=Path(raw["publish_folder"]) if "publish_folder" in raw else None,
    )
