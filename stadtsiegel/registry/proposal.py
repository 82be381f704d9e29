"""What a package proposes in a deployment: its type, who may issue it, who may ask for it and what for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from stadtsiegel.statements import propose_to_ask, propose_to_issue, propose_type

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from credentials.strict_json import JsonObject
    from use_cases.use_case import UseCase


@dataclass(frozen=True, slots=True)
class Proposal:
    """One request to the authority.

    Attributes:
        about: what it says, as a heading.
        method: of the request.
        path: below the registry's address.
        file: name of the file with its body.
        body: what is said.
    """

    about: str
    method: str
    path: str
    file: str
    body: JsonObject


@dataclass(frozen=True, slots=True)
class Tenant:
    """An office or a service of the deployment: its id in the settings, its DID, and what people call it."""

    id: str
    did: str
    name: Mapping[str, str]


def propose_package(
    use_case: UseCase, *, issuer_url: str, offices: Sequence[Tenant], services: Iterable[tuple[Tenant, str]]
) -> list[Proposal]:
    """Give all proposals of a package, the type first, since statements need it.

    Args:
        use_case: the package.
        issuer_url: where its documents are served.
        offices: who shall issue it.
        services: who shall ask for it, each with its role in the package.
    """
    kind = use_case.name
    proposals = [
        Proposal(
            f"the document {use_case.title.en}, version {use_case.version}",
            "PUT",
            "/api/credential-types",
            f"credential-type-{kind}.json",
            propose_type(use_case, issuer_url=issuer_url),
        )
    ]
    proposals += (
        Proposal(
            f"{office.name['en']} may issue it",
            "POST",
            "/api/statements",
            f"may-issue-{kind}-{office.id}.json",
            propose_to_issue(use_case, entity=office.did, name=office.name),
        )
        for office in offices
    )
    proposals += (
        Proposal(
            f"{service.name['en']} may ask for it: {purpose.title.en}",
            "POST",
            "/api/statements",
            f"may-ask-{kind}-{service.id}-{purpose.id}.json",
            propose_to_ask(use_case, purpose=purpose.id, entity=service.did, name=service.name),
        )
        for service, role in services
        for purpose in use_case.purposes
        if purpose.asker == role
    )
    return proposals
