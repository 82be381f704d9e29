"""Settings of a verifier: what a person wrote in TOML, proven before anything starts; all faults are told together."""

from __future__ import annotations

import json
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from credentials.did.did_web import did_from_url
from credentials.errors import CredentialError
from credentials.x509.anchors import NO_ANCHORS, TrustAnchors
from plumbing.settings import Fault, SettingsError, read_settings
from trust_registry.reading.trust_settings import TRUST_SETTINGS_SCHEMA, TrustSettings, parse_trust_settings
from verifier.relying_parties.relying_party import RelyingParty

if TYPE_CHECKING:
    from credentials.strict_json import JsonObject

SCHEMA: JsonObject = json.loads((resources.files(__package__) / "settings.schema.json").read_text("utf-8"))
SCHEMA["properties"]["trust"] = TRUST_SETTINGS_SCHEMA


@dataclass(frozen=True, kw_only=True)
class VerifierSettings:
    """What a verifier is run with.

    Attributes:
        public_url: The https origin under which wallets reach it.
        relying_parties: Who asks, each with its address below `public_url`.
        trust: The authority whose list is believed.
        check_lifetime: Seconds in which a wallet must answer.
        clock_skew: Seconds by which clocks of others may differ.
        anchors: To which chains of certificates may lead, of issuers that sign with certificates.
    """

    public_url: str
    relying_parties: tuple[RelyingParty, ...]
    trust: TrustSettings
    check_lifetime: int = 300
    clock_skew: int = 60
    anchors: TrustAnchors = NO_ANCHORS


def verifier_settings(path: Path) -> tuple[VerifierSettings, JsonObject]:
    """Read and prove a settings file; the raw value also has what starting the service needs.

    Raises:
        SettingsError: with every fault at once.
    """
    raw = read_settings(path, SCHEMA)
    return prove_settings(raw), raw


def prove_settings(raw: JsonObject) -> VerifierSettings:
    """Turn a value of the right shape into settings that hold together.

    Raises:
        SettingsError: with every fault at once.
    """
    faults: list[Fault] = []
    public_url = raw["public_url"].rstrip("/")
    seen: set[str] = set()
    relying_parties = []
    for index, entry in enumerate(raw["relying_party"]):
        place = f"relying_party[{index}]"
        if entry["id"] in seen:
            faults.append(Fault(f"{place}.id", "is used twice; give every relying party an id of its own"))
        seen.add(entry["id"])
        return_url = entry.get("return_url")
        if return_url is not None and (urlsplit(return_url).query or urlsplit(return_url).fragment):
            faults.append(Fault(f"{place}.return_url", "must have neither query nor fragment; leave them away"))
        base_url = f"{public_url}/relying-parties/{entry['id']}"
        try:
            did_from_url(base_url)
        except CredentialError as error:
            faults.append(
                Fault("public_url", f"cannot be part of a did:web: {error.detail}; use https and a host name")
            )
            break
        relying_parties.append(
            RelyingParty(
                relying_party_id=entry["id"],
                base_url=base_url,
                return_url=return_url,
                encrypted_answers=entry.get("encrypted_answers", True),
            )
        )
    trust = None
    try:
        trust = parse_trust_settings(raw["trust"])
    except ValueError as error:
        faults.append(Fault("trust", f"{error}; copy the lines that `stadtsiegel init` printed"))
    anchors = NO_ANCHORS
    try:
        if "anchors_file" in raw:
            anchors = TrustAnchors.from_pem(Path(raw["anchors_file"]).read_bytes())
    except (OSError, CredentialError):
        faults.append(
            Fault("anchors_file", "cannot be read; name a file of certificates in PEM with keys on P-256 or P-384")
        )
    if faults or trust is None:
        raise SettingsError(faults)
    return VerifierSettings(
        public_url=public_url,
        relying_parties=tuple(relying_parties),
        trust=trust,
        check_lifetime=raw.get("check_lifetime", 300),
        clock_skew=raw.get("clock_skew", 60),
        anchors=anchors,
    )
