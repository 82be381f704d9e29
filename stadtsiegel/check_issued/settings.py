"""What the checker needs to know of a deployment, read from the issuer's settings file by itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.did.did_web import did_from_url
from credentials.errors import CredentialError
from credentials.keys.multikey import parse_multikey
from plumbing.service.settings import SERVICE_SCHEMA, ServiceSettings, parse_service_settings
from plumbing.settings import Fault, SettingsError, read_settings
from use_cases.faults import UseCaseError
from use_cases.load import CATALOGUE, load_packages, packages_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.keys.public_key import PublicKey
    from credentials.strict_json import JsonObject
    from use_cases.package import Package
    from use_cases.use_case import UseCase

_SCHEMA: JsonObject = {
    "type": "object",
    "required": ["public_url", "trust", "office", "service"],
    "properties": {"service": {**SERVICE_SCHEMA, "additionalProperties": True}},
}
"""Only what is read here; the issuer itself refuses whatever else is wrong with the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedOffice:
    """An office as its cards name it.

    Attributes:
        url: the folder of its DID document and its lists.
        versions: of its kinds of document, by name and number.
        may_be_unlisted: the settings let it issue although the registry does not list it.
    """

    id: str
    url: str
    did: str
    versions: Mapping[tuple[str, int], UseCase]
    may_be_unlisted: bool

    def list_url(self, list_id: str) -> str:
        """Where a status list of this office is published."""
        return f"{self.url}/status/{list_id}"


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDeployment:
    """A deployment as the checker sees it.

    Attributes:
        authority: the DID of the authority, with
        authority_keys: the keys pinned for it.
        publish_folder: where published documents lie outside of the database, if anywhere.
    """

    public_url: str
    offices: Mapping[str, CheckedOffice]
    authority: str
    authority_keys: tuple[PublicKey, ...]
    service: ServiceSettings
    publish_folder: Path | None


def read_deployment(file: Path, environment: Mapping[str, str]) -> CheckedDeployment:
    """Read the settings file of an issuer.

    Raises:
        SettingsError: with every fault at once.
    """
    raw = read_settings(file, _SCHEMA, environment=environment, prefix="STADTSIEGEL_ISSUER")
    try:
        service = parse_service_settings(raw["service"], public_url=raw["public_url"])
        packages = load_packages(packages_in(CATALOGUE))
        if "use_cases_folder" in raw:
            packages |= load_packages(packages_in(Path(raw["use_cases_folder"])))
        offices = {one["id"]: _office(raw["public_url"], one, packages) for one in raw["office"]}
        keys = tuple(parse_multikey(key) for key in raw["trust"]["keys"])
        authority = str(raw["trust"]["authority"])
    except (CredentialError, UseCaseError, OSError, KeyError, TypeError) as error:
        sentence = f"does not hold together ({type(error).__name__}); start the issuer with it to read what is wrong"
        raise SettingsError([Fault(str(file), sentence)]) from error
    folder = raw.get("publish_folder", raw["service"].get("publish_folder"))
    return CheckedDeployment(
        public_url=raw["public_url"],
        offices=offices,
        authority=authority,
        authority_keys=keys,
        service=service,
        publish_folder=Path(folder) if folder is not None else None,
    )


def _office(public_url: str, table: JsonObject, packages: Mapping[str, Package]) -> CheckedOffice:
    url = f"{public_url}/offices/{table['id']}"
    return CheckedOffice(
        id=table["id"],
        url=url,
        did=did_from_url(url),
        versions={
            (name, version.version): version
            for name in table["use_cases"]
            if name in packages
            for version in packages[name].versions
        },
        may_be_unlisted=table.get("offer_unlisted", False) is True,
    )
