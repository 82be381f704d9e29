"""The services of a deployment folder, as `stadtsiegel init` lays it out: one settings file for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuer.app import COMPONENTS as ISSUER_COMPONENTS
from issuer.service import SERVICE as ISSUER_SERVICE
from issuer.service import read_issuer_settings
from plumbing.service.start import COMPONENTS as EVERY_COMPONENTS
from plumbing.settings import Fault, SettingsError
from stadtsiegel.deployment_files import ISSUER, REGISTRY, VERIFIER
from trust_registry.__main__ import SERVICE as REGISTRY_SERVICE
from trust_registry.keeping.app import COMPONENTS as REGISTRY_COMPONENTS
from trust_registry.keeping.settings import read_registry_settings
from verifier.app import COMPONENTS as VERIFIER_COMPONENTS
from verifier.service import SERVICE as VERIFIER_SERVICE
from verifier.service import read_verifier_settings

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from issuer.settings import IssuerSettings
    from plumbing.database.migrate import Component
    from plumbing.service.settings import ServiceSettings
    from trust_registry.keeping.settings import RegistrySettings
    from verifier.settings import VerifierSettings

    Settings = RegistrySettings | IssuerSettings | VerifierSettings
    Reader = Callable[[Path], tuple[Settings, ServiceSettings]]

_READERS: dict[str, tuple[Reader, str, tuple[Component, ...]]] = {
    REGISTRY: (read_registry_settings, REGISTRY_SERVICE, REGISTRY_COMPONENTS),
    ISSUER: (read_issuer_settings, ISSUER_SERVICE, ISSUER_COMPONENTS),
    VERIFIER: (read_verifier_settings, VERIFIER_SERVICE, VERIFIER_COMPONENTS),
}
SERVICES = tuple(_READERS)


@dataclass(frozen=True, kw_only=True)
class DeployedService:
    """A service of the deployment.

    Attributes:
        name: registry, issuer or verifier: the name of its settings file.
        service: its name in logs and in its database.
        settings: what it is.
        surroundings: how it runs.
        components: whose tables lie in its database.
    """

    name: str
    service: str
    settings: Settings
    surroundings: ServiceSettings
    components: tuple[Component, ...]


def read_deployment(folder: Path, *, only: str | None = None) -> list[DeployedService]:
    """Read the settings of every service whose file lies in the folder, or of one.

    Raises:
        SettingsError: when there is none, or one is faulty.
    """
    present = [name for name in SERVICES if only in (None, name) and (folder / f"{name}.toml").is_file()]
    if not present:
        names = " or ".join(f"{name}.toml" for name in SERVICES if only in (None, name))
        fault = f"There is no {names} in {folder}; name the folder that `stadtsiegel init` made."
        raise SettingsError([Fault("", fault)])
    return [_read(folder, name) for name in present]


def _read(folder: Path, name: str) -> DeployedService:
    read, service, components = _READERS[name]
    settings, surroundings = read(folder / f"{name}.toml")
    return DeployedService(
        name=name,
        service=service,
        settings=settings,
        surroundings=surroundings,
        components=EVERY_COMPONENTS + components,
    )
