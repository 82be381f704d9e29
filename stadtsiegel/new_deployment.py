"""Make everything a new deployment starts with, by the same ways that its services start by later."""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.keys.multikey import render_multikey
from issuer.app import migrate_issuer
from issuer.offices.office_keys import OfficeKeys
from issuer.service import SERVICE as ISSUER_SERVICE
from issuer.service import read_issuer_settings
from plumbing.entropy import SystemEntropy
from plumbing.keyring.unlock import create_unlock_key_file
from plumbing.service.start import open_parts
from stadtsiegel.deployment_files import (
    ISSUER,
    REGISTRY,
    VERIFIER,
    Trust,
    issuer_file,
    public_url,
    registry_file,
    verifier_file,
)
from stadtsiegel.statements import pretty, propose_to_ask, propose_to_issue, propose_type
from trust_registry.__main__ import SERVICE as REGISTRY_SERVICE
from trust_registry.keeping.app import migrate_registry
from trust_registry.keeping.authority import open_authority
from trust_registry.keeping.settings import read_registry_settings
from use_cases.load import load_catalogue
from use_cases.local_text import LocalText
from verifier.app import migrate_verifier
from verifier.relying_parties.relying_party import REQUEST_KEY
from verifier.service import SERVICE as VERIFIER_SERVICE
from verifier.service import read_verifier_settings

if TYPE_CHECKING:
    from contextlib import AsyncExitStack
    from pathlib import Path


USE_CASE = "library_card"
PURPOSE = "lending"


class NewDeployment:
    """A deployment in the making.

    Attributes:
        dids: who is who: the authority, the first office, the first relying party.
        fingerprints: their public keys as Multikey, in the same words.
        api_keys: the secrets to be shown once, in the same words.
    """

    def __init__(self, *, folder: Path, city: str, host: str, office: str) -> None:
        self.city = city
        self.host = host
        self.office = office
        self._folder = folder
        self._use_case = load_catalogue()[USE_CASE]
        roles = {role.id: role.name for role in self._use_case.roles}
        role = roles.get(office, LocalText(office, office))
        self.name = LocalText(f"{role.de} {city}", f"{role.en} {city}")
        self.dids: dict[str, str] = {}
        self.fingerprints: dict[str, tuple[str, ...]] = {}
        self.api_keys: dict[str, str] = {}

    async def make(self, closing: AsyncExitStack) -> None:
        """Write settings and keys, migrate the databases, make the keys of everybody."""
        for part in ("keys", "data", "audit", "statements"):
            (self._folder / part).mkdir(mode=0o700)
        for service in (REGISTRY, ISSUER, VERIFIER):
            create_unlock_key_file(self._folder / "keys" / f"{service}.key", SystemEntropy())
        trust = await self._make_authority(closing)
        await self._make_office(trust, closing)
        await self._make_relying_party(trust, closing)
        self._write_statements()

    async def _make_authority(self, closing: AsyncExitStack) -> Trust:
        file = self._write("registry.toml", registry_file(city=self.city, host=self.host))
        settings, service = read_registry_settings(file)
        parts = await open_parts(service=REGISTRY_SERVICE, settings=service, migrate=migrate_registry, closing=closing)
        authority = await open_authority(public_url=settings.public_url, keyring=parts.keyring)
        self.dids["authority"] = authority.did
        self.fingerprints["authority"] = (authority.multikey,)
        self.api_keys["authority"] = await parts.api_keys.create(owner=authority.did)
        return Trust(authority=authority.did, multikey=authority.multikey, list_url=authority.list_url)

    async def _make_office(self, trust: Trust, closing: AsyncExitStack) -> None:
        text = issuer_file(
            city=self.city, host=self.host, trust=trust, office=self.office, name=self.name, use_case=USE_CASE
        )
        settings, service = read_issuer_settings(self._write("issuer.toml", text))
        parts = await open_parts(service=ISSUER_SERVICE, settings=service, migrate=migrate_issuer, closing=closing)
        office = settings.offices[self.office]
        keys = await OfficeKeys(keyring=parts.keyring).signing_keys(office)
        self.dids["office"] = office.did
        self.fingerprints["office"] = tuple(render_multikey(key.public_key) for key in keys)
        self.api_keys["office"] = await parts.api_keys.create(owner=office.id)

    async def _make_relying_party(self, trust: Trust, closing: AsyncExitStack) -> None:
        text = verifier_file(city=self.city, host=self.host, trust=trust, relying_party=self.office)
        settings, service = read_verifier_settings(self._write("verifier.toml", text))
        parts = await open_parts(service=VERIFIER_SERVICE, settings=service, migrate=migrate_verifier, closing=closing)
        asker = settings.relying_parties[0]
        key = await parts.keyring.ensure(owner=asker.relying_party_id, purpose=REQUEST_KEY)
        self.dids["relying party"] = asker.did
        self.fingerprints["relying party"] = (render_multikey(key.public_key),)
        self.api_keys["relying party"] = await parts.api_keys.create(owner=asker.relying_party_id)

    def _write_statements(self) -> None:
        kind, name = self._use_case, self.name.to_json()
        bodies = {
            "credential-type.json": propose_type(kind, issuer_url=public_url(ISSUER, self.host)),
            "may-issue.json": propose_to_issue(kind, entity=self.dids["office"], name=name),
            "may-ask.json": propose_to_ask(kind, purpose=PURPOSE, entity=self.dids["relying party"], name=name),
        }
        for file, body in bodies.items():
            self._write(f"statements/{file}", pretty(body))

    def _write(self, name: str, text: str) -> Path:
        file = self._folder / name
        file.touch(mode=0o600)
        file.write_text(text, "utf-8")
        return file
