"""Everything that follows from a package, each by a word: what services publish, ask and show, as they will."""

from __future__ import annotations

from typing import TYPE_CHECKING

from stadtsiegel.statements import pretty, propose_to_ask, propose_to_issue, propose_type
from use_cases.derive.context import context_bytes
from use_cases.derive.credential_configuration import credential_configurations
from use_cases.derive.form import form_description
from use_cases.derive.query import dcql_query
from use_cases.derive.rulebook import rulebook
from use_cases.derive.sample import sample_claims
from use_cases.derive.schema import schema_bytes
from use_cases.derive.type_metadata import type_metadata_document

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from credentials.strict_json import JsonObject
    from use_cases.local_text import LocalText
    from use_cases.use_case import UseCase

    Derive = Callable[[UseCase, dt.date], str]

ISSUER_URL = "https://ausweise.stadt.example"
"""Where a city serves its documents is not said by a package."""


def _statements(use_case: UseCase) -> JsonObject:
    """What the authority is asked to say, with roles in the place of those who play them."""
    names = {role.id: role.name.to_json() for role in use_case.roles}
    return {
        "credential_type": propose_type(use_case, issuer_url=ISSUER_URL),
        "may_issue": [
            propose_to_issue(use_case, entity=_did_of(one.role), name=names[one.role])
            for one in use_case.proposals
            if one.action == "issue"
        ],
        "may_ask": [
            propose_to_ask(use_case, purpose=one.id, entity=_did_of(one.asker), name=names[one.asker])
            for one in use_case.purposes
        ],
    }


def _in_both(text: LocalText) -> str:
    return f"{text.de}\n{text.en}"


def _did_of(role: str) -> str:
    return f"(the DID of whoever plays {role})"


DERIVED: dict[str, Derive] = {
    "schema": lambda use_case, _: schema_bytes(use_case).decode("ascii"),
    "context": lambda use_case, _: context_bytes(use_case).decode("ascii"),
    "type-metadata": lambda use_case, _: type_metadata_document(use_case).content.decode("ascii"),
    "configuration": lambda use_case, _: pretty(dict(credential_configurations(use_case))),
    "dcql": lambda use_case, _: pretty({one.id: dcql_query(use_case, one) for one in use_case.purposes}),
    "form": lambda use_case, _: pretty(form_description(use_case)),
    "rulebook": lambda use_case, _: _in_both(rulebook(use_case)),
    "sample": lambda use_case, today: pretty(sample_claims(use_case, on=today)),
    "statements": lambda use_case, _: pretty(_statements(use_case)),
}
"""What can be shown by itself, by its word."""
