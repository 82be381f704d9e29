"""Settings of an issuer: its offices and what they issue; proven before anything starts, all faults told together."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.did import did_web
from credentials.errors import DidError
from issuer.kinds.kinds import Kinds
from issuer.kinds.read import read_packages
from issuer.offices.key_life import DAY, KEY_DAYS, least_key_days
from issuer.offices.office import Office, build_office
from issuer.published.resources import Resources
from issuer.registers.register_settings import (
    REGISTERS_SCHEMA,
    judge_needed_registers,
    judge_registers,
    read_registers,
)
from plumbing.settings import Fault, SettingsError
from trust_registry.reading.trust_settings import TRUST_SETTINGS_SCHEMA, TrustSettings, parse_trust_settings
from use_cases.faults import UseCaseError
from use_cases.local_text import LocalText

if TYPE_CHECKING:
    from collections.abc import Mapping

    from credentials.strict_json import JsonObject
    from issuer.registers.source import RegisterSource
    from use_cases.package import Package
    from use_cases.use_case import UseCase

OFFER_SECONDS = 600
_NAME = {"type": "string", "minLength": 1, "maxLength": 200}

SCHEMA: JsonObject = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "title": "Settings of an issuer",
    "type": "object",
    "required": ["public_url", "trust", "office"],
    "additionalProperties": False,
    "properties": {
        "public_url": {
            "type": "string",
            "maxLength": 200,
            "pattern": "^https://[a-z0-9.-]+(:[0-9]{1,5})?$(?!\\n)",
            "description": "an https origin with a host name and without a slash at its end, such as "
            "https://ausweise.stadt.example",
        },
        "offer_seconds": {
            "type": "integer",
            "minimum": 60,
            "maximum": 86_400,
            "description": "how long a person has to scan the code, in seconds",
        },
        "key_days": {
            "type": "integer",
            "minimum": 120,
            "maximum": 3_650,
            "description": "how long a new signing key of an office lives, in days; longer than every card it signs",
        },
        "publish_folder": {
            "type": "string",
            "minLength": 1,
            "description": "a folder, best on another disk, that keeps what is published: a restore needs it",
        },
        "use_cases_folder": {
            "type": "string",
            "minLength": 1,
            "description": "a folder of the city's own use-case packages, one folder each",
        },
        "office": {
            "type": "array",
            "minItems": 1,
            "maxItems": 1000,
            "items": {
                "type": "object",
                "required": ["id", "name", "use_cases"],
                "additionalProperties": False,
                "properties": {
                    "id": {
                        "type": "string",
                        "maxLength": 40,
                        "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$(?!\\n)",
                        "description": "a short name in lower case, such as stadtbibliothek",
                    },
                    "name": {
                        "type": "object",
                        "required": ["de", "en"],
                        "additionalProperties": False,
                        "properties": {"de": _NAME, "en": _NAME},
                        "description": "what citizens read, as { de = ..., en = ... }",
                    },
                    "use_cases": {
                        "type": "array",
                        "minItems": 1,
                        "uniqueItems": True,
                        "items": {"type": "string", "minLength": 1},
                        "description": "the names of the use cases that this office issues",
                    },
                    "offer_unlisted": {
                        "type": "boolean",
                        "description": "true makes offers although the registry does not list the office: "
                        "for demonstrations of the refusal only",
                    },
                },
            },
        },
        "register": REGISTERS_SCHEMA,
        "trust": TRUST_SETTINGS_SCHEMA,
    },
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IssuerSettings:
    """What an issuer is run with.

    Attributes:
        public_url: the https origin under which wallets and verifiers reach it.
        offer_seconds: how long a person has to scan the code.
        trust: the authority whose list is believed.
        kinds: its offices and what they issue, as they were when the settings were read.
        publish_folder: where published lists and keys are kept outside the database, if told.
        use_cases_folder: where the city's own packages lie, if it has any.
        registers: where claims are asked for that nobody types in, by their ids.
    """

    public_url: str
    offer_seconds: int
    trust: TrustSettings
    kinds: Kinds
    publish_folder: Path | None = None
    use_cases_folder: Path | None = None
    registers: Mapping[str, RegisterSource] = field(default_factory=dict)

    @property
    def offices(self) -> Mapping[str, Office]:
        """By their ids."""
        return self.kinds.offices

    @property
    def use_cases(self) -> dict[str, UseCase]:
        """Every use case that some office issues, by its name."""
        return {name: kind for office in self.offices.values() for name, kind in office.use_cases.items()}


def prove_settings(raw: JsonObject) -> IssuerSettings:
    """Turn a value of the right shape into settings that hold together.

    Raises:
        SettingsError: with every fault at once.
    """
    faults = _judge_public_url(raw["public_url"])
    faults += judge_registers(raw)
    folder = Path(raw["use_cases_folder"]) if "use_cases_folder" in raw else None
    packages = _read_packages(folder, faults)
    trust = _parse_trust(raw["trust"], faults)
    key_days = raw.get("key_days", KEY_DAYS)
    if packages is not None:
        faults += _judge_offices(raw["office"], packages, key_days)
        faults += judge_needed_registers(raw, packages)
    if faults or packages is None or trust is None:
        raise SettingsError(faults)
    return IssuerSettings(
        public_url=raw["public_url"],
        offer_seconds=raw.get("offer_seconds", OFFER_SECONDS),
        trust=trust,
        publish_folder=Path(raw["publish_folder"]) if "publish_folder" in raw else None,
        use_cases_folder=folder,
        kinds=_kinds_of(raw, packages, key_days),
        registers=read_registers(raw),
    )


def _kinds_of(raw: JsonObject, packages: Mapping[str, Package], key_days: int) -> Kinds:
    resources = Resources.of(packages.values())
    offices = {
        office["id"]: build_office(
            public_url=raw["public_url"],
            office_id=office["id"],
            name=LocalText.of(office["name"]),
            packages={name: packages[name] for name in office["use_cases"]},
            resources=resources,
            key_seconds=key_days * DAY,
            offer_unlisted=office.get("offer_unlisted", False),
        )
        for office in raw["office"]
    }
    return Kinds(offices=offices, packages=packages, resources=resources)


def _judge_public_url(url: str) -> list[Fault]:
    try:
        did_web.did_from_url(url)
    except DidError as error:
        return [Fault("public_url", f"cannot be part of a did:web: {error.detail}; use https and a host name")]
    return []


def _read_packages(folder: Path | None, faults: list[Fault]) -> dict[str, Package] | None:
    try:
        return read_packages(folder)
    except (UseCaseError, OSError) as error:
        told = error.faults if isinstance(error, UseCaseError) else [f"cannot be read ({error.strerror})"]
        faults += (Fault("use_cases_folder", str(fault)) for fault in told)
        return None


def _parse_trust(table: JsonObject, faults: list[Fault]) -> TrustSettings | None:
    try:
        return parse_trust_settings(table)
    except ValueError as error:
        faults.append(Fault("trust", f"{error}; copy the lines that `stadtsiegel init` printed"))
        return None


def _judge_offices(offices: list[JsonObject], packages: Mapping[str, Package], key_days: int) -> list[Fault]:
    faults = []
    seen = set()
    for index, office in enumerate(offices):
        place = f"office[{index}]"
        if office["id"] in seen:
            faults.append(Fault(f"{place}.id", "is used twice; give every office an id of its own"))
        seen.add(office["id"])
        for number, name in enumerate(office["use_cases"]):
            if name not in packages:
                known = ", ".join(sorted(packages))
                faults.append(Fault(f"{place}.use_cases[{number}]", f"names no use case; known are: {known}"))
            elif key_days < (least := least_key_days(packages[name].newest)):
                faults.append(Fault("key_days", f"must be at least {least}: a key outlives every {name} that it signs"))
    return faults
