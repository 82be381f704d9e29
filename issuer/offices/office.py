"""An office as one frozen value: its identifiers, its names, the kinds of document it issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.did import did_web
from credentials.keys.algorithm import Algorithm
from issuer.status.list_store import STATUS
from issuer.status.places import lists_of
from use_cases.card_format import Format
from use_cases.derive.credential_configuration import configuration_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuer.published.resources import Resources
    from use_cases.card_format import CardFormat
    from use_cases.local_text import LocalText
    from use_cases.package import Package
    from use_cases.use_case import UseCase


_USUAL = {Format.LDP_VC: Algorithm.ED25519, Format.SD_JWT_VC: Algorithm.P256}
"""What signs lists of a format that the office issued once and issues no more."""


@dataclass(frozen=True, slots=True)
class Configured:
    """What stands behind a credential configuration id: a kind of card in one of its forms."""

    use_case: UseCase
    form: CardFormat


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A tenant of this deployment.

    Attributes:
        id: the word in paths, tables and keyring.
        identifier: its Credential Issuer Identifier (OpenID4VCI 1.0 section 12.2.1).
        did: its did:web; the DID document lies at `identifier`/did.json.
        packages: what it may be asked to issue, by the name of the use case.
        resources: the documents that its cards name, those of the same packages.
        key_seconds: how long a new key of it lives.
        offer_unlisted: makes offers although the registry does not list the office (for demonstrations of a refusal).
    """

    id: str
    name: LocalText
    public_url: str
    identifier: str
    did: str
    packages: Mapping[str, Package]
    resources: Resources
    key_seconds: int
    offer_unlisted: bool

    def status_list_url(self, list_id: str) -> str:
        """Where a status list of this office is published: in the folder of its did:web, so it is bound to the DID."""
        return f"{self.identifier}/status/{list_id}"

    @property
    def use_cases(self) -> dict[str, UseCase]:
        """What new offers are made of: the newest version of each kind, by the name of the use case."""
        return {name: package.newest for name, package in self.packages.items()}

    @property
    def versions(self) -> tuple[UseCase, ...]:
        """Every version of every kind; of an earlier one only offers that are open still become cards."""
        return tuple(version for package in self.packages.values() for version in package.versions)

    @property
    def forms(self) -> tuple[CardFormat, ...]:
        """Every form in which the office issues something."""
        return tuple(dict.fromkeys(form for kind in self.versions for form in kind.formats))

    @property
    def algorithms(self) -> tuple[Algorithm, ...]:
        """For which algorithms the office needs a key of its own."""
        return tuple(dict.fromkeys(form.algorithm for form in self.forms))

    @property
    def list_purposes(self) -> tuple[str, ...]:
        """Which status lists it needs for new cards."""
        return tuple(
            dict.fromkeys(
                purpose
                for kind in self.versions
                for form in kind.formats
                for purpose in lists_of(form.format, kind.status)
            )
        )

    def algorithm_of_lists(self, purpose: str) -> Algorithm:
        """Which of its keys signs its lists of a purpose: that of the first form whose cards have places there."""
        named = Format.SD_JWT_VC if purpose == STATUS else Format.LDP_VC
        return next((form.algorithm for form in self.forms if form.format is named), _USUAL[named])

    def version_of(self, use_case: str, version: int) -> UseCase | None:
        """One version of a kind, if the office has it."""
        package = self.packages.get(use_case)
        versions = () if package is None else package.versions
        return next((one for one in versions if one.version == version), None)

    def configurations_of(self, use_case: str, version: int) -> tuple[str, ...]:
        """The credential configuration ids of a version, the first form first; none if the office does not have it."""
        kind = self.version_of(use_case, version)
        return () if kind is None else tuple(configuration_id(kind, form) for form in kind.formats)

    def configured(self, configuration: str) -> Configured | None:
        """What stands behind a credential configuration id, if the office issues it."""
        for kind in self.versions:
            for form in kind.formats:
                if configuration_id(kind, form) == configuration:
                    return Configured(kind, form)
        return None


def build_office(
    *,
    public_url: str,
    office_id: str,
    name: LocalText,
    packages: Mapping[str, Package],
    resources: Resources,
    key_seconds: int,
    offer_unlisted: bool,
) -> Office:
    """Put an office together; its identifiers come from the configured public URL, never from a request."""
    identifier = f"{public_url}/offices/{office_id}"
    return Office(
        id=office_id,
        name=name,
        public_url=public_url,
        identifier=identifier,
        did=did_web.did_from_url(identifier),
        packages=packages,
        resources=resources,
        key_seconds=key_seconds,
        offer_unlisted=offer_unlisted,
    )
