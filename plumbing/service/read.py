"""Settings of a whole service from one file: what it is (its own schema) and how it runs (the table `[service]`).

Faults of both are told together, so that nobody mends one file five times.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from plumbing.service.settings import SERVICE_SCHEMA, ServiceSettings, parse_service_settings
from plumbing.settings import Fault, SettingsError, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from credentials.strict_json import JsonObject

T = TypeVar("T")


def read_service_settings(
    path: Path,
    schema: JsonObject,
    prove: Callable[[JsonObject], T],
    *,
    environment: Mapping[str, str] | None = None,
    prefix: str | None = None,
) -> tuple[T, ServiceSettings]:
    """Read a settings file that has a table `[service]`.

    Args:
        path: the TOML file.
        schema: the JSON Schema of the service's own settings.
        prove: turns the value of the right shape into the service's own settings.
        environment: the variables that may name files.
        prefix: what those variables begin with.

    Raises:
        SettingsError: with every fault at once.
    """
    whole = {
        **schema,
        "required": [*schema["required"], "service"],
        "properties": {**schema["properties"], "service": SERVICE_SCHEMA},
    }
    raw = read_settings(path, whole, environment=environment, prefix=prefix)
    faults: list[Fault] = []
    own = service = None
    try:
        own = prove(raw)
    except SettingsError as error:
        faults += error.faults
    try:
        service = parse_service_settings(raw["service"], public_url=raw["public_url"])
    except SettingsError as error:
        faults += error.faults
    if own is None or service is None:
        raise SettingsError(faults)
    return own, service
