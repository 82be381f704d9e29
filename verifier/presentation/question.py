"""What a check asks a wallet, taken from the registry's statement and from nowhere else.

So a service cannot ask for more than it is listed for: the query is derived from the same signed statement that the
wallet shows to its holder (SECURITY V-25). It may ask for less.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from credentials.dcql.ask import ask_for_card
from credentials.dcql.claims_path import lies_within, render_path
from credentials.errors import QueryError
from trust_registry.reading.statement import Action
from verifier.presentation.accepted import FORMATS
from verifier.presentation.refusals import ClaimsBeyondPurpose, PurposeNotAskable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.strict_json import JsonObject
    from trust_registry.reading.registry import Registry
    from trust_registry.reading.statement import Asking, Statement


def find_statement(registry: Registry, *, relying_party: str, purpose: str, at: int) -> Statement | None:
    """The statement under which a relying party may ask for a purpose at a moment, or None.

    Args:
        registry: One proven list.
        relying_party: The DID of who asks.
        purpose: Id of the purpose.
        at: UTC seconds.
    """
    types = {s.credential_type for s in registry.statements if s.entity == relying_party and s.action is Action.VERIFY}
    for credential_type in sorted(types):
        statement = registry.verify_statement(
            entity=relying_party, credential_type=credential_type, purpose=purpose, at=at
        )
        if statement is not None and statement.signed is not None:
            return statement
    return None


def asking_of(statement: Statement) -> Asking:
    """What the statement allows to ask; a verify statement always says it."""
    if statement.asking is None:
        raise ValueError("only a verify statement says what may be asked")
    return statement.asking


def claims_asked(statement: Statement, wanted: Sequence[ClaimsPath] | None) -> tuple[ClaimsPath, ...]:
    """The claims of one check, as paths into a W3C credential.

    Args:
        statement: What may be asked at most.
        wanted: What the service wants of it; None for all of it.

    Raises:
        ClaimsBeyondPurpose: the service wants something else, too; nothing is left out in silence.
    """
    listed = asking_of(statement).claims
    if wanted is None:
        return listed
    beyond = [path for path in wanted if not any(lies_within(path, claim) for claim in listed)]
    if beyond:
        raise ClaimsBeyondPurpose(f"the purpose does not list {', '.join(map(render_path, beyond))}")
    return tuple(dict.fromkeys(wanted))


def dcql_query(statement: Statement, claims: Sequence[ClaimsPath]) -> JsonObject:
    """The DCQL query for claims: one credential query for each format that can be judged here, preferred first.

    Raises:
        PurposeNotAskable: one of the claims has no place in any format.
    """
    lacking = asking_of(statement).optional
    optional = [path for path in claims if any(lies_within(path, one) for one in lacking)]
    try:
        return ask_for_card(statement.credential_type, claims, formats=FORMATS, optional=optional)
    except QueryError as error:
        raise PurposeNotAskable(error.detail) from error
