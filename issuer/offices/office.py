"""An office as one frozen value: its identifiers, its names, the kinds of document it issues."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from credentials.did import did_web
from use_cases.derive.credential_configuration import configuration_id

if TYPE_CHECKING:
    from collections.abc import Mapping

    from use_cases.local_text import LocalText
    from use_cases.use_case import UseCase


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    """A tenant of this deployment.

    Attributes:
        id: the word in paths, tables and keyring.
        identifier: its Credential Issuer Identifier (OpenID4VCI 1.0 section 12.2.1).
        did: its did:web; the DID document lies at `identifier`/did.json.
        use_cases: what it may be asked to issue, by the name of the use case.
        key_seconds: how long a new key of it lives.
        offer_unlisted: makes offers although the registry does not list the office (for demonstrations of a refusal).
    """

    id: str
    name: LocalText
    public_url: str
    identifier: str
    did: str
    use_cases: Mapping[str, UseCase]
    key_seconds: int
    offer_unlisted: bool

    def status_list_url(self, list_id: str) -> str:
        """Where a status list of this office is published: in the folder of its did:web, so it is bound to the DID."""
        return f"{self.identifier}/status/{list_id}"

    def configuration_id_of(self, use_case: str) -> str | None:
        """The credential configuration id of a use case, if the office issues it."""
        kind = self.use_cases.get(use_case)
        return configuration_id(kind, kind.formats[0]) if kind is not None else None

    def use_case_of(self, configuration_id: str) -> UseCase | None:
        """The use case behind a credential configuration id, if the office issues it."""
        return next((u for n, u in self.use_cases.items() if self.configuration_id_of(n) == configuration_id), None)


def build_office(
    *,
    public_url: str,
    office_id: str,
    name: LocalText,
    use_cases: Mapping[str, UseCase],
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
        use_cases=use_cases,
        key_seconds=key_seconds,
        offer_unlisted=offer_unlisted,
    )
