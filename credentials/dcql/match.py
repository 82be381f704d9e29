"""Which held credentials answer a DCQL query, and what a shown one leaves unanswered (OpenID4VP 1.0 section 6.4).

`select` is what a wallet does. `unanswered` is the verifier's own check of what came back: wallets match `values` only
as well as they can, so a verifier must look again (section 6.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from credentials.dcql.claims_path import select_path
from credentials.errors import QueryError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from credentials.dcql.claims_path import ClaimsPath
    from credentials.dcql.query import ClaimQuery, ClaimValue, CredentialQuery, Query
    from credentials.strict_json import JsonObject


@dataclass(frozen=True, slots=True)
class Holding:
    """A credential as a matcher sees it.

    Attributes:
        id: the holder's own name for it.
        format: the credential format identifier.
        types: fully expanded types (`vct` or doctype for the formats that have these).
        document: the root of claims paths.
    """

    id: str
    format: str
    types: frozenset[str]
    document: JsonObject


@dataclass(frozen=True, slots=True)
class Choice:
    """A held credential that answers a credential query, with the paths that it is asked for (empty: the whole)."""

    holding: Holding
    paths: tuple[ClaimsPath, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """What a wallet may return: by credential query id, all holdings that would do, in the wallet's own order.

    Where `multiple` is false the holder picks one of them.
    """

    choices: Mapping[str, tuple[Choice, ...]]


class GapKind(StrEnum):
    """In what way a credential does not answer."""

    FORMAT = "format"
    TYPE = "type"
    CLAIM = "claim"
    VALUE = "value"


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing that a credential leaves unanswered; `path` is empty for format and type."""

    kind: GapKind
    path: ClaimsPath = ()


def select(query: Query, holdings: Sequence[Holding]) -> Selection | None:
    """Select what a wallet would return.

    Of every credential set the first option that can be met is taken; an optional set that cannot be met is left out.

    Returns:
        None when a required part of the query cannot be met: then a wallet returns nothing at all.
    """
    answers = {credential.id: _answers(credential, holdings) for credential in query.credentials}
    answered = frozenset(query_id for query_id, choices in answers.items() if choices)
    if not query.is_answered_by(answered):
        return None
    if not query.credential_sets:
        return Selection(answers)
    wanted: dict[str, None] = {}  # ordered, each id once
    for credential_set in query.credential_sets:
        option = next((option for option in credential_set.options if answered.issuperset(option)), ())
        wanted.update(dict.fromkeys(option))
    return Selection({query_id: answers[query_id] for query_id in wanted})


def unanswered(query: CredentialQuery, holding: Holding) -> tuple[Gap, ...]:
    """Say what a credential leaves unanswered; empty when it answers the query.

    With several claim sets, the gaps are those of the preferred one.
    """
    if query.format != holding.format:
        return (Gap(GapKind.FORMAT),)
    if not has_type(query, holding.types):
        return (Gap(GapKind.TYPE),)
    gaps: tuple[Gap, ...] = ()
    for claims in query.claim_options:
        missing = tuple(gap for claim in claims if (gap := _gap(claim, holding.document)))
        if not missing:
            return ()
        gaps = gaps or missing
    return gaps


def has_type(query: CredentialQuery, types: frozenset[str]) -> bool:
    """Whether these types satisfy one of the alternatives that the query names."""
    return any(types.issuperset(alternative) for alternative in query.type_alternatives)


def _answers(query: CredentialQuery, holdings: Sequence[Holding]) -> tuple[Choice, ...]:
    choices = []
    for holding in holdings:
        if query.format != holding.format or not has_type(query, holding.types):
            continue
        for claims in query.claim_options:
            if not any(_gap(claim, holding.document) for claim in claims):
                choices.append(Choice(holding, tuple(claim.path for claim in claims)))
                break
    return tuple(choices)


def _gap(claim: ClaimQuery, document: JsonObject) -> Gap | None:
    try:
        selected = [value for value in select_path(document, claim.path) if value is not None]
    except QueryError:
        return Gap(GapKind.CLAIM, claim.path)
    if not selected:  # null says that there is no value
        return Gap(GapKind.CLAIM, claim.path)
    if claim.values and not any(_same(value, wanted) for value in selected for wanted in claim.values):
        return Gap(GapKind.VALUE, claim.path)
    return None


def _same(value: Any, wanted: ClaimValue) -> bool:
    """Same type and same value; JSON knows one kind of number, and `true` is not 1."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, str) or isinstance(wanted, str):
        return isinstance(value, str) and value == wanted
    return isinstance(value, int | float) and value == wanted
